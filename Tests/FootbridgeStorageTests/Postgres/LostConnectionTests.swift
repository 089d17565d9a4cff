import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("A PostgreSQL connection that ends in the middle of a write")
struct LostConnectionTests {
    /// Ends the connection after so many statements of a write.
    private func ending(_ driver: any StorageDriver, after last: Int) -> InterruptedDriver {
        let statements = Tally()
        return InterruptedDriver(driver) { connection in
            guard statements.up() == last else { return }
            _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        }
    }

    @Test("Leaves it unknown what became of a write that was being committed")
    func commit() async throws {
        try await TemporaryPostgres.withStorage { storage in
            try await storage.driver.write { connection in
                for statement: SQL in [
                    "CREATE TABLE fragile (n BIGINT)",
                    """
                    CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
                    """,
                    """
                    CREATE CONSTRAINT TRIGGER lost AFTER INSERT ON fragile DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION lose()
                    """,
                ] { _ = try connection.run([BoundSQL(statement, [])]) }
            }
            let error = await storageError {
                try await storage.driver.write { connection in
                    _ = try connection.run([BoundSQL("INSERT INTO fragile VALUES (1)", [])])
                }
            }
            guard case .outcomeUnknown = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("At whatever statement it ends, nothing of the write is kept, its claim is free, and the next goes on")
    func anyStatement() async throws {
        try await TemporaryPostgres.withStorage { storage in
            let soon = Bookshop.noon + .seconds(60)
            var kept = 0
            // Completing the claim, the visitor's two, scan, answer, event and personal part; the eighth is never run.
            for last in 1...8 {
                let claim = try #require(try await storage.claimed(), "the claim is taken before statement \(last)")
                let record = Bookshop.scan(
                    visitor: UInt8(last), claim: claim,
                    parameters: ScanParameters(vicinity: Bookshop.near()))
                let ending = Storage(driver: ending(storage.driver, after: last), clock: Bookshop.clock)
                let error = await storageError { try await ending.append(record) }
                #expect(last < 8 ? error?.isUnreachable == true : error == nil, "\(last)")
                kept += error == nil ? 1 : 0
                for table: SQL in [
                    "SELECT count(*) FROM scans", "SELECT count(*) FROM events", "SELECT count(*) FROM visitors",
                    "SELECT count(*) FROM scan_answers", "SELECT count(*) FROM event_personal",
                ] {
                    #expect(try await storage.count(table) == Int64(kept), "\(last)")
                }
                if error != nil { try await storage.release(claim) }
            }
            #expect(kept == 1)
        }
    }
}
