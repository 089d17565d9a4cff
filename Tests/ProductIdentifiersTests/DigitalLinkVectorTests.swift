import Foundation
import ProductIdentifiers
import Testing

/// The vectors whose verdicts come from GS1's own engine, kept outside the repository in `../shared`, or in the folder
/// that FOOTBRIDGE_SHARED names.
@Suite struct DigitalLinkVectorTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let uri: String
        let valid: Bool
        let elements: [[String]]?
        let canonical: String?
        let gtin: String?
        let mode: String?
        var testDescription: String { "\(uri)\(mode.map { " (\($0))" } ?? "")" }
    }

    private struct File: Decodable {
        let vectors: [Vector]
    }

    static let vectors: [Vector] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["FOOTBRIDGE_SHARED"].map { URL(filePath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared")
        let file = folder.appending(path: "digital-link-vectors.json")
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("SKIPPED: the Digital Link vectors are not at \(file.path); set FOOTBRIDGE_SHARED to their folder")
            return []
        }
        do {
            return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).vectors
        } catch {
            // A file that is there and cannot be read must fail, not skip: this vector cannot pass.
            let vector = Vector(
                uri: "unreadable file: \(error)", valid: true, elements: nil, canonical: nil, gtin: nil, mode: nil)
            return [vector]
        }
    }()

    @Test("GS1's verdict is ours", .enabled(if: !vectors.isEmpty), arguments: vectors)
    func verdict(vector: Vector) throws {
        #expect(vector.mode == nil || vector.mode == "zero-suppressed-gtin")
        let options = DigitalLink.Options(acceptsZeroSuppressedGTIN: vector.mode != nil)
        guard vector.valid else {
            #expect(throws: DigitalLinkError.self) { try DigitalLink(parsing: vector.uri, options: options) }
            return
        }
        let link = try DigitalLink(parsing: vector.uri, options: options)
        #expect(link.elements.map { [$0.identifier.code, $0.value] } == vector.elements)
        #expect(link.canonicalURI == vector.canonical)
        #expect(link.gtin?.digits14 == vector.gtin)
        #expect(try DigitalLink(parsing: link.uri) == link)
        #expect(try DigitalLink(parsing: link.canonicalURI).canonicalURI == link.canonicalURI)
        #expect(DigitalLink.isPlausible(vector.uri))
    }
}
