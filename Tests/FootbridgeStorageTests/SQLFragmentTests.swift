import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Composed statements")
struct SQLFragmentTests {
    @Test("Values become placeholders in their order, wherever they stand")
    func placeholders() {
        let inner: SQLFragment = "b = \(.integer(2))"
        let bound = BoundSQL(composed: "SELECT \(.text("x")) FROM t WHERE \(inner) AND c = \(.null) OR \(inner)")
        for dialect in Dialect.allCases {
            #expect(bound.statement.text(in: dialect) == "SELECT $1 FROM t WHERE b = $2 AND c = $3 OR b = $4")
        }
        #expect(bound.values == [.text("x"), .integer(2), .null, .integer(2)])
    }

    @Test("Conditions are joined, and a list is one")
    func lists() {
        let conditions: [SQLFragment] = [
            "a = \(.integer(1))", "b IN (\(.list([.integer(2), .integer(3)])))", "c IS NULL",
        ]
        let bound = BoundSQL(composed: .all(of: conditions))
        #expect(bound.statement.text(in: .sqlite) == "a = $1 AND b IN ($2, $3) AND c IS NULL")
        #expect(bound.values == [.integer(1), .integer(2), .integer(3)])
        #expect(BoundSQL(composed: .all(of: [])).statement.text(in: .sqlite) == "1 = 1")
    }

    @Test("Both forms are put together side by side")
    func forms() {
        let differing = SQLFragment(sqlite: "+a < \(.integer(1))", postgresql: "a < \(.integer(1)) AND TRUE")
        let bound = BoundSQL(composed: "SELECT \(differing) LIMIT \(.integer(5))")
        #expect(bound.statement.text(in: .sqlite) == "SELECT +a < $1 LIMIT $2")
        #expect(bound.statement.text(in: .postgresql) == "SELECT a < $1 AND TRUE LIMIT $2")
        #expect(bound.values == [.integer(1), .integer(5)])
    }

    @Test("A value stays one, whatever is in it", arguments: StorageEngine.allCases)
    func hostile(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let text = "'; DROP TABLE events; -- $1 \\(x)"
            let bound = BoundSQL(composed: "SELECT CAST(\(.text(text)) AS TEXT)")
            #expect(!bound.statement.text(in: .sqlite).contains("DROP"))
            let rows = try await storage.driver.read { try $0.run([bound])[0].rows }
            #expect(rows == [SQLRow([.text(text)])])
        }
    }
}
