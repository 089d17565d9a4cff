// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func own(_ name: String) -> Target.Dependency { .product(name: name, package: "footbridge") }

let package = Package(
    name: "footbridge-fuzzing",
    dependencies: [
        .package(name: "footbridge", path: "../.."),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        // A link to the targets that the ordinary tests replay, which see the inside of what they are about: this builds
        // with `-enable-testing` alone.
        .target(
            name: "FuzzTargets",
            dependencies: [
                own("CatalogFeeds"), own("DecodeWorkers"), own("FootbridgeCommands"), own("FootbridgeCore"),
                own("FootbridgeHTTP"),
                own("PhotoDecoding"), own("ProductIdentifiers"), own("SymbolDrawing"), own("SymbolReading"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            swiftSettings: strict),
        // libFuzzer brings the main function, so this links only where it is: `swift build --sanitize=fuzzer`.
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzTargets"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
