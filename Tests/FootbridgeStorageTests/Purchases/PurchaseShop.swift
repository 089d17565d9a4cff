import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// A merchant with a listing that was clicked on after a scan, and what it reports.
struct PurchaseShop: Sendable {
    let storage: Storage
    let click: Click

    static let merchant = Bookshop.merchant.id
    static let other = Merchant(id: Bookshop.publicID("m2"), name: "Other Books")

    init(in storage: Storage, parameters: ScanParameters = ScanParameters(campaign: "poster")) async throws {
        self.storage = storage
        _ = try await storage.upsert(products: [Bookshop.product(1)])
        _ = try await storage.upsert(stores: [Bookshop.store("s1")])
        _ = try await storage.upsert(listings: [Bookshop.listing("a", 1), Bookshop.listing("b", 1, of: Self.other)])
        let record = Bookshop.scan(parameters: parameters)
        try await storage.append(record)
        let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
        let listing = try #require(answer.listings.first { $0.merchant.id == Self.merchant })
        click = Click(
            id: ClickID(UUIDv7(at: Bookshop.noon)), scan: record.scan.id, listing: listing.id,
            repeatKey: Bookshop.anyRepeatKey(), occurredAt: Bookshop.noon)
        try await storage.append(click)
    }

    func order(
        _ id: String = "A-1", pence: Int64 = 1000, click: ClickID? = nil, at time: Timestamp = Bookshop.noon,
        currency: String = "GBP"
    ) throws -> PurchaseRow {
        try row(
            PurchaseReport(
                order: try #require(OrderID(id)), refundOf: nil, click: click ?? self.click.id,
                amount: Money(minorUnits: pence, currency: try #require(Currency(currency))), occurredAt: time))
    }

    func refund(
        _ id: String, of order: String = "A-1", pence: Int64, click: ClickID? = nil, at time: Timestamp = Bookshop.noon,
        currency: String = "GBP"
    ) throws -> PurchaseRow {
        try row(
            PurchaseReport(
                order: try #require(OrderID(id)), refundOf: try #require(OrderID(order)), click: click,
                amount: Money(minorUnits: -pence, currency: try #require(Currency(currency))), occurredAt: time))
    }

    private func row(_ report: PurchaseReport) -> PurchaseRow {
        PurchaseRow(content: "\(report.order) \(report.amount.amount)", report: .success(report))
    }

    func report(_ rows: [PurchaseRow], of merchant: PublicID = merchant) async throws -> [PurchaseOutcome] {
        try #require(
            try await storage.record(rows, of: merchant, trace: TraceID(), at: Bookshop.noon))
    }

    /// A word for how each ended.
    func words(_ rows: PurchaseRow..., of merchant: PublicID = merchant) async throws -> [String] {
        try await report(rows, of: merchant).map(Self.word)
    }

    static func word(_ outcome: PurchaseOutcome) -> String {
        switch outcome {
        case .recorded: "recorded"
        case .refused(let refusal, _): refusal.code
        }
    }

    /// The events of purchases.
    func events() async throws -> [Event] {
        try await storage.settledEvents().map(\.event).filter { $0.kind == .purchase }
    }
}
