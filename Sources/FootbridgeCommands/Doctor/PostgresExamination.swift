import FootbridgeCore
import FootbridgeStorage
import PostgresDriver

/// Looks at a PostgreSQL server, and at our database on it, without changing anything.
struct PostgresExamination {
    let address: PostgresAddress
    let settings: PostgresSettings
    let now: Timestamp

    /// A write transaction that is open for longer delays those who read the event log.
    private static let longWriter = Duration.seconds(10)

    func findings() async -> [Finding] {
        let driver = PostgresDriver(address, settings: settings)
        do throws(StorageError) {
            let server = try await driver.server()
            let findings = await DatabaseExamination(storage: Storage(driver: driver), now: now).findings()
            try await driver.close()
            return [
                .ok(
                    "database",
                    "\(address): PostgreSQL \(server.version), \(server.isEncrypted ? "in TLS" : "without TLS")"),
                durability(server), rights(server), Self.writers(server),
            ] + findings
        } catch {
            return [.fail("database", CommandFailure(error).description, advice: "mend that, and run this again")]
        }
    }

    private func durability(_ server: PostgresServer) -> Finding {
        guard server.offForDurability.isEmpty else {
            return .fail(
                "durability", "the server has switched off \(server.offForDurability.joined(separator: " and "))",
                advice: "switch it on: what was answered is lost with the power otherwise")
        }
        return .ok("durability", "commits wait for the disk")
    }

    private func rights(_ server: PostgresServer) -> Finding {
        let text = "the server takes \(server.connectionLimit) connections, this daemon up to \(settings.connections)"
        guard server.mayCreate else {
            return .warn(
                "rights", "this role may make no tables; \(text)",
                advice: "run footbridge migrate as the owner after every update, and once a year for the event log")
        }
        return .ok("rights", "this role may make tables; \(text)")
    }

    private static func writers(_ server: PostgresServer) -> Finding {
        guard let writer = server.oldestWriter, writer.age > longWriter else {
            return .ok("open writers", "none for longer than \(longWriter.components.seconds) s")
        }
        let who = [
            writer.process == 0 ? "" : "process \(writer.process)", writer.application,
            writer.user.isEmpty ? "" : "of \(writer.user)", "in database \(writer.database)",
        ].filter { !$0.isEmpty }.joined(separator: " ")
        return .warn(
            "open writers", "\(PrintableText.of(who)) has been writing for \(writer.age.components.seconds) s",
            advice: "readers of the event log see nothing newer until it has ended: end it if it hangs")
    }
}
