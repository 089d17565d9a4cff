import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A `footbridge serve` of its own, on loopback, with the sample bookshops, and clients for it.
final class RunningDaemon {
    private let process = Process()
    private let folder: URL
    private let url: String
    private let key: String

    /// - Throws: ``BenchmarkFailure`` where it does not start.
    init(binary: String) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = "sqlite:\(folder.path)/books.db"
        key = try Self.sampleKey(binary: binary, database: database)

        process.executableURL = URL(filePath: binary)
        process.arguments = [
            "serve", "--database", database, "--port", "0", "--rate-limit-key", "0", "--rate-limit-address", "0",
        ]
        let log = Pipe()
        process.standardError = log
        try process.run()
        var text = ""
        var address: String?
        while address == nil {
            let data = log.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchmarkFailure("the daemon did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            address = text.firstMatch(of: /listening on (http:\/\/[0-9.:]+)/).map { String($0.1) }
        }
        url = address ?? ""
        log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    private static func sampleKey(binary: String, database: String) throws -> String {
        let sample = Process()
        sample.executableURL = URL(filePath: binary)
        sample.arguments = ["sample", "--json", "--database", database]
        let output = Pipe()
        sample.standardOutput = output
        try sample.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        sample.waitUntilExit()
        guard let keys = try JSONSerialization.jsonObject(with: printed) as? [String: [String: String]],
            let key = keys["keys"]?["client"]
        else { throw BenchmarkFailure("footbridge sample printed no client key") }
        return key
    }

    /// The daemon's database as it is after `footbridge sample`, for somebody else to open.
    func copyOfDatabase() throws -> String {
        let copy = folder.appending(path: "copy.db").path
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: "\(folder.path)/books.db\(suffix)") {
            try FileManager.default.copyItem(atPath: "\(folder.path)/books.db\(suffix)", toPath: copy + suffix)
        }
        return copy
    }

    func upload(_ photos: [[UInt8]], scans: Int, tasks: Int) async throws {
        let bodies = photos.map { ByteBuffer(bytes: $0) }
        try await repeated(scans, tasks: tasks) { [url, key] index in
            var request = HTTPClientRequest(url: "\(url)/v1/scans?lat=51.5155&lon=-0.141")
            request.method = .POST
            request.headers = ["Content-Type": "image/jpeg", "Authorization": "Bearer \(key)"]
            request.body = .bytes(bodies[index % bodies.count])
            try await Self.expect(201, request)
        }
    }

    func get(_ path: String, times: Int, tasks: Int) async throws {
        try await repeated(times, tasks: tasks) { [url, key] _ in
            var request = HTTPClientRequest(url: url + path)
            request.headers = ["Authorization": "Bearer \(key)"]
            try await Self.expect(200, request)
        }
    }

    private static func expect(_ status: UInt, _ request: HTTPClientRequest) async throws {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        _ = try await response.body.collect(upTo: 1 << 20)
        guard response.status.code == status else {
            throw BenchmarkFailure("\(request.url) answered \(response.status.code)")
        }
    }

    /// Ends the daemon by its own process id and removes what it kept.
    func end() {
        process.terminate()
        process.waitUntilExit()
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
    }
}
