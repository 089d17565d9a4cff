// swift-tools-version: 6.2

import PackageDescription

/// Every target: explicit import visibility, so that the one-way dependencies below are held by the compiler.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets that call C directly also mark every unsafe expression.
let strictAroundC: [SwiftSetting] = strict + [.strictMemorySafety()]

func product(_ name: String, _ package: String) -> Target.Dependency {
    .product(name: name, package: package)
}

let package = Package(
    name: "footbridge",
    products: [
        .executable(name: "footbridge", targets: ["footbridge"]),
        .library(name: "ProductIdentifiers", targets: ["ProductIdentifiers"]),
        .library(name: "PhotoDecoding", targets: ["PhotoDecoding"]),
        .library(name: "SymbolReading", targets: ["SymbolReading"]),
        .library(name: "CoverRecognition", targets: ["CoverRecognition", "CoverIndexing"]),
        .library(name: "DecodeWorkers", targets: ["DecodeWorkers"]),
        .library(name: "FootbridgeCore", targets: ["FootbridgeCore"]),
        .library(name: "FootbridgeStorage", targets: ["FootbridgeStorage", "SQLiteDriver", "PostgresDriver"]),
        .library(name: "SymbolDrawing", targets: ["SymbolDrawing"]),
        .library(name: "CatalogFeeds", targets: ["CatalogFeeds"]),
        // For the package in Tests/Fuzzing.
        .library(name: "FootbridgeHTTP", targets: ["FootbridgeHTTP"]),
        .library(name: "FootbridgeCommands", targets: ["FootbridgeCommands"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // C libraries, each with one importer; libpng has two, one that reads and one that writes, and malloc the
        // two kinds of process.
        .systemLibrary(name: "CZBar", pkgConfig: "zbar", providers: [.apt(["libzbar-dev"])]),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .target(name: "CLinux"),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CSignatures", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),

        // From photo to symbols; nothing here knows of shops, HTTP or SQL.
        .target(
            name: "ProductIdentifiers", resources: [.embedInCode("isbn-ranges.txt")], swiftSettings: strict),
        .target(name: "PhotoDecoding", dependencies: ["CPNG", "CTurboJPEG", "CWebP"], swiftSettings: strictAroundC),
        .target(
            name: "SymbolReading", dependencies: ["PhotoDecoding", "ProductIdentifiers", "CZBar"],
            // Unoptimised, the readers take fifty times as long, and tests of what uses them minutes.
            swiftSettings: strictAroundC + [.unsafeFlags(["-O"], .when(configuration: .debug))]),

        // From photo to the covers of an index; nothing here knows of shops either.
        .target(
            name: "CoverRecognition", dependencies: ["CSignatures", "PhotoDecoding"],
            swiftSettings: strictAroundC + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        // An index of covers on disk.
        .target(
            name: "CoverIndexing", dependencies: ["CoverRecognition"],
            swiftSettings: strictAroundC + [.unsafeFlags(["-O"], .when(configuration: .debug))]),

        // From text to symbols, for pages and print.
        .target(name: "SymbolDrawing", dependencies: ["CPNG", "CQRencode"], swiftSettings: strictAroundC),

        // From answers to fewer bytes, and back.
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: strictAroundC),

        // The rules and the one pipeline from scan to answer.
        .target(
            name: "FootbridgeCore",
            dependencies: [
                "CoverRecognition", "Gzip", "ProductIdentifiers", "PhotoDecoding", "SymbolReading",
                product("Crypto", "swift-crypto"),
                product("CryptoExtras", "swift-crypto"),
                product("NIOPosix", "swift-nio"),
            ],
            resources: [.embedInCode("Stores/town-names.tsv")],
            swiftSettings: strict),

        // Booksellers' files as records with a line and, where they are wrong, the reasons.
        .target(
            name: "CatalogFeeds", dependencies: ["FootbridgeCore", "ProductIdentifiers"],
            resources: [.embedInCode("country-boxes.csv")], swiftSettings: strict),

        // SQL written once, over a small driver seam.
        .target(
            name: "FootbridgeStorage",
            dependencies: ["FootbridgeCore", "Gzip", "ProductIdentifiers", "SymbolReading"],
            swiftSettings: strict),
        .target(
            name: "SQLiteDriver",
            dependencies: [
                "FootbridgeCore", "FootbridgeStorage",
                product("DequeModule", "swift-collections"),
                product("GRDB", "GRDB.swift"),
                product("GRDBSQLite", "GRDB.swift"),
            ],
            swiftSettings: strictAroundC),
        .target(
            name: "PostgresDriver",
            dependencies: [
                "CPQ", "FootbridgeCore", "FootbridgeStorage",
                product("DequeModule", "swift-collections"),
                product("NIOPosix", "swift-nio"),
            ],
            swiftSettings: strictAroundC),

        // Photos read in processes that can do nothing else.
        .target(
            name: "DecodeWorkers",
            dependencies: [
                "CLinux", "CMalloc", "CSeccomp", "CoverIndexing", "CoverRecognition", "FootbridgeCore", "PhotoDecoding",
                "ProductIdentifiers", "SymbolReading",
                product("Logging", "swift-log"),
                product("NIOPosix", "swift-nio"),
            ],
            swiftSettings: strictAroundC),

        .target(
            name: "FootbridgeHTTP",
            dependencies: [
                "CoverRecognition", "FootbridgeCore", "Gzip", "ProductIdentifiers", "PhotoDecoding", "SymbolDrawing",
                "SymbolReading",
                product("AsyncHTTPClient", "async-http-client"),
                product("Crypto", "swift-crypto"),
                product("HTTPTypes", "swift-http-types"),
                product("Hummingbird", "hummingbird"),
                product("HummingbirdCore", "hummingbird"),
                product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"),
                product("NIOHTTP1", "swift-nio"),
                product("NIOHTTPTypes", "swift-nio-extras"),
                product("NIOHTTPTypesHTTP1", "swift-nio-extras"),
                product("NIOPosix", "swift-nio"),
                product("ServiceLifecycle", "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Pages"), .embedInCode("openapi.yaml")],
            swiftSettings: strict),

        .target(
            name: "FootbridgeCommands",
            dependencies: [
                "CatalogFeeds", "CMalloc", "CoverIndexing", "CoverRecognition", "DecodeWorkers", "FootbridgeCore",
                "FootbridgeHTTP", "FootbridgeStorage", "SQLiteDriver", "PostgresDriver",
                "Gzip", "ProductIdentifiers", "PhotoDecoding", "SymbolDrawing", "SymbolReading",
                product("ArgumentParser", "swift-argument-parser"),
                product("AsyncHTTPClient", "async-http-client"),
                product("Crypto", "swift-crypto"),
                product("Hummingbird", "hummingbird"),
                product("HummingbirdCore", "hummingbird"),
                product("HummingbirdTLS", "hummingbird"),
                product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"),
                product("NIOHTTP1", "swift-nio"),
                product("NIOPosix", "swift-nio"),
                product("NIOHTTPCompression", "swift-nio-extras"),
                product("NIOSSL", "swift-nio-ssl"),
                product("ServiceLifecycle", "swift-service-lifecycle"),
                product("UnixSignals", "swift-service-lifecycle"),
                product("Yams", "Yams"),
            ],
            resources: [.embedInCode("Sample/Catalog")],
            swiftSettings: strict),
        .executableTarget(
            name: "footbridge",
            dependencies: ["FootbridgeCommands", product("ArgumentParser", "swift-argument-parser")],
            swiftSettings: strict),

        .target(
            name: "FootbridgeTestSupport",
            dependencies: [
                "FootbridgeCore", "FootbridgeStorage", "PhotoDecoding", "SQLiteDriver", "PostgresDriver",
                product("Logging", "swift-log"),
                product("Subprocess", "swift-subprocess"),
                product("SystemPackage", "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ProductIdentifiersTests", dependencies: ["FootbridgeTestSupport", "ProductIdentifiers"],
            swiftSettings: strict),
        .testTarget(
            name: "PhotoDecodingTests", dependencies: ["FootbridgeTestSupport", "PhotoDecoding"], swiftSettings: strict),
        .testTarget(
            name: "SymbolReadingTests", dependencies: ["SymbolReading", "PhotoDecoding", "SymbolDrawing"],
            swiftSettings: strict),
        .testTarget(
            name: "CoverRecognitionTests",
            dependencies: ["CoverRecognition", "CSignatures", "FootbridgeTestSupport", "PhotoDecoding"],
            swiftSettings: strict),
        .testTarget(
            name: "CoverIndexingTests",
            dependencies: ["CoverIndexing", "CoverRecognition", "FootbridgeTestSupport", "PhotoDecoding"],
            swiftSettings: strict),
        .testTarget(
            name: "SymbolDrawingTests", dependencies: ["PhotoDecoding", "SymbolDrawing", "SymbolReading"],
            swiftSettings: strict),
        // A worker that does wrong on request; nothing that is shipped has it.
        .executableTarget(
            name: "FaultyWorker",
            dependencies: ["DecodeWorkers", "FootbridgeCore", "PhotoDecoding", "ProductIdentifiers", "SymbolReading"],
            path: "Tests/FaultyWorker", swiftSettings: strict),
        .testTarget(
            name: "DecodeWorkersTests",
            dependencies: [
                "CoverIndexing", "CoverRecognition", "DecodeWorkers", "FaultyWorker", "footbridge", "FootbridgeCore",
                "FootbridgeTestSupport", "PhotoDecoding", "ProductIdentifiers", "SymbolReading",
                product("Logging", "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FootbridgeCoreTests",
            dependencies: [
                "FootbridgeCore", "FootbridgeTestSupport", "PhotoDecoding", "ProductIdentifiers", "SymbolReading",
                product("Crypto", "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CatalogFeedsTests",
            dependencies: ["CatalogFeeds", "FootbridgeCore", "FootbridgeTestSupport", "ProductIdentifiers"],
            swiftSettings: strict),
        .testTarget(
            name: "FootbridgeStorageTests",
            dependencies: [
                "FootbridgeCore", "FootbridgeStorage", "FootbridgeTestSupport", "PostgresDriver", "ProductIdentifiers",
                "SQLiteDriver", "SymbolReading",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FootbridgeHTTPTests",
            dependencies: [
                "CoverRecognition", "FootbridgeCore", "FootbridgeHTTP", "FootbridgeStorage", "FootbridgeTestSupport",
                "PhotoDecoding", "ProductIdentifiers", "SymbolReading",
                product("HTTPTypes", "swift-http-types"),
                product("Hummingbird", "hummingbird"),
                product("HummingbirdTesting", "hummingbird"),
                product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"),
                product("NIOEmbedded", "swift-nio"),
                product("NIOHTTPTypes", "swift-nio-extras"),
                product("NIOPosix", "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FootbridgeCommandsTests",
            dependencies: [
                "CatalogFeeds", "DecodeWorkers", "footbridge", "FootbridgeCommands", "FootbridgeCore",
                "FootbridgeStorage",
                "FootbridgeTestSupport",
                "ProductIdentifiers", "SQLiteDriver",
                product("ArgumentParser", "swift-argument-parser"),
            ],
            swiftSettings: strict),
        // What must hold whatever comes from outside: Tests/Fuzzing looks for what breaks it, these replay what did.
        .testTarget(
            name: "FuzzTargetsTests",
            dependencies: [
                "CatalogFeeds", "DecodeWorkers", "FootbridgeCommands", "FootbridgeCore", "FootbridgeHTTP",
                "PhotoDecoding",
                "ProductIdentifiers", "SymbolDrawing", "SymbolReading",
                product("HTTPTypes", "swift-http-types"),
                product("Hummingbird", "hummingbird"),
                product("Logging", "swift-log"),
                product("NIOCore", "swift-nio"),
                product("NIOEmbedded", "swift-nio"),
                product("NIOHTTPTypes", "swift-nio-extras"),
            ],
            exclude: ["Kept"], swiftSettings: strict),
    ]
)
