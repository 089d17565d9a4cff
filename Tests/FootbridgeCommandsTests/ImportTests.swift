import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import ProductIdentifiers
import Testing

@testable import FootbridgeCommands

@Suite struct ImportTests {
    static let products = "gtin,title\n9780306406157,One\n9780143807216,Two\n"
    static let stores = """
        merchant,merchant_name,code,name,street,locality,country,lat,lon,time_zone,hours
        m,M,a,Shop A,1 Some Street,London,GB,51.5150,-0.1400,Europe/London,Mon-Sun 09:00-18:00

        """

    /// Runs `import` on a text, as from a file.
    func run(
        _ kind: String, _ text: String, in storage: Storage, _ folder: URL, flags: [String] = []
    ) async throws -> (isClean: Bool, lines: WrittenLines) {
        try await run(kind, Data(text.utf8), in: storage, folder, flags: flags)
    }

    func run(
        _ kind: String, _ bytes: Data, in storage: Storage, _ folder: URL, flags: [String] = []
    ) async throws -> (isClean: Bool, lines: WrittenLines) {
        let file = folder.appending(path: "rows.csv")
        try bytes.write(to: file)
        let command = try present(try ImportCommand.parse([kind, file.path] + flags))
        let lines = WrittenLines()
        let isClean = try await command.perform(
            ImportSource(file.path), in: storage, at: fixedNow, on: lines.terminal())
        return (isClean, lines)
    }

    func answer(_ storage: Storage, _ isbn: String) async throws -> CatalogAnswer {
        let position = try present(Position(latitude: 51.5155, longitude: -0.1410))
        return try await storage.answer(
            for: try present(GTIN(isbn)), near: Vicinity(position: position, radius: Meters(10_000), limit: 5),
            at: fixedNow)
    }

