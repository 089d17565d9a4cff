import FootbridgeCore
import Foundation
import HTTPTypes
import Testing

@testable import FootbridgeHTTP
@testable import FootbridgeStorage

@Suite("The feed of conversions")
struct ConversionFeedTests {
    private static let rows = 3000

    /// A run with rows of two merchants in turn, the last of which takes the first one back.
    private static func fill(_ storage: Storage) async throws {
        try await Bookshop.fill(storage)
        let quay = try #require(try await storage.storeKey(of: Bookshop.publicID("soho")))
        let heron = try #require(try await storage.storeKey(of: Bookshop.publicID("camden")))
        let first = conversion(quay, credit: 333_333)
        var last = conversion(quay, credit: -333_333)
        last.reverses = first.id
        let conversions =
            [first] + (2..<rows).map { conversion($0 % 2 == 0 ? heron : quay, credit: 1_000_000) } + [last]
        try await append(conversions, to: storage)
    }

    private static func append(_ conversions: [Conversion], to storage: Storage) async throws {
        let counted: SQL = "UPDATE attribution_runs SET rows = rows + $1 WHERE run_no = 1"
        _ = try await storage.driver.write { connection in
            let sequence = try connection.rows("SELECT rows FROM attribution_runs WHERE run_no = 1").first?.integer(0)
            let start = try #require(sequence)
            return try connection.run(
                conversions.enumerated().map { ConversionRows.insertion(of: $1, as: start + Int64($0) + 1) } + [
                    BoundSQL(counted, [.integer(conversions.count)])
                ]
            ).count
        }
    }

    private static func conversion(_ store: StoreKey, credit: Int) -> Conversion {
        func id<ID: PrefixedID>(_: ID.Type) -> ID { ID(UUIDv7(at: Bookshop.now)) }
        var conversion = Conversion(
            id: id(ConversionID.self), run: 1, outcome: .redemption(id(RedemptionID.self)), occurredAt: Bookshop.now,
            recordedAt: Bookshop.now, merchant: store.merchant, model: .linear, window: .seconds(604_800),
            settingsVersion: 2, credit: credit, confidence: 100)
        (conversion.store, conversion.voucher, conversion.visitor) = (store.store, id(VoucherID.self), 7)
        conversion.touch = CreditedTouch(kind: .scan, event: id(EventID.self), occurredAt: Bookshop.now)
        (conversion.lagSeconds, conversion.distanceMeters) = (0, 812)
        conversion.value = Bookshop.money("7.99", "GBP")
        return conversion
    }

    @Test("A row has the fields of the contract, with their types")
    func fields() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let answer = try await gateway.get("/v1/conversions?limit=1", as: .analyst).json
            let row = try #require(answer["items"]?[0])
            #expect(
                row.names.isSuperset(of: [
                    "id", "cursor", "kind", "outcome_id", "occurred_at", "recorded_at", "scan_id", "visitor", "gtin",
                    "merchant_id", "store_id", "campaign", "promotion_id", "voucher_id", "value", "currency", "model",
                    "window_s", "touch", "credit", "lag_s", "distance_m", "confidence", "reverses", "attribution_run",
                ]))
            #expect(row.names == (try await gateway.get("/v1/schemas/conversion.json").json)["properties"]?.names)
            #expect(row["outcome_id"]?.text?.hasPrefix("red_") == true && row["kind"]?.text == "redemption")
            #expect(
                row["value"]?.text == "7.99" && row["credit"] == .number(0.333333) && row["confidence"] == .integer(100)
            )
            #expect(row["model"]?.text == "linear" && row["window_s"] == .integer(604_800))
            #expect(row["touch"]?.text == "scan" && row["attribution_run"]?.text == "run-1" && row["reverses"] == .null)
            #expect(answer["superseded_by"] == .null && answer["next"]?.text == row["cursor"]?.text)
        }
    }

    @Test("A stream holds every row once, up to where the run was at its start")
    func stream() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let answer = try await gateway.get("/v1/conversions?format=csv", as: .analyst)
            let lines = answer.text.components(separatedBy: "\r\n").dropLast()
            #expect(lines.count == 1 + Self.rows && Set(lines).count == lines.count)
            #expect(lines.last?.contains(",-0.333333,") == true)
            let link = try #require(answer.headers[.link])
            let following = try await gateway.get(String(link.dropFirst().prefix { $0 != ">" }), as: .analyst)
            #expect(following.text.components(separatedBy: "\r\n").count == 2)
            let own = try await gateway.get("/v1/conversions?format=ndjson&merchant=heron", as: .analyst)
            #expect(own.text.split(separator: "\n").count == Self.rows / 2 - 1)
        }
    }

    @Test("What is appended after a first page waits for a reader who keeps its horizon")
    func horizon() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let feed = try await ConversionFeed(
                FeedParameters(), for: FeedViewer(merchant: nil, storage: gateway.storage, secret: gateway.secret))
            let reader = try await FeedReader(feed, after: nil)
            let store = try #require(try await gateway.storage.storeKey(of: Bookshop.publicID("soho")))
            try await Self.append([Self.conversion(store, credit: 1)], to: gateway.storage)
            var rows = 0
            try await reader.forEachBatch { rows += $0.count }
            #expect(rows == Self.rows)
            let page = try await feed.page(after: reader.first.end, limit: 10, upTo: nil)
            #expect(page.rows.count == 1 && !page.more)
        }
    }

    @Test("A cursor stays in its run when another becomes the current one")
    func superseded() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let next = try #require(try await gateway.get("/v1/conversions?limit=2", as: .analyst).json["next"]?.text)
            let times: [SQLValue] = [.integer(0), .integer(0)]
            _ = try await gateway.storage.driver.write { connection in
                try connection.run([
                    BoundSQL(
                        AttributionRunRows.insert,
                        [.integer(2)] + times + [
                            .null, .null, .null, .null, .null, .integer(0), .integer(0), .integer(0),
                        ]),
                    BoundSQL(AttributionRunRows.makeCurrent, [.integer(2)]),
                ]).count
            }
            let old = try await gateway.get("/v1/conversions?limit=2&after=\(next)", as: .analyst)
            #expect(try old.json["superseded_by"]?.text == "run-2" && old.json["items"]?.items.count == 2)
            #expect(old.headers[.footbridgeSupersededBy] == "run-2")
            let new = try await gateway.get("/v1/conversions", as: .analyst).json
            #expect(new["superseded_by"] == .null && new["items"]?.items.isEmpty == true)
            let named = try await gateway.get("/v1/conversions?run=run-1&limit=1", as: .analyst).json
            #expect(named["items"]?.items.count == 1)
            let mixed = try await gateway.get("/v1/conversions?run=run-2&after=\(next)", as: .analyst)
            #expect(try mixed.status == 400 && mixed.json["parameter"]?.text == "run")
        }
    }
}
