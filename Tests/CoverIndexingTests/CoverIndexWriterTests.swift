import CoverRecognition
import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import Testing

@testable import CoverIndexing

@Suite struct CoverIndexWriterTests {
    /// Compiled once; each under several names where a test needs many.
    private static let compiled: [CompiledCover] = {
        var compiler = CoverCompiler()
        return (1...3).compactMap { try? compiler.compile(DrawnCover($0).image, name: "front \($0)") }
    }()

    /// A cover under another name: the records of most tests need not be found, only kept.
    private static func cover(_ name: String) throws -> CompiledCover {
        let model = compiled[name.utf8.reduce(0) { $0 &+ Int($1) } % compiled.count]
        return try #require(model.renamed(name))
    }

    private static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-covers-\(UUID().uuidString)")
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
        }
        return try body(folder)
    }

    private static func names(in folder: URL) throws -> Set<String> {
        let index = try CoverIndexFolder(openingAt: folder.path, thoroughly: true).index
        return Set(
            index.segments.flatMap { segment in
                (0..<segment.count).filter { !segment.isDeleted($0) }.compactMap { segment.name(of: $0) }
            })
    }

    @Test func `What was added is there when the index is opened again, and what was removed is not`() throws {
        try Self.withFolder { folder in
            #expect(throws: CoverIndexError.missing) { try CoverIndexFolder(openingAt: folder.path) }
            do {
                var writer = try CoverIndexWriter(openingAt: folder.path)
                #expect(throws: CoverIndexError.locked) { _ = try CoverIndexWriter(openingAt: folder.path) }
                try writer.add([Self.cover("a"), Self.cover("b")], sharing: [[], []])
                let reader = try CoverIndexFolder(openingAt: folder.path)
                #expect(!reader.isOutdated)
                try writer.add([Self.cover("c"), Self.cover("a")], sharing: [[], []])
                #expect(reader.isOutdated)
                // What is open stays as it was.
                #expect(reader.index.segments.map(\.count) == [2])
                #expect(try writer.remove(["b", "never there"]) == 1)
                #expect(writer.contains("a") && writer.contains("c") && !writer.contains("b"))
            }
            #expect(try Self.names(in: folder) == ["a", "c"])
            var writer = try CoverIndexWriter(openingAt: folder.path)
            while try writer.merge() {}
            #expect(writer.index.segments.map(\.count) == [2])
            #expect(try Self.names(in: folder) == ["a", "c"])
            #expect(try CoverIndexFolder.verify(at: folder.path).covers == 2)
        }
    }

    @Test func `What is remembered is there with the change that it came with, and an index begun anew has neither`()
        throws
    {
        try Self.withFolder { folder in
            do {
                var writer = try CoverIndexWriter(openingAt: folder.path)
                #expect(writer.memo.isEmpty)
                try writer.add([Self.cover("a")], sharing: [[]])
                try writer.change(
                    removing: ["a", "never there"], adding: [Self.cover("b"), Self.cover("c")],
                    sharing: [["a"], ["b"]], memo: [1, 2])
            }
            #expect(try Self.names(in: folder) == ["b", "c"])
            let statistics = try CoverIndexFolder.statistics(at: folder.path)
            // One that is gone is nobody's like.
            #expect(statistics.memo == [1, 2] && statistics.grouped == 2)
            do {
                var writer = try CoverIndexWriter(openingAt: folder.path)
                // What remembers nothing new changes nothing of it.
                try writer.remove(["c"])
                #expect(writer.memo == [1, 2] && !writer.contains("c"))
            }
            let manifest = folder.appending(path: "covers.index")
            try Data([1, 2, 3]).write(to: manifest)
            #expect(throws: CoverIndexError.self) { _ = try CoverIndexWriter(openingAt: folder.path) }
            let writer = try CoverIndexWriter(openingAt: folder.path, anew: true)
            #expect(writer.memo.isEmpty && writer.names.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["covers.index"])
        }
    }

    @Test func `Covers with the same artwork come into one group, and stay in it when files are merged`() throws {
        try Self.withFolder { folder in
            var writer = try CoverIndexWriter(openingAt: folder.path)
            try writer.add([Self.cover("a"), Self.cover("b"), Self.cover("c")], sharing: [[], ["a"], []])
            try writer.add([Self.cover("d"), Self.cover("e")], sharing: [["e"], []])
            // It joins two groups.
            try writer.add([Self.cover("f")], sharing: [["b", "d", "unknown"]])
            func groups() throws -> [String: UInt32] {
                let index = try CoverIndexFolder(openingAt: folder.path).index
                var groups: [String: UInt32] = [:]
                for segment in index.segments {
                    for cover in 0..<segment.count { groups[segment.name(of: cover) ?? ""] = segment.groups[cover] }
                }
                return groups
            }
            let before = try groups()
            #expect(Set(["a", "b", "d", "e", "f"].map { before[$0] }).count == 1 && before["a"] != 0)
            #expect(before["c"] == 0)
            try writer.remove(["a"])
            #expect(try CoverIndexFolder.statistics(at: folder.path).grouped == 4)
            while try writer.merge() {}
            #expect(writer.index.segments.count == 1)
            let after = try groups()
            #expect(Set(["b", "d", "e", "f"].map { after[$0] }).count == 1 && after["b"] != 0 && after["c"] == 0)
            #expect(try CoverIndexFolder.statistics(at: folder.path).grouped == 4)
        }
    }

    @Test func `A large file has its postings in it, and they are those of its covers`() throws {
        try Self.withFolder { folder in
            var writer = try CoverIndexWriter(openingAt: folder.path)
            let covers = try (0..<300).map { try Self.cover("\($0)") }
            try writer.add(Array(covers[..<160]), sharing: [[String]](repeating: [], count: 160))
            try writer.add(Array(covers[160...]), sharing: [[String]](repeating: [], count: 140))
            try writer.remove(["7", "250"])
            while try writer.merge() {}
            let statistics = try CoverIndexFolder.verify(at: folder.path)
            #expect(statistics.covers == 298 && statistics.files == 1 && statistics.deleted == 0)
            // Half a megabyte is the same for each file.
            #expect((statistics.bytes - 530_000) / 298 <= 15_000)
            #expect(try Self.names(in: folder).count == 298)
        }
    }

    @Test func `Any byte that changed is found when the index is verified`() throws {
        try Self.withFolder { folder in
            var writer = try CoverIndexWriter(openingAt: folder.path)
            try writer.add([Self.cover("a")], sharing: [[]])
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let path = folder.appending(path: file)
                let whole = try Data(contentsOf: path)
                let places = [0, 9, 17, 30, 45, 63, 64, 80, whole.count / 2, whole.count - 1].filter {
                    $0 < whole.count
                }
                for place in places {
                    var broken = whole
                    broken[place] ^= 0x41
                    try broken.write(to: path)
                    #expect(throws: CoverIndexError.self, "\(file) \(place)") {
                        _ = try CoverIndexFolder.verify(at: folder.path)
                    }
                }
                for length in [0, 1, 63, 64, whole.count - 1] {
                    try whole.prefix(length).write(to: path)
                    #expect(throws: CoverIndexError.self, "\(file) cut to \(length)") {
                        _ = try CoverIndexFolder(openingAt: folder.path)
                    }
                }
                try whole.write(to: path)
            }
            #expect(try CoverIndexFolder.verify(at: folder.path).covers == 1)
        }
    }

    @Test func `What an interrupted writer left is taken away`() throws {
        try Self.withFolder { folder in
            do {
                var writer = try CoverIndexWriter(openingAt: folder.path)
                try writer.add([Self.cover("a")], sharing: [[]])
            }
            for name in ["covers-2.segment", "covers-3.segment.unfinished", "covers.index.unfinished", "notes.txt"] {
                try Data("x".utf8).write(to: folder.appending(path: name))
            }
            _ = try CoverIndexWriter(openingAt: folder.path)
            #expect(
                try Set(FileManager.default.contentsOfDirectory(atPath: folder.path))
                    == ["covers-1.segment", "covers.index", "notes.txt"])
            #expect(try Self.names(in: folder) == ["a"])
        }
    }

    @Test func `Files are merged so that each has more than twice the covers of the next`() {
        #expect(MergePlan.next([]) == nil)
        #expect(MergePlan.next([(100, 100), (10, 10), (1, 1)]) == nil)
        #expect(MergePlan.next([(100, 100), (10, 10), (6, 6)]) == 1..<3)
        #expect(MergePlan.next([(20, 20), (10, 10), (6, 6)]) == 0..<3)
        #expect(MergePlan.next([(100, 60), (10, 10)]) == 0..<1)
        #expect(MergePlan.next([(100_000, 100_000), (60_000, 60_000)]) == nil)
    }
}
