extension Migration {
    /// Numbers that are other ones after every change to what they stand for, whoever makes it: what was read before can
    /// be used again as long as they are the same (``CatalogCache``). `stores` is of stores, hours and merchants,
    /// `catalog` of products, covers, listings, stock and promotions.
    ///
    /// They are drawn, not counted. A database that has lost its last changes (a standby that took over, a restored file)
    /// would count up to numbers again that a daemon has seen with other stores.
    ///
    /// PostgreSQL has no number of the catalogue, it stays NULL: all who send stock would wait for each other at its row,
    /// and a daemon would wait for a round trip to save a few rows of its next one.
    static let versions: [SchemaStatement] =
        [
            SchemaStatement(
                sqlite: """
                    CREATE TABLE catalog_versions (
                      one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                      stores INTEGER NOT NULL,
                      catalog INTEGER
                    ) STRICT
                    """,
                postgresql: """
                    CREATE TABLE catalog_versions (
                      one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                      stores BIGINT NOT NULL,
                      catalog BIGINT
                    )
                    """),
            SchemaStatement(
                sqlite: "INSERT INTO catalog_versions (one_row, stores, catalog) VALUES (1, 0, 0)",
                postgresql: "INSERT INTO catalog_versions (one_row, stores) VALUES (1, 0)"),
            // Once a transaction, as each version of a row stays until it has ended: a row that this one has written
            // already has its number as xmin.
            SchemaStatement(
                postgresql: """
                    CREATE FUNCTION draw_stores_version() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                    BEGIN
                      UPDATE catalog_versions SET stores = CAST(random() * 9007199254740992 AS BIGINT)
                      WHERE xmin <> CAST(pg_current_xact_id() AS xid);
                      RETURN NULL;
                    END $$
                    """),
        ]
        // A new store has no hours yet, a new merchant no store: nobody has read them before.
        + storesDrawn(at: ["UPDATE"], of: "merchants")
        + storesDrawn(at: ["UPDATE", "DELETE"], of: "stores")
        + storesDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "store_hours")
        + storesDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "store_special_hours")
        // A new product is not remembered as missing.
        + catalogDrawn(at: ["UPDATE", "DELETE"], of: "products")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "contributors")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "covers")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "listings")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "stock")
        + catalogDrawn(at: ["INSERT", "DELETE"], of: "promotions")
        // Every voucher of a promotion changes its count, which no look-up shows.
        + catalogDrawn(at: ["UPDATE"], of: "promotions", when: " WHEN NEW.counted = OLD.counted")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "promotion_stores")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "promotion_products")
        + catalogDrawn(at: ["INSERT", "UPDATE", "DELETE"], of: "promotion_texts")

    private static func storesDrawn(at changes: [SQL], of table: SQL) -> [SchemaStatement] {
        changes.map { change in
            SchemaStatement(
                sqlite: drawn("stores", at: change, of: table),
                postgresql: "CREATE TRIGGER version_at_" + change + " AFTER " + change + " ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION draw_stores_version()")
        }
    }

    private static func catalogDrawn(at changes: [SQL], of table: SQL, when: SQL = "") -> [SchemaStatement] {
        changes.map { SchemaStatement(sqlite: drawn("catalog", at: $0, of: table, when: when)) }
    }

    private static func drawn(_ number: SQL, at change: SQL, of table: SQL, when: SQL = "") -> SQL {
        "CREATE TRIGGER version_at_" + change + "_of_" + table + " AFTER " + change + " ON " + table + when
            + " BEGIN UPDATE catalog_versions SET " + number + " = random(); END"
    }
}
