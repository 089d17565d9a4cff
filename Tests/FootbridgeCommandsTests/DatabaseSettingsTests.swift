import SQLiteDriver
import Testing

@testable import FootbridgeCommands

@Suite struct DatabaseSettingsTests {
    private func address(_ flags: [String: String]) throws -> DatabaseAddress {
        try DatabaseAddress(SettingsReader(flags: flags, environment: [:]))
    }

    @Test func `A write to SQLite waits for its turn as long as PostgreSQL lets it wait and work`() throws {
        #expect(try address([:]) == .sqlite(path: "footbridge.db", SQLiteSettings()))
        #expect(try address(["database": "sqlite:a.db"]) == .sqlite(path: "a.db", SQLiteSettings()))
        var settings = SQLiteSettings()
        settings.writeWait = .seconds(4)
        settings.lockWait = .seconds(4)
        #expect(
            try address([
                "database": "sqlite:a.db", "database-connection-wait": "1000", "database-statement-timeout": "3000",
            ]) == .sqlite(path: "a.db", settings))
    }

    @Test func `A wait that is out of range stops the start with SQLite, too`() {
        for key in ["database-connection-wait", "database-statement-timeout"] {
            #expect(throws: SettingsError.self) { try address([key: "0"]) }
        }
    }
}
