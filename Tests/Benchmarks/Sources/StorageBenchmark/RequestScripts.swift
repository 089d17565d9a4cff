import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import PostgresDriver
import ProductIdentifiers

/// Scripts for `pgbench` of what requests ask of storage, made from the statements of one request each.
struct RequestScripts {
    /// A product look-up, the principal of its key included.
    let lookUp: PgbenchScript
    /// Recording a scan.
    let record: PgbenchScript
    /// A scan from key to record: both of the above.
    let scan: PgbenchScript

    init(_ requests: (any StorageDriver) throws -> StorageRequests, on driver: any StorageDriver, _ gtin: GTIN)
        async throws
    {
        let recorder = RecordingDriver(driver)
        let requests = try requests(recorder)
        let principal = try await requests.principal()
        _ = recorder.take()

        try await requests.lookUp(gtin)
        let lookUp = recorder.take()
        let visitor: Int64 = 777
        let scanID = try await requests.record(gtin, visitor: visitor, by: principal)
        let record = recorder.take()

        var varying: [SQLValue: String] = [
            .integer(visitor): ":visitor",
            .blob(StorageRequests.hash(of: visitor)):
                "(int8send(:visitor) || int8send(:visitor) || int8send(:visitor) || int8send(:visitor))",
            .blob(scanID.uuid.bytes): Self.newID("scan"),
        ]
        // The only other id in what is recorded of a scan is its event's.
        for bound in record.flatMap(\.batches).joined() {
            for case .blob(let bytes) in bound.values where bytes.count == 16 && bytes != scanID.uuid.bytes {
                varying[.blob(bytes)] = Self.newID("event")
            }
        }
        let draws =
            ["visitor random(1, \(StorageRequests.visitors))"]
            + ["scan", "event"].flatMap {
                ["\($0)_high random(28672, 32767)", "\($0)_low random(1, \(Int64.max / 2))"]
            }
        self.lookUp = PgbenchScript(lookUp)
        self.record = PgbenchScript(record, draws: draws, varying: varying)
        scan = PgbenchScript(lookUp + record, draws: draws, varying: varying)
    }

    /// 16 bytes that sort by time, as UUIDs of version 7 do: an index grows at its end.
    private static func newID(_ name: String) -> String {
        let milliseconds = "CAST(extract(EPOCH FROM now()) * 1000 AS BIGINT)"
        return "(int8send(\(milliseconds) * 65536 + :\(name)_high) || int8send(:\(name)_low))"
    }
}
