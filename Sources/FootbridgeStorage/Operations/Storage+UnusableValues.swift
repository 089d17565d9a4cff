public import FootbridgeCore
import ProductIdentifiers

/// A time zone or a currency that this host does not know: answers leave out the stores and the prices that have it.
public struct UnusableValue: Sendable, Hashable {
    /// What kind of value it is.
    public enum Kind: String, Sendable {
        case timeZone = "time zone"
        case currency
    }

    public var kind: Kind
    /// As it is stored: at most 64 characters, which may be any for a time zone.
    public var value: String
    /// The table that has it.
    public var table: String
    /// Rows of that table with the value.
    public var count: Int
    /// The public ids of some of them: a store's, a listing's, a product's GTIN, a GTIN and a store for stock.
    public var examples: [String]

    /// Examples at most.
    static let mostExamples = 3
}

extension Storage {
    /// Every value that this host does not know, by table. Reads whole tables, so minutes for a large database.
    public func unusableValues() async throws(StorageError) -> [UnusableValue] {
        try await driver.read(.maintenance) { connection in
            var found: [UnusableValue] = []
            for check in Self.usability {
                for row in try connection.rows(check.values) {
                    let value = try row.text(0)
                    guard !check.isKnown(value) else { continue }
                    let examples = try connection.rows(
                        check.examples, [.text(value), .integer(UnusableValue.mostExamples)])
                    found.append(
                        UnusableValue(
                            kind: check.kind, value: value, table: check.table, count: try row.int(1),
                            examples: try examples.map(check.name)))
                }
            }
            return found
        }
    }

    /// How the rows of one table are looked through.
    private struct Usability: Sendable {
        var kind: UnusableValue.Kind
        var table: String
        /// Each value once, with how many rows have it.
        var values: SQL
        /// What names rows with the value `$1`, `$2` at most.
        var examples: SQL
        var name: @Sendable (SQLRow) throws -> String

        func isKnown(_ value: String) -> Bool {
            switch kind {
            case .timeZone: StoreTimeZone(identifier: value) != nil
            case .currency: Currency(value) != nil
            }
        }
    }

    private static let usability = [
        Usability(
            kind: .timeZone, table: "stores",
            values: "SELECT time_zone, count(*) FROM stores GROUP BY time_zone ORDER BY time_zone",
            examples: "SELECT public_id FROM stores WHERE time_zone = $1 ORDER BY public_id LIMIT $2",
            name: { try $0.text(0) }),
        Usability(
            kind: .currency, table: "products",
            values: """
                SELECT currency, count(*) FROM products WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency
                """,
            examples: "SELECT gtin FROM products WHERE currency = $1 ORDER BY gtin LIMIT $2",
            name: { try $0.gtin(0).description }),
        Usability(
            kind: .currency, table: "listings",
            values: """
                SELECT currency, count(*) FROM listings WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency
                """,
            examples: "SELECT listing_id FROM listings WHERE currency = $1 ORDER BY listing_id LIMIT $2",
            name: { try $0.id(0, ListingID.self).description }),
        Usability(
            kind: .currency, table: "stock",
            values: """
                SELECT currency, count(*) FROM stock WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency
                """,
            examples: """
                SELECT k.gtin, s.public_id FROM stock k JOIN stores s ON s.store_id = k.store_id
                WHERE k.currency = $1 ORDER BY k.gtin, k.cell, k.store_id LIMIT $2
                """,
            name: { "\(try $0.gtin(0)) in \(try $0.text(1))" }),
    ]
}
