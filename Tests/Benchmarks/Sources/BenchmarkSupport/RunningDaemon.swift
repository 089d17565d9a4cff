public import Foundation

/// A `footbridge serve` of its own, on loopback, with the sample bookshops.
public final class RunningDaemon {
    /// Uploads and asks with a key of the daemon's.
    public let client: DaemonClient
    /// A key of each role.
    public let keys: [String: String]
    /// Where it listens.
    public let host: String
    public let port: Int
    /// Holds what the daemon keeps in files.
    public let folder: URL
    private let process: Process

    /// Fills the database with the sample and serves it.
    ///
    /// - Parameters:
    ///   - binary: the `footbridge` to run.
    ///   - database: as `FOOTBRIDGE_DATABASE` takes it; by default a SQLite file of the daemon's own.
    /// - Throws: ``BenchmarkFailure`` where it does not start.
    public init(binary: String, database: String? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // In the environment, as it may hold a password.
        let settings = ["FOOTBRIDGE_DATABASE": database ?? "sqlite:\(folder.path)/books.db"]
        process = Process()
        do {
            keys = try await Self.sampleKeys(binary: binary, settings: settings)
            process.executableURL = URL(filePath: binary)
            process.arguments = [
                "serve", "--port", "0", "--operations-address", "none", "--rate-limit-key", "0", "--rate-limit-address",
                "0",
                "--rate-limit-guesses", "0", "--secret-file", "\(folder.path)/secret",
            ]
            process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
            (host, port) = try Self.start(process)
            client = DaemonClient(url: "http://\(host):\(port)", key: keys["client", default: ""])
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// - Returns: where it listens.
    private static func start(_ process: Process) throws -> (host: String, port: Int) {
        let log = Pipe()
        process.standardError = log
        try process.run()
        var text = ""
        while true {
            let data = log.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchmarkFailure("the daemon did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            guard let address = text.firstMatch(of: /listening on http:\/\/([0-9.]+):([0-9]+)/),
                let port = Int(address.2)
            else { continue }
            log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
            return (String(address.1), port)
        }
    }

    private static func sampleKeys(
        binary: String, settings: [String: String]
    ) async throws -> [String: String] {
        let printed = try await Program.run(binary, ["sample", "--json"], environment: settings).output
        guard let printed = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: [String: String]],
            let keys = printed["keys"], keys["client"] != nil
        else { throw BenchmarkFailure("footbridge sample printed no client key") }
        return keys
    }

    /// The daemon's SQLite file as it is now, for somebody else to open; while nothing is written.
    public func copyOfDatabase(_ name: String = "copy.db") throws -> String {
        let copy = folder.appending(path: name).path
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: "\(folder.path)/books.db\(suffix)") {
            try FileManager.default.copyItem(atPath: "\(folder.path)/books.db\(suffix)", toPath: copy + suffix)
        }
        return copy
    }

    /// Ends the daemon by its own process id and removes what it kept.
    public func end() {
        process.terminate()
        process.waitUntilExit()
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
    }
}
