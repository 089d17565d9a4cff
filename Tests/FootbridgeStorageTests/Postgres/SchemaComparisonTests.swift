import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import Testing

@testable import FootbridgeStorage

/// Both forms of the schema are the same: PostgreSQL is given SQLite's tables, in its own words for types, beside those
/// that its own migrations make, and describes both.
@Suite("The schema in both databases")
struct SchemaComparisonTests {
    /// What is meant to differ, as the comparison would tell it; each with its reason in the migration.
    static let onlyInSQLite: Set<String> = [
        // PostgreSQL's log is partitioned by month, and a key would have to hold the month.
        "events: p PRIMARY KEY (sequence)"
    ]

    /// SQLite's words as PostgreSQL's.
    static func translated(_ statement: String) -> String {
        var text = statement
        for (pattern, replacement) in [
            (#"\) STRICT(, WITHOUT ROWID)?$"#, ")"), (#"\bAUTOINCREMENT\b"#, ""), (#"\bBLOB\b"#, "BYTEA"),
            (#"\bINTEGER\b"#, "BIGINT"), (#"\bTEXT\b"#, #"TEXT COLLATE "C""#),
            (#"GLOB '\[A-Z\]\[A-Z\]\[A-Z\]'"#, "~ '^[A-Z]{3}\\$'"), (#"GLOB '\[A-Z\]\[A-Z\]'"#, "~ '^[A-Z]{2}\\$'"),
            (#"NOT GLOB '\*\[\^(A-Za-z0-9[._-]+)\]\*'"#, "!~ '[^$1]'"),
            (#"GLOB '(https?://)\?\*'"#, "LIKE '$1_%'"),
        ] {
            text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
        }
        return text
    }

    @Test("Tables, columns, nullability, keys, references, checks and indexes are the same")
    func same() async throws {
        let statements = try await TemporaryDatabase.with { database in
            try await database.storage.driver.read { connection in
                try connection.rows(
                    """
                    SELECT sql FROM sqlite_schema
                    WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid
                    """
                ).map { Self.translated(try $0.text(0)) }
            }
        }
        #expect(statements.count > 30)
        #expect(statements.allSatisfy { !$0.contains("GLOB") }, "a GLOB that this test has no other word for")

        try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver())
            try await storage.migrate()
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sql")
            let script = "CREATE SCHEMA lite; SET search_path TO lite;\n" + statements.joined(separator: ";\n") + ";\n"
            try Data(script.utf8).write(to: file)
            try await TemporaryPostgres.run(
                "psql", ["--no-psqlrc", "--set=ON_ERROR_STOP=1", "--quiet", "--file=\(file.path)", database.url])
            try FileManager.default.removeItem(at: file)

            let lite = try await description(of: "lite", storage)
            let own = try await description(of: "public", storage)
            #expect(own.count > 250, "the comparison found hardly anything, so it shows nothing")
            #expect(lite.subtracting(own) == Self.onlyInSQLite)
            #expect(own.subtracting(lite) == [])
            try await storage.close()
        }
    }

    @Test("The comparison sees a column, a null, a key and a check that differ")
    func differences() {
        let table = "CREATE TABLE t (a INTEGER NOT NULL CHECK (a > 0), b TEXT GLOB '[A-Z][A-Z]') STRICT, WITHOUT ROWID"
        #expect(
            Self.translated(table)
                == "CREATE TABLE t (a BIGINT NOT NULL CHECK (a > 0), b TEXT COLLATE \"C\" ~ '^[A-Z]{2}$')")
    }

    /// One line for each thing that is to be the same.
    private func description(of schema: String, _ storage: Storage) async throws -> Set<String> {
        try await storage.driver.read { connection in
            // Names of the schema itself are then not told.
            _ = try connection.rows("SELECT set_config('search_path', $1, TRUE)", [.text(schema)])
            let results = try connection.run([
                BoundSQL(Self.columns, [.text(schema)]), BoundSQL(Self.constraints, [.text(schema)]),
                BoundSQL(Self.indexes, [.text(schema)]),
            ])
            return Set(try results.flatMap { try $0.rows.map { try $0.text(0) } })
        }
    }

    /// A flag is a SMALLINT in PostgreSQL, and an identity column has no default of its own.
    private static let columns: SQL = """
        SELECT c.relname || '.' || a.attname || ' ' || replace(format_type(a.atttypid, a.atttypmod), 'smallint', 'bigint')
          || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || COALESCE(' ' || l.collname, '')
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_collation l
          ON l.oid = a.attcollation AND a.attcollation <> (SELECT typcollation FROM pg_type WHERE oid = a.atttypid)
        WHERE c.relnamespace = CAST($1 AS regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attnum > 0 AND NOT a.attisdropped
        """
    private static let constraints: SQL = #"""
        SELECT c.relname || ': ' || CAST(n.contype AS TEXT) || ' '
          || regexp_replace(pg_get_constraintdef(n.oid), '\((\d+)\)::bigint', '\1', 'g')
        FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
        WHERE c.relnamespace = CAST($1 AS regnamespace) AND NOT c.relispartition AND n.contype IN ('p', 'u', 'f', 'c')
        """#
    private static let indexes: SQL = """
        SELECT c.relname || ': index ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING', '')
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = CAST($1 AS regnamespace) AND NOT c.relispartition
          AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conindid = i.indexrelid)
        """
}
