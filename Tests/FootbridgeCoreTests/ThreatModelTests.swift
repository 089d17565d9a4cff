import Foundation
import Testing

/// The threat model names a test for each of its claims.
@Suite("The threat model")
struct ThreatModelTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func page() throws -> String {
        try String(
            contentsOf: root.appending(path: "Sources/FootbridgeCore/FootbridgeCore.docc/ThreatModel.md"),
            encoding: .utf8)
    }

    @Test("names only tests that there are")
    func namedTests() throws {
        let named = try Self.page().matches(of: /`(Tests\/[^:`]+)::([A-Za-z0-9_]+)`/).map(\.output)
        #expect(named.count > 40)
        for (_, file, test) in named {
            let text = try String(contentsOf: Self.root.appending(path: String(file)), encoding: .utf8)
            let declaration = file.hasSuffix(".py") ? "\ndef \(test)(" : "func \(test)("
            let place = try #require(text.range(of: declaration), "\(file) has no \(test)")
            // In Swift the attribute stands before it, at most over an argument list.
            let before = text[..<place.lowerBound].suffix(2000)
            #expect(file.hasSuffix(".py") || before.contains("@Test"), "\(test) in \(file) is no test")
        }
    }

    @Test("has a test for each claim")
    func claims() throws {
        let rows = try Self.page().split(separator: "| claim | tests |").dropFirst()
            .flatMap { $0.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("|") } }
        #expect(rows.count > 25)
        for row in rows { #expect(row.contains("::"), "\(row)") }
    }
}
