public import FootbridgeCore

extension Storage {
    /// Whether `secret` is the one that this database has been served with; the first that is asked about becomes it.
    ///
    /// Daemons with different secrets would refuse each other's click links and take one visitor for two.
    public func agrees(on secret: ServerSecret) async throws(StorageError) -> Bool {
        let check = SQLValue.blob(secret.check)
        return try await driver.write(repeatable: true) { connection in
            let results = try connection.run([
                BoundSQL(Self.adopt, [check]), BoundSQL(Self.isKnown, [check]),
            ])
            return try results[1].rows.first?.integer(0) == 1
        }
    }

    /// Whether `secret` is the one that this database has been served with, or it has been served with none.
    public func isServed(with secret: ServerSecret) async throws(StorageError) -> Bool {
        try await driver.read { connection in
            try connection.rows(Self.isKnownOrNone, [.blob(secret.check)]).first?.integer(0) == 1
        }
    }

    /// Whether nobody has served this database yet, and nothing was put into it.
    public func isUnused() async throws(StorageError) -> Bool {
        try await driver.read { connection in try connection.rows(Self.use).first?.integer(0) == 0 }
    }

    /// Lets the next daemon that asks bring another secret.
    public func forgetSecret() async throws(StorageError) {
        _ = try await driver.write(repeatable: true) { connection in try connection.change(Self.forget) }
    }

    private static let use: SQL = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM installation WHERE secret_check IS NOT NULL)
            OR EXISTS (SELECT 1 FROM merchants) OR EXISTS (SELECT 1 FROM products)
            OR EXISTS (SELECT 1 FROM api_keys) THEN 1 ELSE 0 END
        """
    private static let adopt: SQL = "UPDATE installation SET secret_check = $1 WHERE secret_check IS NULL"
    private static let isKnown: SQL = "SELECT count(*) FROM installation WHERE secret_check = $1"
    private static let isKnownOrNone: SQL =
        "SELECT count(*) FROM installation WHERE secret_check IS NULL OR secret_check = $1"
    private static let forget: SQL = "UPDATE installation SET secret_check = NULL"
}
