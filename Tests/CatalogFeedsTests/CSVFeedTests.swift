import CatalogFeeds
import FootbridgeCore
import ProductIdentifiers
import Testing

@Suite struct CSVFeedTests {
    private static let now = Timestamp(microseconds: 1_795_365_600_000_000)

    private func rows<Record: Sendable>(_ table: CatalogTable<Record>, _ text: String) throws -> [CatalogRow<Record>] {
        var rest = Array(text.utf8)
        var feed = try CSVFeed(table, now: Self.now) {
            defer { rest = [] }
            return rest
        }
        var rows: [CatalogRow<Record>] = []
        while let row = try feed.next() { rows.append(row) }
        return rows
    }

    @Test func `A record carries its merchant, its line and what tells it from others`() throws {
        let stock = try rows(.stock, "merchant,store,gtin,quantity\n\nm,b.c,0306406152,3\n")
        #expect(stock.map(\.line) == [3])
        let record = try #require(stock.first).content.get()
        #expect(record.merchant.description == "m" && record.store.description == "m.b.c")
        #expect(record.stock == Stock(status: .inStock, quantity: 3, price: nil, collectedAt: Self.now))
        let key = CatalogTable<StockRecord>.stock.key(record)
        #expect(key == RecordKey(merchant: record.merchant, name: "m.b.c", gtin: GTIN("9780306406157")))
    }

    @Test func `Each field that is wrong has its own sentence, with what stood there cut and escaped`() throws {
        let long = String(repeating: "x", count: 90)
        let text = """
            merchant,merchant_name,code,name,street,locality,country,lat,lon,time_zone,hours
            m,,a b,Shop,Street,\(long),GB,95,west,Mars/Olympus,\u{7}soon

            """
        guard case .failure(let problem) = try #require(rows(.stores, text).first).content else {
            Issue.record("the row was taken")
            return
        }
        #expect(
            problem.problems.map(\.field) == ["merchant_name", "lat", "lon", "time_zone", "hours"])
        #expect(problem.description.contains("merchant_name is empty"))
        #expect(problem.description.contains("lat '95' is no number of degrees within ±90"))
        #expect(problem.description.contains("hours '\\u{7}soon' is not days and times such as"))
        let country = text.replacing("m,,a b", with: "m,M,a").replacing(
            "95,west,Mars/Olympus,\u{7}soon", with: "51,0,Europe/London,"
        )
        .replacing(",GB,", with: ",gb,").replacing("Shop,", with: String(repeating: "é", count: 201) + ",")
        guard case .failure(let second) = try #require(rows(.stores, country).first).content else {
            Issue.record("the row was taken")
            return
        }
        #expect(second.problems.map(\.field) == ["name", "country"])
        #expect(second.problems.first?.value == String(repeating: "é", count: 60) + "…")
        #expect(second.problems.first?.reason == "is not 1 to 200 characters without line breaks")
    }

    @Test func `Decimals have one mark in a file, set by the first number that is understood`() throws {
        let text = """
            gtin;title;suggested_price;currency;rating;rating_count
            9780306406157;A;7;GBP;;
            9780306406157;A;1,234;GBP;;
            9780306406157;A;8,50;GBP;4,2;3
            9780306406157;A;8.50;GBP;;
            9780306406157;A;1.234,50;GBP;;

            """
        let rows = try rows(.products, text)
        let prices = rows.map { row in (try? row.content.get())?.suggestedPrice?.amount }
        #expect(prices == ["7.00", nil, "8.50", nil, nil])
        #expect(try rows[2].content.get().rating == Rating(averageHundredths: 420, count: 3))
        guard case .failure(let problem) = rows[3].content else { return }
        #expect(
            problem.description == "suggested_price '8.50' has a decimal point, and line 4 a comma: one file, one kind")
    }

    @Test func `Text that an export kept from being a formula comes back as it was`() throws {
        let text = """
            gtin,title,subtitle,publisher
            9780306406157,'+1 555 0100,'=cmd|x,'tis
            9780306406157,'-2+3,'@x,"=\"\"O'Hara\"\"\"

            """
        let products = try rows(.products, text).map { try $0.content.get() }
        #expect(products.map(\.title) == ["+1 555 0100", "-2+3"])
        #expect(products.map(\.subtitle) == ["=cmd|x", "@x"])
        #expect(products.map(\.publisher) == ["'tis", "O'Hara"])
    }

    @Test func `Numbers that a spreadsheet mangled are put right, or refused with advice`() throws {
        let text = """
            gtin,title
            60383042400,A
            ="9780439023481",B
            0060383042400,C
            "0060383042400",D
            9.78043902348e+12,E
            9780306406157.0,F

            """
        let rows = try rows(.products, text)
        #expect(
            rows.map { (try? $0.content.get())?.gtin.shortest }
                == ["060383042400", "9780439023481", "060383042400", "060383042400", nil, "9780306406157"])
        #expect(rows.map(\.restoredZeros) == [1, 0, 0, 0, 0, 0])
        guard case .failure(let problem) = rows[4].content else { return }
        #expect(problem.description.contains("Excel shortened it: format the column as text"))
        #expect(rows[4].line == 6)
    }
}
