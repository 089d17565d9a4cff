// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "footbridge-fuzzing",
    dependencies: [.package(name: "footbridge", path: "../..")],
    targets: [
        // libFuzzer brings the main function, so this links only where it is: `swift build --sanitize=fuzzer`.
        .executableTarget(
            name: "Fuzzer",
            dependencies: [.product(name: "FuzzTargets", package: "footbridge")],
            swiftSettings: [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
                .unsafeFlags(["-parse-as-library"]),
            ])
    ]
)
