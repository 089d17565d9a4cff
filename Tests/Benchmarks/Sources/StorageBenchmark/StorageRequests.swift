import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers
import SymbolReading

/// What the daemon asks of storage for its requests, without its HTTP.
struct StorageRequests: Sendable {
    /// Visitors that are known before anything is measured; each scan names one of them.
    static let visitors: Int64 = 1000

    let storage: Storage
    /// Whose key the requests show.
    let keyHash: [UInt8]
    /// What scans are answered with.
    let answer: [UInt8]
    private let vicinity: Vicinity

    init(_ driver: any StorageDriver, key: String, answer: [UInt8]) throws {
        guard let key = APIKey(key), let position = Position(latitude: 51.5155, longitude: -0.141) else {
            throw BenchmarkFailure("neither key nor position")
        }
        storage = Storage(driver: driver)
        keyHash = key.hash
        self.answer = answer
        vicinity = Vicinity(position: position, radius: Meters(10_000), limit: 5)
    }

    /// A product with the five shops near Oxford Circus that have it, for whom a key names.
    func lookUp(_ gtin: GTIN) async throws {
        guard try await storage.principal(keyHash: keyHash) != nil,
            try await storage.answer(for: gtin, near: vicinity, at: WallClock.system.now).stores.count == vicinity.limit
        else { throw BenchmarkFailure("a look-up found neither principal nor five shops") }
    }

    /// Records a scan that found a product, of a visitor who is known.
    ///
    /// - Returns: the scan's id.
    @discardableResult
    func record(_ gtin: GTIN, visitor: Int64 = .random(in: 1...visitors), by principal: PrincipalID) async throws
        -> ScanID
    {
        let now = WallClock.system.now
        let scan = Scan(
            id: ScanID(UUIDv7(at: now)), receivedAt: now, owner: .principal(principal),
            visitor: VisitorHash(bytes: Self.hash(of: visitor)),
            parameters: ScanParameters(vicinity: vicinity, campaign: "benchmark"), traceID: TraceID())
        let timings = ScanTimings(
            decode: .milliseconds(9), read: .milliseconds(21), resolve: .milliseconds(2), total: .milliseconds(33))
        try await storage.append(
            ScanRecord(
                scan: scan, outcome: .resolved, gtin: gtin, symbology: .ean13, timings: timings, answer: answer,
                keptUntil: now + .seconds(86_400)))
        return scan.id
    }

    func principal() async throws -> PrincipalID {
        guard let principal = try await storage.principal(keyHash: keyHash) else {
            throw BenchmarkFailure("the key names nobody")
        }
        return principal.id
    }

    /// The 32 bytes that stand for a visitor here: the number, big-endian, four times.
    static func hash(of visitor: Int64) -> [UInt8] {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: visitor >> (56 - 8 * $0)) }
        return bytes + bytes + bytes + bytes
    }

    /// Makes the visitors, each under its own number.
    static let makeVisitors = """
        INSERT INTO visitors (visitor_no, visitor_hash, created_at)
        SELECT v, int8send(v) || int8send(v) || int8send(v) || int8send(v), 0
        FROM generate_series(CAST(1 AS BIGINT), \(visitors)) v
        """
}
