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
            var unusable: [UnusableValue] = []
            for check in Self.usability {
                let values: [FoundValue] = try connection.rows(check.values())
                for found in values where !check.isKnown(found.value) {
                    let examples = try connection.rows(
                        check.examples(.text(found.value), .integer(UnusableValue.mostExamples)))
                    unusable.append(
                        UnusableValue(
                            kind: check.kind, value: found.value, table: check.table, count: found.count,
                            examples: examples))
                }
            }
            return unusable
        }
    }

    private struct FoundValue {
        var value: String
        var count: Int
    }

    /// How the rows of one table are looked through.
    private struct Usability: Sendable {
        var kind: UnusableValue.Kind
        var table: String
        /// Each value once, with how many rows have it.
        var values: Select<FoundValue>
        /// What names rows with the value `$1`, `$2` at most.
        var examples: Select<String>

        /// - Parameters:
        ///   - values: a column.
        ///   - rows: behind `FROM`, all that have one.
        init(_ kind: UnusableValue.Kind, _ values: SQL, in table: String, rows: SQL, examples: Select<String>) {
            self.kind = kind
            self.table = table
            self.values = Columns(
                Columns(values, String.self), Columns("count(*)", Int.self), make: FoundValue.init(value:count:)
            )
            .from(rows + " GROUP BY 1 ORDER BY 1")
            self.examples = examples
        }

        func isKnown(_ value: String) -> Bool {
            switch kind {
            case .timeZone: StoreTimeZone(identifier: value) != nil
            case .currency: Currency(value) != nil
            }
        }
    }

    private static let usability = [
        Usability(
            .timeZone, "time_zone", in: "stores", rows: "stores",
            examples: Columns("public_id", String.self)
                .from("stores WHERE time_zone = $1 ORDER BY public_id LIMIT $2")),
        Usability(
            .currency, "currency", in: "products", rows: "products WHERE currency IS NOT NULL",
            examples: Columns(Columns("gtin", GTIN.self)) { $0.description }
                .from("products WHERE currency = $1 ORDER BY gtin LIMIT $2")),
        Usability(
            .currency, "currency", in: "listings", rows: "listings WHERE currency IS NOT NULL",
            examples: Columns(Columns("listing_id", ListingID.self)) { $0.description }
                .from("listings WHERE currency = $1 ORDER BY listing_id LIMIT $2")),
        Usability(
            .currency, "currency", in: "stock", rows: "stock WHERE currency IS NOT NULL",
            examples: Columns(Columns("k.gtin", GTIN.self), Columns("s.public_id", String.self)) { "\($0) in \($1)" }
                .from(
                    """
                    stock k JOIN stores s ON s.store_id = k.store_id
                    WHERE k.currency = $1 ORDER BY k.gtin, k.cell, k.store_id LIMIT $2
                    """)),
    ]
}
