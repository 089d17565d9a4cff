import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import FootbridgeHTTP
@testable import FootbridgeStorage

@Suite("Feeds of analysts")
struct FeedRouteTests {
    /// Two merchants' clicks, a scan, and a refund.
    private static func fill(_ storage: Storage) async throws {
        try await Bookshop.fill(storage)
        let quay = try #require(try await storage.storeKey(of: Bookshop.publicID("soho")))
        let heron = try #require(try await storage.storeKey(of: Bookshop.publicID("camden")))
        var scan = event(.scan, nil)
        (scan.scan, scan.outcome, scan.visitor) = (ScanID(UUIDv7(at: Bookshop.now)), "resolved", 7)
        scan.campaign = "=1+1"
        var refund = event(.purchase, quay)
        (refund.purchase, refund.amount) = (PurchaseID(UUIDv7(at: Bookshop.now)), Bookshop.money("5.00", "GBP"))
        refund.amount = refund.amount.map { Money(minorUnits: -$0.minorUnits, currency: $0.currency) }
        try await storage.appendForTest([scan, visit(quay), visit(heron), refund, visit(quay)])
        // PostgreSQL shows no row while any older transaction of the whole server is open, and other tests have some.
        let end = ContinuousClock.now + .hang
        while try await storage.events(after: .beginning, limit: 10).events.count < 5 {
            try #require(ContinuousClock.now < end, "events are held back for ever")
            await Task.yield()
        }
    }

    private static func event(_ kind: Event.Kind, _ store: StoreKey?) -> Event {
        var event = Event(kind: kind, occurredAt: Bookshop.now, recordedAt: Bookshop.now)
        (event.merchant, event.store) = (store?.merchant, store?.store)
        return event
    }

    private static func visit(_ store: StoreKey) -> Event {
        var visit = event(.visit, store)
        (visit.visit, visit.visitor) = (VisitID(UUIDv7(at: Bookshop.now)), 7)
        return visit
    }

    private static func analyst(of merchant: PublicID?, in gateway: GatewayUnderTest) async throws -> HTTPFields {
        guard
            case .created(_, let key) = try await gateway.storage.createKey(
                name: "analyst", role: .analyst, merchant: merchant)
        else { throw StorageError.unusable(StorageErrorDetail("a key could not be made")) }
        return [.authorization: "Bearer \(key.secret)"]
    }

