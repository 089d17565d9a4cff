import CatalogFeeds
import FootbridgeCore
import ProductIdentifiers

/// The sample bookshops' own files, in `Sample/Catalog`: what anybody's import files look like. The program carries them,
/// and brings them in as it does everybody's.
enum SampleFiles {
    static let productFile = PackageResources.products_csv
    static let storeFile = PackageResources.stores_csv

    /// The books and articles in the sample photos, and nothing that exists.
    static let products: [Product] = records(.products, in: productFile)

    /// Invented names at invented addresses, spread as bookshops are: 25 in London, most of them within ten kilometres of
    /// the middle, then other towns of Britain and eight abroad, each in a time zone of its own.
    static let stores: [StoreRecord] = records(.stores, in: storeFile)

    private static func records<Record: Sendable>(_ table: CatalogTable<Record>, in file: [UInt8]) -> [Record] {
        do {
            var feed = try CSVFeed(table, now: Timestamp(microseconds: 0), read: reading(file))
            var records: [Record] = []
            while let row = try feed.next() {
                guard case .success(let record) = row.content, row.warnings.isEmpty else {
                    preconditionFailure("line \(row.line) of a sample file: \(row.content), \(row.warnings)")
                }
                records.append(record)
            }
            return records
        } catch {
            preconditionFailure("a sample file cannot be read: \(error)")
        }
    }

    /// All of a file at once.
    static func reading(_ file: [UInt8]) -> () -> [UInt8] {
        var rest = file
        return {
            defer { rest = [] }
            return rest
        }
    }

    /// What a shop sells in.
    static func currency(of store: StoreRecord) -> Currency {
        guard let code = currencies[store.country], let currency = Currency(code) else {
            preconditionFailure("the samples have no currency for \(store.country)")
        }
        return currency
    }

    private static let currencies = [
        "GB": "GBP", "IE": "EUR", "FR": "EUR", "DE": "EUR", "US": "USD", "JP": "JPY", "NP": "NPR", "NZ": "NZD",
        "AU": "AUD",
    ]
}
