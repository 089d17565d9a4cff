import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Synchronization
import Testing

@testable import FootbridgeHTTP

/// A server of covers, and a catalogue that names them.
@Suite("Fetching covers")
struct CoverFetchServiceTests {
    /// What each path of the server is answered with.
    private static func router(_ asked: Asked) throws -> Router<BasicRequestContext> {
        let jpeg = try JPEGEncoder.encode(DrawnCover(1).colorImage, quality: 90)
        let router = Router()
        func answer(
            _ path: String, _ body: ResponseBody, _ status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]
        ) {
            router.get(RouterPath(path)) { request, _ in
                asked.add(path, request.headers)
                return Response(status: status, headers: headers, body: body)
            }
        }
        func bytes(_ bytes: [UInt8]) -> ResponseBody { .init(byteBuffer: ByteBuffer(bytes: bytes)) }
        answer("/robots.txt", bytes(Array("User-agent: footbridge\nDisallow: /closed/".utf8)))
        answer("/closed/1.jpg", bytes(jpeg))
        router.get("/1.jpg") { request, _ in
            asked.add("/1.jpg", request.headers)
            guard request.headers[.ifNoneMatch] != "\"one\"" else { return Response(status: .notModified) }
            return Response(
                status: .ok, headers: [.eTag: "\"one\""], body: .init(byteBuffer: ByteBuffer(bytes: jpeg)))
        }
        answer("/moved.jpg", bytes([]), .found, [.location: "/1.jpg"])
        answer("/round.jpg", bytes([]), .found, [.location: "/round.jpg"])
        answer("/elsewhere.jpg", bytes([]), .found, [.location: "http://localhost/1.jpg"])
        answer("/page.jpg", bytes(Array("<html>".utf8)))
        answer("/packed.jpg", bytes([0x1F, 0x8B, 8, 0]), .ok, [.contentEncoding: "gzip"])
        // The head of a PNG of 60 000 by 60 000 pixels.
        let vast: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xEA, 0x60, 0, 0, 0xEA,
            0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0,
        ]
        answer("/vast.png", bytes(vast))
        answer("/endless.jpg", .init { writer in while true { try await writer.write(ByteBuffer(bytes: jpeg)) } })
        // The pause is the attack's own: nothing here waits for it.
        let dripping = ResponseBody { writer in
            for byte in jpeg {
                try await writer.write(ByteBuffer(bytes: [byte]))
                try await Task.sleep(for: .milliseconds(100))
            }
            try await writer.finish(nil)
        }
        answer("/dripping.jpg", dripping)
        answer("/busy.jpg", bytes([]), .serviceUnavailable, [.retryAfter: "7200"])
        return router
    }

    /// Runs `body` with a server and settings that let it be asked.
    private static func withServer(
        _ body: @Sendable (_ port: Int, CoverFetchSettings, Asked) async throws -> Void
    ) async throws {
        let asked = Asked()
        let application = Application(
            router: try router(asked), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await application.test(.live) { client in
            let port = try #require(client.port)
            var settings = CoverFetchSettings()
            settings.hosts = try [#require(CoverHost("127.0.0.1:\(port)"))]
            settings.allowsPrivate = true
            settings.pause = .milliseconds(1)
            settings.patience = .seconds(600)
            try await body(port, settings, asked)
        }
    }

    @Test(
        "What a hostile server does is bounded and has a name",
        arguments: [
            ("round.jpg", CoverFetchOutcome.redirected), ("elsewhere.jpg", .redirected), ("page.jpg", .noPicture),
            ("packed.jpg", .noPicture), ("vast.png", .noPicture), ("endless.jpg", .tooLarge),
            ("dripping.jpg", .timeout), ("nothing.jpg", .missing), ("busy.jpg", .busy),
        ])
    func hostile(_ path: String, _ outcome: CoverFetchOutcome) async throws {
        try await Self.withServer { port, settings, asked in
            var settings = settings
            // How fast a debug build is on a busy machine decides nothing.
            settings.patience = path == "dripping.jpg" ? .seconds(1) : .seconds(600)
            let fetcher = CoverFetcher(settings: settings, clock: .system)
            let url = try #require(CoverURL("http://127.0.0.1:\(port)/\(path)"))
            do {
                _ = try await fetcher.picture(at: url, entityTag: nil, turn: 0) { _ in true }
                Issue.record("it was fetched")
            } catch let failure as CoverFetchFailure {
                #expect(failure.outcome == outcome)
                #expect(failure.wait == (outcome == .busy ? .seconds(7200) : nil))
            }
            #expect(asked.paths.count == (path == "round.jpg" ? 4 : path == "nothing.jpg" ? 0 : 1))
        }
    }

    @Test("Both schemes of a host are one server, another port is another")
    func servers() throws {
        let host = try #require(CoverHost("A.example"))
        #expect(host.servers == ["a.example"])
        for address in ["http://a.example/1.jpg", "https://a.example:443/2.jpg", "https://a.example"] {
            #expect(try #require(CoverURL(address)).server == "a.example", "\(address)")
        }
        #expect(try #require(CoverHost("a.example:8443")).servers == ["a.example:8443"])
        for address in ["http://a.example:8443/1.jpg", "https://a.example:8443/2.jpg"] {
            #expect(try #require(CoverURL(address)).server == "a.example:8443", "\(address)")
        }
    }

    @Test("This machine is not asked unless that is allowed, by whatever name")
    func privateAddresses() async throws {
        try await Self.withServer { port, settings, asked in
            var settings = settings
            settings.allowsPrivate = false
            for host in ["127.0.0.1", "localhost"] {
                settings.hosts = try [#require(CoverHost("\(host):\(port)"))]
                let fetcher = CoverFetcher(settings: settings, clock: .system)
                let url = try #require(CoverURL("http://\(host):\(port)/1.jpg"))
                await #expect(throws: CoverFetchFailure.self) {
                    try await fetcher.picture(at: url, entityTag: nil, turn: 0) { _ in true }
                }
            }
            #expect(asked.paths.isEmpty)
        }
    }

    @Test(
        "What the catalogue names on listed hosts is kept, by way of redirects, as robots may, and asked for by its tag"
    )
    func catalogue() async throws {
        try await Self.withServer { port, settings, asked in
            try await TemporaryDatabase.with { database in
                let (storage, tally) = (database.storage, CoverFetchTally())
                let origin = "http://127.0.0.1:\(port)"
                let (kept, moved, closed, other) = (Self.gtins[0], Self.gtins[1], Self.gtins[2], Self.gtins[3])
                let urls = [
                    (kept, "\(origin)/1.jpg"), (moved, "\(origin)/moved.jpg"), (closed, "\(origin)/closed/1.jpg"),
                    (other, "http://127.0.0.2:\(port)/1.jpg"),
                ]
                _ = try await storage.upsert(products: urls.map { Product(gtin: $0.0, title: "T", coverURL: $0.1) })
                let reading = ReadingPool(threads: 1, waiting: 1, reader: SymbolReader())
                let service = CoverFetchService(
                    storage: storage, reading: reading, settings: settings, tally: tally,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                let running = Task { try await service.run() }
                defer { running.cancel() }
                try await Self.wait { tally.text.contains(#"{result="kept"} 2"#) && tally.text.contains("robots") }
                for (gtin, isKept) in [(kept, true), (moved, true), (closed, false), (other, false)] {
                    #expect(try await (storage.cover(of: gtin) != nil) == isKept)
                }
                #expect(asked.paths.filter { $0 == "/robots.txt" }.count == 1)
                #expect(!asked.paths.contains("/closed/1.jpg"))
                #expect(asked.agents == ["footbridge/\(DaemonVersion.current)"])
                running.cancel()
                try await running.value

                // A month later.
                let later = WallClock { WallClock.system.now + .seconds(31 * 86_400) }
                let again = CoverFetchService(
                    storage: storage, reading: reading, settings: settings, tally: tally, clock: later,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                let rerun = Task { try await again.run() }
                defer { rerun.cancel() }
                try await Self.wait { tally.text.contains(#"{result="unchanged"}"#) }
                #expect(asked.tags.contains("\"one\""))
                rerun.cancel()
                try await rerun.value
                try await reading.shutDown()
            }
        }
    }

    private static let gtins = ["9780306406157", "9780747532811", "9781861972712", "9780140449136"]
        .compactMap { GTIN($0) }

    /// Waits until something has become true, as long as a busy machine may need; never longer than that.
    private static func wait(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .hang
        while !condition() {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }
}

/// What a server was asked for, and with what.
private final class Asked: Sendable {
    private let requests = Mutex<[(path: String, headers: HTTPFields)]>([])

    func add(_ path: String, _ headers: HTTPFields) { requests.withLock { $0.append((path, headers)) } }

    var paths: [String] { requests.withLock { $0.map(\.path) } }
    var agents: Set<String> { requests.withLock { Set($0.compactMap { $0.headers[.userAgent] }) } }
    var tags: [String] { requests.withLock { $0.compactMap { $0.headers[.ifNoneMatch] } } }
}

extension CoverFetchTally {
    fileprivate var text: String {
        var lines: [String] = []
        write(to: &lines)
        return lines.joined(separator: "\n")
    }
}
