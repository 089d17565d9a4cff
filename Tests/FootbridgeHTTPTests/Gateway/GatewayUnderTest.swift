import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SymbolReading
import Testing

@testable import FootbridgeHTTP

/// The whole application in this process, with the ``Bookshop`` in a database of its own: each test runs on SQLite, and
/// then on PostgreSQL.
struct GatewayUnderTest: Sendable {
    let client: any TestClientProtocol
    let storage: Storage
    let clock: SettableClock
    let secret: ServerSecret
    let reading: ReadingPool
    /// One key for each role.
    let keys: [Role: APIKey]
    let principals: [Role: Principal]

    /// Tries all it knows: how fast a debug build is on a busy machine decides no test.
    static let patientReader = SymbolReader(budget: ReadingBudget(total: .seconds(120)))

    /// Runs `body` with a new gateway on each engine, one after the other, and ends it afterwards.
    ///
    /// - Parameters:
    ///   - setup: `.router` without a connection, `.live` over loopback.
    ///   - fill: what the shops have.
    /// - Throws: ``EngineFailure`` with what `body` throws; it names the engine, and the server where there is none.
    static func with(
        _ setup: TestingSetup = .router, settings: GatewaySettings = GatewaySettings(),
        photosWaiting: Int = 64, reader: any PhotoReader = patientReader,
        fill: (Storage) async throws -> Void = Bookshop.fill,
        _ body: @Sendable (GatewayUnderTest) async throws -> Void
    ) async throws {
        for engine in Engine.allCases {
            let clock = SettableClock(Bookshop.now)
            let pool = ReadingPool(threads: 1, waiting: photosWaiting, reader: reader)
            do {
                try await engine.withStorage(clock: clock.wallClock) { storage in
                    try await fill(storage)
                    try await run(setup, settings, storage: storage, clock: clock, reading: pool, body)
                }
                try await pool.shutDown()
            } catch {
                try await pool.shutDown()
                throw EngineFailure(engine: engine, error: error)
            }
        }
    }

