import ArgumentParser
import DecodeWorkers
import FootbridgeCore

/// `footbridge doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look whether this machine and this database are fit to serve.",
        discussion: """
            Each line begins with ok, warn or FAIL and says what to do; the exit status is 1 where one is FAIL. Reads the \
            whole database, which takes minutes for a large one, and may run beside the daemon. Takes the flags that \
            serve takes, and looks at the settings, too.

            With --json one object: healthy, and checks, each with check, state (ok, warn or fail), message and advice.

            Examples:
              footbridge doctor --database sqlite:/var/lib/footbridge/footbridge.db
              footbridge doctor --database postgres://footbridge@db.example/footbridge
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var flags: ServeFlags

    func run() async throws {
        let settings = try ServeSettings(flags.settings())
        guard
            try await perform(
                on: settings.database, secret: settings.secretFile, at: WallClock.system.now, on: .process,
                settings: [ServerExamination.proxies(settings)])
        else {
            throw ExitCode.failure
        }
    }

    /// - Parameters:
    ///   - program: what worker processes run.
    ///   - settings: what was found in the settings.
    /// - Returns: whether nothing failed.
    func perform(
        on address: DatabaseAddress, secret: String, at now: Timestamp, on terminal: Terminal,
        program: WorkerProgram = .own, settings: [Finding] = []
    ) async throws -> Bool {
        let ofDatabase: [Finding]
        let ofDisk: [Finding]
        switch address {
        case .sqlite(let path, _):
            ofDatabase = await SQLiteExamination(path: path, now: now).findings()
            ofDisk = [MachineExamination.diskSpace(at: path)]
        case .postgres(let address, let settings):
            ofDatabase = await PostgresExamination(address: address, settings: settings, now: now).findings()
            ofDisk = []
        }
        let findings =
            settings + ofDatabase + ofDisk
            + [
                MachineExamination.secret(at: secret), MachineExamination.clock(at: now),
                MachineExamination.timeZones(),
            ] + ReaderExamination.findings() + [ReaderExamination.isolation(program)]
        let isHealthy = !findings.contains { $0.state == .fail }
        if json {
            try terminal.result(
                JSON.object([
                    JSON.Member("healthy", .bool(isHealthy)),
                    JSON.Member("checks", .array(findings.map(\.json))),
                ]).line)
        } else {
            for finding in findings { try terminal.result(finding.text) }
        }
        return isHealthy
    }
}
