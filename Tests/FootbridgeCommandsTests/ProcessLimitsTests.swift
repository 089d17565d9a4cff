import FootbridgeTestSupport
import Foundation
import SystemPackage
import Testing

@testable import FootbridgeCommands

@Suite("What the system lets the daemon have")
struct ProcessLimitsTests {
    /// Makes files of control groups, and the file that says in which this process is.
    private func limit(_ membership: String, _ files: [String: String]) throws -> Int {
        let folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-groups-\(UUID())")
        for (path, text) in files.merging(["cgroup": membership]) { first, _ in first } {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let root = FilePath(folder.path)
        let limit = ProcessLimits.memory(controlGroups: root, memberships: root.appending("cgroup"))
        try FileManager.default.removeItem(at: folder)
        return limit
    }

    @Test("is the tightest limit of its control groups, of either version")
    func groups() throws {
        #expect(
            try limit(
                "0::/system.slice/footbridge.service\n",
                [
                    "system.slice/memory.max": "400000000\n", "system.slice/footbridge.service/memory.max": "max\n",
                    "memory.max": "800000000\n",
                ]) == 400_000_000)
        // In a container the group's own folder is the root that is seen.
        #expect(try limit("0::/docker/abc\n", ["memory.max": "536870912\n"]) == 536_870_912)
        #expect(
            try limit(
                "4:memory:/pods/one\n1:cpu:/elsewhere\n", ["memory/pods/one/memory.limit_in_bytes": "268435456\n"])
                == 268_435_456)
    }

    @Test("is at most the machine's memory, in no group, too")
    func machine() throws {
        let memory = try limit("", [:])
        #expect(memory > 32 << 20 && memory <= Int(ProcessInfo.processInfo.physicalMemory))
    }
}
