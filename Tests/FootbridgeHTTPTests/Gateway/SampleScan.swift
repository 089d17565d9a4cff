import Foundation
import Testing

/// One picture of `images/` and the truth about it, as `manifest.jsonl` has it.
struct SampleScan: Decodable, Sendable, CustomTestStringConvertible {
    var file: String
    var media_type: String
    /// `readable`, `unreadable`, `bad`, or `front`: a book that is known by its cover alone.
    var kind: String
    var symbols: [SampleSymbol]
    var product: String?
    var also_acceptable: [String]?
    var outcome: String?
    var error: SampleError?
    var hint: String?
    var listed: Bool

    struct SampleSymbol: Decodable, Sendable, Hashable {
        var symbology: String
        var text: String
        var add_on: String?
    }

    struct SampleError: Decodable, Sendable {
        var status: Int
        var code: String
    }

    var testDescription: String { file }

    /// How it ends, and with which product, where nobody looks for covers.
    var bySymbols: (outcome: String?, product: String?) {
        kind == "front" ? ("no_symbol", nil) : (outcome, product)
    }

    var bytes: [UInt8] {
        get throws { Array(try Data(contentsOf: Self.folder.appending(path: file))) }
    }

    /// The package's `images/`.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "images")

    /// All of them, in the manifest's order; empty where it cannot be read, which a test of its own reports.
    static let all: [SampleScan] = {
        do {
            let text = try String(contentsOf: folder.appending(path: "manifest.jsonl"), encoding: .utf8)
            return try text.split(separator: "\n").map {
                try JSONDecoder().decode(SampleScan.self, from: Data($0.utf8))
            }
        } catch {
            print("images/manifest.jsonl cannot be read: \(error)")
            return []
        }
    }()

    static func named(_ file: String) throws -> SampleScan {
        try #require(all.first { $0.file == file }, "images/ has no \(file)")
    }
}

/// The books and articles that the sample bookshops sell, as `images/catalog.json` has them.
struct SampleCatalogFile: Decodable, Sendable {
    var books: [Book]
    var articles: [Article]

    struct Book: Decodable, Sendable {
        var isbn13: String
        var title: String
    }

    struct Article: Decodable, Sendable {
        var gtin: String
        var title: String
    }

    static func load() throws -> SampleCatalogFile {
        try JSONDecoder().decode(
            SampleCatalogFile.self, from: Data(contentsOf: SampleScan.folder.appending(path: "catalog.json")))
    }
}
