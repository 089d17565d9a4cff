extension Migration {
    /// A number that is another one after every change to a store, its hours or its merchant, whoever makes it: what was
    /// read of them before can be used again as long as it is the same (``StoreCache``).
    ///
    /// It is drawn, not counted. A database that has lost its last changes (a standby that took over, a restored file)
    /// would count up to numbers again that a daemon has seen with other stores.
    static let storesVersion: [SchemaStatement] =
        [
            SchemaStatement(
                sqlite: """
                    CREATE TABLE stores_version (
                      one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                      version INTEGER NOT NULL
                    ) STRICT
                    """,
                postgresql: """
                    CREATE TABLE stores_version (
                      one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                      version BIGINT NOT NULL
                    )
                    """),
            "INSERT INTO stores_version (one_row, version) VALUES (1, 0)",
            // Once a transaction, as each version of a row stays until it has ended: a row that this one has written
            // already has its number as xmin.
            SchemaStatement(
                postgresql: """
                    CREATE FUNCTION draw_stores_version() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                    BEGIN
                      UPDATE stores_version SET version = CAST(random() * 9007199254740992 AS BIGINT)
                      WHERE xmin <> CAST(pg_current_xact_id() AS xid);
                      RETURN NULL;
                    END $$
                    """),
        ]
        // A new store has no hours yet, a new merchant no store: nobody has read them before.
        + drawn(at: ["UPDATE"], of: "merchants")
        + drawn(at: ["UPDATE", "DELETE"], of: "stores")
        + drawn(at: ["INSERT", "UPDATE", "DELETE"], of: "store_hours")
        + drawn(at: ["INSERT", "UPDATE", "DELETE"], of: "store_special_hours")

    private static func drawn(at changes: [SQL], of table: SQL) -> [SchemaStatement] {
        changes.map { change in
            SchemaStatement(
                sqlite: "CREATE TRIGGER version_at_" + change + "_of_" + table + " AFTER " + change + " ON " + table
                    + " BEGIN UPDATE stores_version SET version = random(); END",
                postgresql: "CREATE TRIGGER version_at_" + change + " AFTER " + change + " ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION draw_stores_version()")
        }
    }
}
