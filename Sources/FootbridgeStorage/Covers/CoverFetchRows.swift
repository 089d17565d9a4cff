import FootbridgeCore
import ProductIdentifiers

/// What is fetched of covers, as it is stored.
enum CoverFetchRows {
    /// Products with an address, after one and in their order.
    static let catalog = Columns(
        Columns("p.gtin", GTIN.self), Columns("p.cover_url", String.self), Columns("f.url", String?.self),
        make: CatalogCover.init(gtin:url:known:)
    ).from(
        """
        products p LEFT JOIN cover_fetches f ON f.gtin = p.gtin
        WHERE p.gtin > $1 AND p.cover_url IS NOT NULL ORDER BY p.gtin LIMIT $2
        """)

    /// The product may be gone by now.
    static let enqueue: SQL = """
        INSERT INTO cover_fetches (gtin, url, server, next_at)
        SELECT $1, $2, $3, $4 FROM products WHERE gtin = $5
        ON CONFLICT (gtin) DO UPDATE SET
          url = excluded.url, server = excluded.server, next_at = excluded.next_at, entity_tag = NULL, attempts = 0,
          outcome = NULL
        """

    static let due = Columns(
        Columns("gtin", GTIN.self), Columns("url", String.self), Columns("entity_tag", String?.self),
        Columns("attempts", Int.self), make: DueCover.init(gtin:url:entityTag:attempts:)
    ).from("cover_fetches WHERE server = $1 AND next_at <= $2 ORDER BY next_at, gtin LIMIT 1")

    static let rules = Columns(
        Columns("robots", String.self), Columns("robots_until", Timestamp.self),
        make: CoverOriginRules.init(robots:until:)
    ).from("cover_origins WHERE origin = $1")

    static let addServer: SQL = "INSERT INTO cover_servers (server) VALUES ($1) ON CONFLICT (server) DO NOTHING"
    static let lease: SQL = """
        UPDATE cover_servers SET lease_owner = $1, lease_until = (SELECT microseconds FROM database_clock) + $2
        WHERE server = $3 AND not_before <= (SELECT microseconds FROM database_clock)
          AND (lease_until IS NULL OR lease_until <= (SELECT microseconds FROM database_clock))
        """
    static let release: SQL = """
        UPDATE cover_servers SET lease_owner = NULL, lease_until = NULL,
          not_before = (SELECT microseconds FROM database_clock) + $1
        WHERE server = $2 AND lease_owner = $3
        """
    static let setRules: SQL = """
        INSERT INTO cover_origins (origin, robots, robots_until) VALUES ($1, $2, $3)
        ON CONFLICT (origin) DO UPDATE SET robots = excluded.robots, robots_until = excluded.robots_until
        """
    /// Unless the catalogue has another address by now.
    static let record: SQL = """
        UPDATE cover_fetches SET entity_tag = $1, attempts = $2, next_at = $3, outcome = $4 WHERE gtin = $5 AND url = $6
        """
    static let releaseAll: SQL =
        "UPDATE cover_servers SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL"
}
