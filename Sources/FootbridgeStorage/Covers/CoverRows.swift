import FootbridgeCore
import ProductIdentifiers

/// Covers as they are stored.
enum CoverRows {
    private static let standingColumns = Columns(
        Columns("database_id", [UInt8].self), Columns("change_no", Int64.self), Columns("covers", Int.self),
        Columns("bytes", Int.self), make: CoverStanding.init(database:change:covers:bytes:))
    static let standing = standingColumns.from("cover_head")
    /// PostgreSQL's row lock lets one change at a time; SQLite has one writer.
    static let lockedStanding = standingColumns.from(SQL(sqlite: "cover_head", postgresql: "cover_head FOR UPDATE"))
    static let setStanding: SQL = "UPDATE cover_head SET change_no = $1, covers = $2, bytes = $3"

    struct Known: Sendable {
        var ownership: CoverOwnership
        var hash: [UInt8]
        var bytes: Int
    }

    static let known = Columns(
        Columns(
            Columns("k.source", CoverSource.self), Columns("m.public_id", PublicID?.self),
            make: CoverOwnership.init(source:merchant:)),
        Columns("k.content_hash", [UInt8].self), Columns("length(k.picture)", Int.self),
        make: Known.init(ownership:hash:bytes:)
    ).from("covers k LEFT JOIN merchants m ON m.merchant_id = k.merchant_id WHERE k.gtin = $1")

    static let picture = Columns(
        Columns("width", Int.self), Columns("height", Int.self), Columns("picture", [UInt8].self)
    ) { CoverPicture(stored: $2, width: $0, height: $1) }.from("covers WHERE gtin = $1")

    /// Nil beside a product that has none.
    static let image = Columns(
        Columns("k.width", Int?.self), Columns("k.height", Int?.self), Columns("k.content_hash", [UInt8]?.self)
    ) { width, height, hash -> CoverImage? in
        guard let width, let height, let hash else { return nil }
        return CoverImage(width: width, height: height, hash: hash)
    }

    static let changes = Columns(
        Columns("c.change_no", Int64.self), Columns("c.gtin", GTIN.self), Columns("k.picture", [UInt8]?.self),
        Columns("k.content_hash", [UInt8]?.self), make: CoverChange.init(number:gtin:jpeg:hash:)
    ).from(
        """
        cover_changes c LEFT JOIN covers k ON k.gtin = c.gtin WHERE c.change_no > $1 ORDER BY c.change_no LIMIT $2
        """)

    /// Those that were fetched, the oldest first.
    static let fetched = Columns(Columns("gtin", GTIN.self), Columns("length(picture)", Int.self)) {
        (gtin: $0, bytes: $1)
    }.from("covers WHERE source = 'catalogue' ORDER BY stored_at, gtin LIMIT $1")

    static let merchant = Columns("merchant_id", Int64.self).from("merchants WHERE public_id = $1")
    /// Whether a merchant has anything to do with a product.
    static let isSold = Columns("1", Int.self).from(
        """
        listings WHERE gtin = $1 AND merchant_id = $2
        UNION ALL SELECT 1 FROM stock WHERE gtin = $3 AND merchant_id = $4 LIMIT 1
        """)

    static let upsert: SQL = """
        INSERT INTO covers (gtin, source, merchant_id, width, height, content_hash, stored_at, picture)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (gtin) DO UPDATE SET
          source = excluded.source, merchant_id = excluded.merchant_id, width = excluded.width,
          height = excluded.height, content_hash = excluded.content_hash, stored_at = excluded.stored_at,
          picture = excluded.picture
        """
    static let delete: SQL = "DELETE FROM covers WHERE gtin = $1"
    static let setChange: SQL = """
        INSERT INTO cover_changes (gtin, change_no) VALUES ($1, $2)
        ON CONFLICT (gtin) DO UPDATE SET change_no = excluded.change_no
        """
    /// So that what was taken away is not fetched again, now or, with NULL, ever.
    static let postponeFetch: SQL =
        "UPDATE cover_fetches SET next_at = $1, outcome = $2, entity_tag = NULL WHERE gtin = $3"
}

extension CoverSource: SQLReadable {}