    @Test("Pages follow each other along next and see every row once; an empty page goes on where it began")
    func pages() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            var (ids, target) = ([String](), "/v1/events?limit=2")
            while true {
                let answer = try await gateway.get(target, as: .analyst)
                let body = try answer.json
                ids += try #require(body["items"]).items.compactMap { $0["id"]?.text }
                let next = try #require(body["next"]?.text)
                let link = try #require(answer.headers[.link])
                #expect(link == "</v1/events?after=\(next)&limit=2&format=json>; rel=\"next\"")
                #expect(answer.headers[.footbridgeWatermark] == body["watermark"]?.text)
                target = "/v1/events?limit=2&after=\(next)"
                guard body["more"]?.flag == true else { break }
            }
            #expect(ids.count == 5 && Set(ids).count == 5)
            let empty = try await gateway.get(target, as: .analyst).json
            #expect(empty["items"]?.items.isEmpty == true)
            #expect(target.hasSuffix(try #require(empty["next"]?.text)))
        }
    }

    @Test("An analyst of one merchant sees its rows alone, under names that no other scope has")
    func scopes() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let quay = try await Self.analyst(of: Bookshop.quay.id, in: gateway)
            let own = try #require(try await gateway.get("/v1/events", headers: quay).json["items"]).items
            #expect(own.count == 3 && own.allSatisfy { $0["merchant_id"]?.text == "quay-books" })
            let all = try #require(try await gateway.get("/v1/events", as: .analyst).json["items"]).items
            #expect(all.count == 5)
            let names = Set(own.compactMap { $0["visitor"]?.text })
            #expect(names.count == 1 && names.isDisjoint(with: all.compactMap { $0["visitor"]?.text }))
            for feed in ["events", "conversions"] {
                for filter in ["merchant=heron", "store=camden", "store=nowhere", "merchant=nobody"] {
                    let answer = try await gateway.get("/v1/\(feed)?\(filter)", headers: quay)
                    #expect(try answer.status == 403 && answer.code == "forbidden", "\(feed) \(filter)")
                }
                for filter in [
                    "merchant=nobody", "store=nowhere", "run=run-9", "run=9", "format=xml", "limit=0&limit=1",
                ] {
                    let answer = try await gateway.get("/v1/\(feed)?\(filter)", as: .analyst)
                    #expect(try answer.status == 400 && answer.code == "bad-parameter", "\(feed) \(filter)")
                    #expect(try answer.json["parameter"]?.text == String(filter.prefix { $0 != "=" }))
                }
            }
            let soho = try #require(
                try await gateway.get("/v1/events?store=soho", headers: quay).json["items"]
            ).items
            #expect(soho.count == 3)
        }
    }

    @Test("NDJSON, CSV and CloudEvents hold the rows of the pages, by Accept and by format")
    func formats() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let items = try #require(try await gateway.get("/v1/events", as: .analyst).json["items"]).items
            for headers in [[:], [.accept: "application/x-ndjson"]] as [HTTPFields] {
                let target = headers.isEmpty ? "/v1/events?format=ndjson" : "/v1/events"
                let answer = try await gateway.get(target, as: .analyst, headers: headers)
                let lines = answer.text.split(separator: "\n").map { Data($0.utf8) }
                #expect(try lines.map { try JSONDecoder().decode(JSONValue.self, from: $0) } == items)
                #expect(answer.headers[.contentType] == "application/x-ndjson")
            }
            let csv = try await gateway.get("/v1/events", as: .analyst, headers: [.accept: "text/csv;q=0.9, text/html"])
            let rows = csv.text.components(separatedBy: "\r\n")
            #expect(rows.first == EventRow.columns.map(\.name).joined(separator: ","))
            #expect(rows.count == 7 && rows[1].contains(",'=1+1,") && rows[4].contains(",-5.00,GBP,"))
            let batch = try await gateway.get("/v1/events?format=cloudevents", as: .analyst)
            #expect(batch.headers[.contentType] == "application/cloudevents-batch+json")
            #expect(try batch.json.items.compactMap { $0["data"] } == items)
            let none = try await gateway.get("/v1/events", as: .analyst, headers: [.accept: "image/png"])
            #expect(try none.status == 406 && none.code == "not-acceptable")
        }
    }

    @Test("A cursor is refused by the other feed, and by any where it is damaged")
    func cursors() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let events = try #require(try await gateway.get("/v1/events", as: .analyst).json["next"]?.text)
            let conversions = try #require(try await gateway.get("/v1/conversions", as: .analyst).json["next"]?.text)
            for target in [
                "events?after=\(conversions)", "conversions?after=\(events)", "events?after=\(events.dropLast())z",
                "events?after=",
            ] {
                let answer = try await gateway.get("/v1/\(target)", as: .analyst)
                guard !target.hasSuffix("=") else {
                    #expect(answer.status == 200)
                    continue
                }
                #expect(try answer.status == 400 && answer.json["parameter"]?.text == "after", "\(target)")
            }
        }
    }

    @Test("The schema has every field of a row, and no other")
    func schemas() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let schema = try await gateway.get("/v1/schemas/event.json").json
            let row = try #require(try await gateway.get("/v1/events", as: .analyst).json["items"]?[0])
            #expect(row.names == schema["properties"]?.names)
            #expect(schema["version"]?.text == FeedSchema<EventFeed>.version)
            #expect(try await gateway.get("/v1/schemas/conversion.json").status == 200)
        }
    }
}

extension Storage {
    /// Writes events in one transaction.
    func appendForTest(_ events: [Event]) async throws {
        _ = try await driver.write { try $0.run(events.map(\.insertion)).count }
    }
}
