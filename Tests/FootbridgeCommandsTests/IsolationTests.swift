import FootbridgeCore
import Foundation
import Testing

@testable import DecodeWorkers
@testable import FootbridgeCommands

@Suite struct IsolationTests {
    private static let nowhere = WorkerProgram(path: "/nowhere/footbridge")

    @Test func `A daemon that can start no worker does not start, and says how to do without`() async throws {
        try await withTemporaryFolder { folder in
            let settings = try SettingsReader(
                flags: ["database": "sqlite:\(folder.appending(path: "a.db").path)", "port": "0"], environment: [:])
            let error = await #expect(throws: StartError.self) {
                try await Daemon(ServeSettings(settings), program: Self.nowhere).run()
            }
            #expect(error?.description.contains("set decode-isolation to off") == true, "\(String(describing: error))")
        }
    }

    @Test func `doctor names the layers that hold, and fails where no worker starts`() {
        let found = ReaderExamination.isolation(.built)
        // Sanitizers need what the limit and the filter take away.
        #expect(
            found.text
                == (Confinement.isSanitized
                    ? "warn  isolation: only these layers hold around photos: process, no-new-privileges; let the kernel or the "
                        + "container have rlimit, seccomp"
                    : "ok    isolation: around photos hold: process, rlimit, no-new-privileges, seccomp"))
        let failed = ReaderExamination.isolation(Self.nowhere)
        #expect(failed.state == .fail && failed.advice?.contains("--decode-isolation off") == true)
    }
}

extension WorkerProgram {
    /// The daemon that was built beside these tests.
    static var built: WorkerProgram {
        let bundle = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") }
        let beside = bundle.map { URL(filePath: $0) } ?? Bundle.main.executableURL ?? URL(filePath: "/")
        return WorkerProgram(path: beside.deletingLastPathComponent().appending(path: "footbridge").path)
    }
}
