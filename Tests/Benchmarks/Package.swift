// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "footbridge-benchmarks",
    dependencies: [
        .package(name: "footbridge", path: "../.."),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // The same C libraries again, for the bare calls that the libraries are measured against.
        .systemLibrary(name: "BareZBar", pkgConfig: "zbar"),
        .systemLibrary(name: "BarePNG", pkgConfig: "libpng"),
        .systemLibrary(name: "BareTurboJPEG", pkgConfig: "libturbojpeg"),
        .executableTarget(
            name: "ReadingBenchmark",
            dependencies: [
                "BareZBar", "BarePNG", "BareTurboJPEG",
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "SymbolReading", package: "footbridge"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "GatewayBenchmark",
            dependencies: [
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
    ]
)