    private static func run(
        _ setup: TestingSetup, _ settings: GatewaySettings, storage: Storage, clock: SettableClock,
        reading: ReadingPool, _ body: @Sendable (GatewayUnderTest) async throws -> Void
    ) async throws {
        var settings = settings
        // On a machine busy with other work no upload is too slow; the daemon's tests look at those that are.
        settings.pace = UploadPace(deadline: .seconds(600), minimumRate: 0)
        var keys: [Role: APIKey] = [:]
        var principals: [Role: Principal] = [:]
        for role in Role.allCases {
            let creation = try await storage.createKey(
                name: role.rawValue, role: role, store: role == .staff ? Bookshop.publicID("soho") : nil,
                merchant: role == .merchant ? Bookshop.quay.id : nil)
            guard case .created(let principal, let key) = creation else { continue }
            (principals[role], keys[role]) = (principal, key)
        }
        let secret = try #require(ServerSecret(bytes: Array(0..<32)))
        let parts = GatewayParts(
            storage: storage, reading: reading, uploads: settings.makeUploadBudget(), secret: secret,
            clock: clock.wallClock)
        let application = Application(
            router: gatewayRouters(parts, settings: settings).clients, server: gatewayServer(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (made, roles) = (keys, principals)
        try await application.test(setup) { client in
            try await body(
                GatewayUnderTest(
                    client: client, storage: storage, clock: clock, secret: secret, reading: reading, keys: made,
                    principals: roles))
        }
    }

    /// The databases that the gateway is tested on.
    enum Engine: String, CaseIterable {
        case sqlite, postgresql

        func withStorage(clock: WallClock, _ body: (Storage) async throws -> Void) async throws {
            switch self {
            case .sqlite: try await TemporaryDatabase.with(clock: clock) { try await body($0.storage) }
            case .postgresql: try await TemporaryPostgres.withStorage(clock: clock, body)
            }
        }
    }

    /// What went wrong, and on which engine.
    struct EngineFailure: Error, CustomStringConvertible {
        let engine: Engine
        let error: any Error

        var description: String { "on \(engine.rawValue): \(error)" }
    }

    /// Sends a request.
    ///
    /// - Parameter role: whose key it carries; nil for none.
    func send(
        _ method: HTTPRequest.Method, _ uri: String, as role: Role? = nil, headers: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = headers
        if let role { headers[.authorization] = "Bearer \(try #require(keys[role]).secret)" }
        return try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { Answer(status: $0.status.code, headers: $0.headers, bytes: Array($0.body.readableBytesView)) }
    }

    func get(_ uri: String, as role: Role? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, uri, as: role, headers: headers)
    }

    /// Uploads one photo as it is.
    func upload(
        _ photo: [UInt8], type: String = "image/jpeg", query: String = "", as role: Role? = .client,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await send(.post, "/v1/scans\(query)", as: role, headers: headers, body: photo)
    }

    /// Uploads a form.
    func upload(
        _ parts: [FormPart], boundary: String = "----footbridge", query: String = "", headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await upload(
            FormPart.body(parts, boundary: boundary), type: "multipart/form-data; boundary=\"\(boundary)\"",
            query: query,
            headers: headers)
    }

    /// The fields with which a browser that has just opened the page asks: its cookie, and the page's own origin.
    func newSession() async throws -> HTTPFields {
        let cookie = try #require(try await get("/").headers[.setCookie])
        return [.cookie: String(cookie.prefix { $0 != ";" }), .origin: "http://localhost"]
    }

    /// The fields with which a browser asks that is a device of the staff key's store, and on which somebody has just
    /// signed in: the device's cookie, then theirs, and the page's own origin.
    func signIn(isLead: Bool = false) async throws -> HTTPFields {
        let (store, key, pin) = (Bookshop.publicID("soho"), DeviceKey(), StaffPIN())
        let now = clock.now
        let enrolment = StaffEnrolment(
            code: VoucherCode(), store: store, name: "Till 2", expiresAt: now + StaffEnrolment.lifetime)
        try #require(try await storage.add(enrolment, at: now))
        try #require(try await storage.enrol(enrolment.code, name: nil, key: key, at: now))
        let person = try #require(
            try await storage.addStaff(name: "Ada", of: store, isLead: isLead, pin: pin.hash))
        var headers: HTTPFields = [
            .cookie: "footbridge_device=\(key.secret)", .origin: "http://localhost", .contentType: "application/json",
        ]
        let answer = try await send(
            .post, "/v1/staff/session", headers: headers,
            body: Array(#"{"person_id": "\#(person.rawValue)", "pin": "\#(pin.text)"}"#.utf8))
        try #require(answer.status == 201, "\(answer.text)")
        let cookie = try #require(answer.headers[.setCookie])
        headers[.cookie] = "footbridge_device=\(key.secret); \(cookie.prefix { $0 != ";" })"
        return headers
    }

    /// The key of one more principal.
    func anotherKey(_ role: Role) async throws -> APIKey {
        guard case .created(_, let key) = try await storage.createKey(name: "another", role: role) else {
            throw StorageError.unusable(StorageErrorDetail("a key could not be made"))
        }
        return key
    }

    /// How many rows a table has.
    func rows(_ table: String) async throws -> Int {
        try #require(try await storage.statistics().first { $0.table == table }).rows
    }
}

/// What came back.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue {
        get throws { try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) }
    }

    /// The problem's code; nil where this is none.
    var code: String? {
        get throws {
            guard headers[.contentType] == "application/problem+json" else { return nil }
            return try json["code"]?.text
        }
    }
}

/// One part of a form to be sent.
struct FormPart: Sendable {
    var name: String
    var filename: String?
    var type: String?
    var content: [UInt8]

    static func photo(_ bytes: [UInt8]) -> FormPart {
        FormPart(name: "photo", filename: "photo.jpg", type: "image/jpeg", content: bytes)
    }

    static func field(_ name: String, _ value: String) -> FormPart {
        FormPart(name: name, content: Array(value.utf8))
    }

    static func body(_ parts: [FormPart], boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part.name)\"".utf8
            if let filename = part.filename { bytes += "; filename=\"\(filename)\"".utf8 }
            if let type = part.type { bytes += "\r\nContent-Type: \(type)".utf8 }
            bytes += "\r\n\r\n".utf8
            bytes += part.content
            bytes += "\r\n".utf8
        }
        return bytes + "--\(boundary)--\r\n".utf8
    }
}
