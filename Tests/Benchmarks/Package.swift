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
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // The same C libraries again, for the bare calls that the libraries are measured against.
        .systemLibrary(name: "BareZBar", pkgConfig: "zbar"),
        .systemLibrary(name: "BarePNG", pkgConfig: "libpng"),
        .systemLibrary(name: "BareTurboJPEG", pkgConfig: "libturbojpeg"),
        .executableTarget(
            name: "ReadingBenchmark",
            dependencies: [
                "BareZBar", "BarePNG", "BareTurboJPEG", "BenchmarkSupport",
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "SymbolReading", package: "footbridge"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "CoverBenchmark",
            dependencies: [
                .product(name: "CoverRecognition", package: "footbridge"),
                .product(name: "PhotoDecoding", package: "footbridge"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "WorkerBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "DecodeWorkers", package: "footbridge"),
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "SymbolReading", package: "footbridge"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "DecodingEndurance",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "DecodeWorkers", package: "footbridge"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "SymbolReading", package: "footbridge"),
            ],
            swiftSettings: strict),
        // What several of them need: a daemon to measure, ratios, other programs.
        .target(
            name: "BenchmarkSupport",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "GatewayBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
                .product(name: "PhotoDecoding", package: "footbridge"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "TillBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "ExportBenchmark", dependencies: ["BenchmarkSupport"], swiftSettings: strict),
        .executableTarget(
            name: "AttributionBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "StorageBenchmark",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "FootbridgeCore", package: "footbridge"),
                .product(name: "FootbridgeStorage", package: "footbridge"),
                .product(name: "ProductIdentifiers", package: "footbridge"),
                .product(name: "SymbolReading", package: "footbridge"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
    ]
)
