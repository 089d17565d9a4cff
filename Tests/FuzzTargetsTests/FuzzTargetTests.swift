import Foundation
import Testing

@Suite("A fuzz target")
struct FuzzTargetTests {
    /// A folder for each target; a file is an input that once broke something, or that reaches what no seed does.
    private static let kept = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Kept")

    private static func kept(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = kept.appending(path: target.name)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test("holds for its seeds, for halves of them, and for every kept input", arguments: FuzzTarget.all)
    func replay(_ target: FuzzTarget) throws {
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        for (index, seed) in seeds.enumerated() {
            #expect(throws: Never.self, "seed \(index)") { try target.check(seed) }
            #expect(throws: Never.self, "half of seed \(index)") {
                try target.check(Array(seed.prefix(seed.count / 2)))
            }
        }
        for (name, bytes) in try Self.kept(target) {
            #expect(throws: Never.self, "\(name)") { try target.check(bytes) }
        }
    }

    @Test("is the only one of its name, and every kept folder is one's")
    func names() throws {
        let names = FuzzTarget.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: Self.kept.path)).isSubset(of: names))
    }
}
