import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import Foundation
import Glibc
import PostgresDriver
import Testing

@Suite("A PostgreSQL server that is there and says nothing")
struct SilentServerTests {
    /// A statement's time and five seconds more of silence: what each of these tests takes.
    private static func shorten(_ settings: inout PostgresSettings) {
        settings.statementTimeout = .seconds(2)
        settings.connectTimeout = .seconds(1)
        settings.connections = 1
    }

    private static func driver(_ url: String) throws -> PostgresDriver {
        var settings = PostgresSettings()
        shorten(&settings)
        return PostgresDriver(try PostgresAddress(url: url), settings: settings)
    }

    @Test("Maintenance outlasts every silence of a server that is at work", arguments: [false, true])
    func atWork(pooled: Bool) async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver(pooled: pooled, Self.shorten)
            let rows = try await driver.read(.maintenance) { try $0.rows("SELECT 1 FROM pg_sleep(12)") }
            #expect(rows.count == 1)
            try await driver.close()
        }
    }

    @Test("Maintenance on a server that stands still ends: nobody could end the daemon otherwise")
    func standingStill() async throws {
        try await FreshCluster.with { cluster in
            let driver = try Self.driver(cluster.url)
            let began = AsyncStream.makeStream(of: Void.self)
            let upkeep = Task {
                await storageError {
                    try await driver.write(.maintenance, repeatable: true) { connection in
                        _ = try connection.rows("SELECT 1")
                        began.continuation.finish()
                        _ = try connection.rows("SELECT 1 FROM pg_sleep(600)")
                    }
                }
            }
            for await _ in began.stream {}
            let error = try await cluster.whileServerStandsStill { await upkeep.value }
            #expect(error?.detail.contains("fell silent") == true)
            try await driver.close()
        }
    }

    @Test("A connection whose server stands still before it was ever used is given up")
    func standingStillAtFirst() async throws {
        try await FreshCluster.with { cluster in
            let admin = try Self.driver(cluster.adminURL.replacing(/\/postgres$/, with: "/footbridge"))
            // What is asked first of every server stops the process that it is asked of.
            for statement: SQL in [
                """
                CREATE FUNCTION public.pg_control_system(OUT system_identifier BIGINT) LANGUAGE plpgsql SECURITY DEFINER
                AS 'BEGIN COPY (SELECT 1) TO PROGRAM ''kill -STOP $PPID''; system_identifier := 1; END'
                """,
                "ALTER ROLE footbridge SET search_path = public, pg_catalog",
            ] { _ = try await admin.write { try $0.rows(statement) } }
            let driver = try Self.driver(cluster.url)
            let error = await storageError { try await driver.write { _ = try $0.rows("SELECT 1") } }
            #expect(error?.detail.contains("fell silent") == true)
            let stopped = try await admin.read { connection in
                try connection.rows("SELECT CAST(pid AS BIGINT) FROM pg_stat_activity WHERE usename = 'footbridge'")
                    .map { try $0.integer(0) }
            }
            #expect(stopped.count == 1)
            for process in stopped { kill(pid_t(process), SIGCONT) }
            try await admin.close()
            try await driver.close()
        }
    }
}