    @Test func `Files of all four kinds make an answer, and importing them again changes nothing`() async throws {
        try await withStorage { storage, folder in
            for outcome in ["added 1, changed 0, unchanged 0", "added 0, changed 0, unchanged 1"] {
                let books = """
                    \u{FEFF}Title,gtin,contributors,suggested_price,currency,rating,rating_count,published\r
                    "The ""Keeper"", again",0-306-40615-2,Ann Other; Bob Ill (Illustrator),24.95,USD,4.2,311,2006-08-07\r

                    """
                #expect(try await run("products", books, in: storage, folder).isClean)
                #expect(try await run("stores", Self.stores, in: storage, folder).isClean)
                let listings = """
                    merchant,merchant_name,offer,gtin,url,price,currency,availability,updated_at
                    m,M,o1,9780306406157,https://m.example/books/1,7.99,GBP,in_stock,2026-11-20T10:00:00+01:00

                    """
                #expect(try await run("listings", listings, in: storage, folder).isClean)
                let stock = """
                    merchant,store,gtin,quantity,price,currency,collected_at
                    m,a,978-0-306-40615-7,2,8.99,GBP,2026-11-22T10:00:00Z

                    """
                let last = try await run("stock", stock, in: storage, folder)
                #expect(last.lines.results == "read 1, \(outcome), rejected 0, withdrawn 0\n")
            }
            let answer = try await answer(storage, "9780306406157")
            let product = try present(answer.product)
            #expect(product.title == "The \"Keeper\", again")
            #expect(
                product.contributors == [
                    Contributor(name: "Ann Other"), Contributor(name: "Bob Ill", role: "illustrator"),
                ])
            #expect(product.suggestedPrice?.amount == "24.95")
            #expect(product.rating == Rating(averageHundredths: 420, count: 311))
            #expect(answer.listings.map(\.url) == ["https://m.example/books/1"])
            #expect(answer.listings.first?.updatedAt == Timestamp(rfc3339: "2026-11-20T09:00:00Z"))
            #expect(answer.stores.map(\.store.id.description) == ["m.a"])
            #expect(answer.stores.first?.stock.status == .limited)
            #expect(answer.stores.first?.open?.isOpen == true)
        }
    }

    @Test func `A bad row is named by line and reason, and the good ones around it are applied`() async throws {
        try await withStorage { storage, folder in
            let text = """
                gtin,title,colour
                9780306406157,"Two
                lines",
                9780306406158,Wrong,
                9780143807216,Good,
                9780062984173
                "x"\u{301}y,z,
                ,Nameless,
                9780747532811,,
                9780330519342,Last,red
                9781841956725,Too,many,fields

                """
            let rejects = folder.appending(path: "bad.csv")
            let (isClean, lines) = try await run(
                "products", text, in: storage, folder, flags: ["--rejects", rejects.path])
            #expect(!isClean)
            #expect(lines.results == "read 9, added 2, changed 0, unchanged 0, rejected 7, withdrawn 0\n")
            let messages = lines.messages.split(separator: "\n").map(String.init)
            #expect(messages.first == "these columns are not known and not used: colour")
            #expect(
                messages.dropFirst().map { String($0.prefix(while: { $0 != ":" })) } == [
                    "line 2", "line 4", "line 6", "line 7", "line 8", "line 9", "line 11",
                ])
            #expect(lines.messages.contains("gtin '9780306406158' is no ISBN or GTIN: its check digit"))
            #expect(lines.messages.contains("gtin is empty"))
            let written = try String(contentsOf: rejects, encoding: .utf8)
            #expect(written.hasPrefix("line,reason,row\r\n2,"))
            // A quote with an accent over it is a quote.
            #expect(Data(written.utf8).range(of: Data("\"\"\"x\"\"\u{301}y,z,\"\r\n".utf8)) != nil)
            #expect(try await answer(storage, "9780330519342").product?.title == "Last")
        }
    }

    @Test func `In JSON the summary is one object with the rejected rows, field by field`() async throws {
        try await withStorage { storage, folder in
            let text = "merchant,store,gtin,quantity,price,currency\nm.x,a,12,\"a\u{1B}[31m\",1.2.3,GBP\n"
            let (_, lines) = try await run("stock", text, in: storage, folder, flags: ["--json"])
            struct Answer: Decodable {
                struct Reject: Decodable {
                    struct Problem: Decodable { var field: String, value: String, reason: String }
                    var line: Int, reason: String, problems: [Problem], row: String
                }
                var read: Int, added: Int, changed: Int, unchanged: Int, older: Int, rejected: Int, withdrawn: Int
                var rejects: [Reject]
            }
            let answer = try JSONDecoder().decode(Answer.self, from: Data(lines.results.utf8))
            #expect(answer.read == 1 && answer.rejected == 1)
            let reject = try present(answer.rejects.first)
            #expect(reject.line == 2 && reject.row == "m.x,a,12,\"a\u{1B}[31m\",1.2.3,GBP")
            #expect(reject.problems.map(\.field) == ["merchant", "gtin", "quantity", "price"])
            #expect(reject.problems.map(\.value) == ["m.x", "12", "a\u{1B}[31m", "1.2.3"])
            // Each field has its own sentence, and nothing in it moves the cursor.
            #expect(reject.reason.components(separatedBy: "; ").count >= 4)
            #expect(reject.reason.contains("quantity 'a\\u{1b}[31m' is no whole number"))
            #expect(!lines.messages.contains("\u{1B}"))
        }
    }

    @Test(arguments: [
        ("", "empty"), ("title\nx\n", "lacks the column gtin"), ("name\nx\n", "lacks the columns gtin, title"),
        ("gtin,title,GTIN \n", "names the column gtin twice"), ("\"gtin,title\n", "header row cannot be read"),
    ])
    func `A file whose header row does not fit stops at once`(text: String, message: String) async throws {
        try await withStorage { storage, folder in
            let error = await #expect(throws: CommandFailure.self) {
                try await run("products", text, in: storage, folder)
            }
            #expect(error?.description.contains(message) == true)
            let isEmpty = try await storage.isEmpty()
            #expect(isEmpty)
        }
    }

    @Test(arguments: [
        ("a,9780306406157,,,,,", "status and quantity are both empty"),
        ("a,9780306406157,here,,,,", "is none of in_stock"),
        ("a,9780306406157,,-1,,,", "is no whole number"),
        ("a,9780306406157,,99999999999,,,", "is no whole number"),
        ("a,9780306406157,,3,8.999,GBP,", "is no amount of GBP"),
        ("a,9780306406157,,3,-8.99,GBP,", "is no amount of GBP"),
        ("a,9780306406157,,3,8.99,XXX,", "is no ISO 4217 code"),
        ("a,9780306406157,,3,,,yesterday", "is no RFC 3339 time"),
        ("a,9780306406157,,3,,,2026-11-24T16:40:01Z", "in the future"),
        ("b,9780306406157,,3,,,", "no store has this id: m.b"),
        ("a,9780062984173,,3,,,", "no product has this GTIN: 09780062984173"),
        ("a b,9780306406157,,3,,,", "is not a store's code"),
    ])
    func `A row of stock that says nothing certain is rejected`(row: String, reason: String) async throws {
        try await withStorage { storage, folder in
            _ = try await run("products", Self.products, in: storage, folder)
            _ = try await run("stores", Self.stores, in: storage, folder)
            let header = "merchant,store,gtin,status,quantity,price,currency,collected_at\n"
            let (isClean, lines) = try await run("stock", header + "m,\(row)\n", in: storage, folder)
            #expect(!isClean)
            #expect(lines.messages.contains(reason), "\(lines.messages)")
            #expect(try await answer(storage, "9780306406157").stores.isEmpty)
        }
    }

    @Test(arguments: ["Europe/Londn", "GMT", "EST5EDT", "+01:00", "Etc/GMT+1", "../etc/passwd", ""])
    func `A store in an unknown time zone is a rejected row, never GMT`(zone: String) async throws {
        try await withStorage { storage, folder in
            let text = Self.stores.replacing("Europe/London", with: zone)
            let (isClean, lines) = try await run("stores", text, in: storage, folder)
            #expect(!isClean)
            #expect(lines.messages.contains("time_zone"))
            #expect(lines.results.contains("rejected 1"))
        }
    }

    @Test func `Stock that was collected earlier does not replace later stock, and is counted`() async throws {
        try await withStorage { storage, folder in
            _ = try await run("products", Self.products, in: storage, folder)
            _ = try await run("stores", Self.stores, in: storage, folder)
            let header = "merchant,store,gtin,quantity,collected_at\n"
            _ = try await run("stock", header + "m,a,9780306406157,5,2026-11-22T10:00:00Z\n", in: storage, folder)
            let (isClean, lines) = try await run(
                "stock", header + "m,a,9780306406157,9,2026-11-22T09:00:00Z\n", in: storage, folder)
            #expect(isClean)
            #expect(
                lines.results == "read 1, added 0, changed 0, unchanged 0, rejected 0, withdrawn 0, "
                    + "older than what is stored 1\n")
            #expect(try await answer(storage, "9780306406157").stores.first?.stock.quantity == 5)
        }
    }

    @Test func `Many rows are applied in batches, and of many bad ones the first are told`() async throws {
        try await withStorage { storage, folder in
            var text = "gtin,title\n"
            for number in 0..<1234 {
                let body = 978_030_640_000 + Int64(number)
                let digits = (0...9).first { GTIN(value: body * 10 + $0) != nil } ?? 0
                text += "\(body * 10 + digits),Book \(number)\n"
                if number % 10 == 0 { text += "x\(body),Bad \(number)\n" }
            }
            let (isClean, lines) = try await run("products", text, in: storage, folder)
            #expect(!isClean)
            #expect(lines.results == "read 1358, added 1234, changed 0, unchanged 0, rejected 124, withdrawn 0\n")
            let messages = lines.messages.split(separator: "\n")
            #expect(messages.count == RejectedRows.shown + 1)
            #expect(messages.last == "further rejected rows are only counted; --rejects FILE has them all")
            let counts = try await storage.statistics()
            #expect(counts.first { $0.table == "products" }?.rows == 1234)
        }
    }

    @Test func `A missing file, a directory and a rejects file that is the file itself are refused`() async throws {
        try await withStorage { storage, folder in
            #expect(throws: CommandFailure.self) { try ImportSource(folder.appending(path: "none").path) }
            #expect(throws: CommandFailure.self) { try ImportSource(folder.path) }
            let file = folder.appending(path: "rows.csv")
            await #expect(throws: CommandFailure.self) {
                try await run("products", Self.products, in: storage, folder, flags: ["--rejects", file.path])
            }
            let content = try String(contentsOf: file, encoding: .utf8)
            #expect(content == Self.products)
        }
    }
}
