import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Rows for ad platforms")
struct AdConversionReadingTests {
    /// Rows as a run would have them, stored one after the other.
    private static func store(_ rows: [Conversion], in storage: Storage) async throws -> [PlacedConversion] {
        try await storage.driver.write { connection in
            for (index, row) in rows.enumerated() {
                _ = try connection.run([ConversionRows.insertion(of: row, as: Int64(index + 1))])
            }
            _ = try connection.change("UPDATE attribution_runs SET rows = $1 WHERE run_no = 1", [.integer(rows.count)])
        }
        return try #require(try await storage.conversions(in: 1, limit: 100)).conversions
    }

    private static func conversion(_ shop: PurchaseShop, scan: ScanID?, value: Int64) throws -> Conversion {
        let outcome = PurchaseID(UUIDv7(at: Bookshop.noon))
        var row = Conversion(
            id: ConversionID(UUIDv7(at: Bookshop.noon)), run: 1, outcome: .purchase(outcome), occurredAt: Bookshop.noon,
            recordedAt: Bookshop.noon, merchant: 1, model: .lastTouch, window: .seconds(604_800), settingsVersion: 0,
            credit: Conversion.wholeCredit, confidence: 60)
        row.scan = scan
        row.value = Bookshop.pounds(value)
        // The click, of which the scan's own part is told.
        row.touch = CreditedTouch(kind: .click, event: EventID(UUIDv7(at: Bookshop.noon)), occurredAt: Bookshop.noon)
        row.lagSeconds = 0
        return row
    }

    @Test(
        "come with the click ids and the consent of the credited scan, also where a click is credited",
        arguments: StorageEngine.allCases)
    func details(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage, parameters: ErasureTests.parameters)
            let paid = try Self.conversion(shop, scan: shop.click.scan, value: 1000)
            var back = paid
            (back.id, back.credit, back.reverses) = (ConversionID(UUIDv7(at: Bookshop.noon)), -paid.credit, paid.id)
            let stranger = try Self.conversion(shop, scan: ScanID(UUIDv7(at: Bookshop.noon)), value: 1)
            let nobody = try Self.conversion(shop, scan: nil, value: 1)
            let placed = try await Self.store([paid, stranger, back, nobody], in: storage)
            let told = try await storage.adConversions(of: placed)
            #expect(told.map(\.conversion.id) == [paid.id, back.id] && told.map(\.meaning) == [.first, .retracted])
            #expect(told.allSatisfy { $0.scannedAt == Bookshop.noon && $0.details.adClicks == [.gclid: "g-1"] })
            #expect(told.allSatisfy { $0.details.consent == ErasureTests.parameters.consent })
            let file = told.compactMap { GoogleAdsFile(.conversions).line(of: $0) }
            #expect(
                file.count == 1 && file[0].hasPrefix("g-1,Online purchase,") && file[0].hasSuffix(",Granted,Denied"))
            let visitor = try #require(try await storage.visitors([.named(Bookshop.visitor(7))]).first)
            _ = try await storage.erase(visitor.number)
            #expect(try await storage.adConversions(of: placed).isEmpty)
        }
    }
}
