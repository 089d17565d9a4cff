import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import ProductIdentifiers
import Testing

@testable import FootbridgeCommands

@Suite struct ImportTests {
    private static let products = "gtin,title\n9780306406157,One\n9780143807216,Two\n"
    private static let stores = """
        merchant,merchant_name,code,name,street,locality,country,lat,lon,time_zone,hours
        m,M,a,Shop A,1 Some Street,London,GB,51.5150,-0.1400,Europe/London,Mon-Sun 09:00-18:00

        """

    /// Runs `import` on a text, as from a file.
    private func run(
        _ kind: String, _ text: String, in storage: Storage, _ folder: URL, flags: [String] = []
    ) async throws -> (isClean: Bool, lines: WrittenLines) {
        try await run(kind, Data(text.utf8), in: storage, folder, flags: flags)
    }

    private func run(
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

    private func answer(_ storage: Storage, _ isbn: String) async throws -> CatalogAnswer {
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
                "x"y,z,
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
            #expect(written.contains("\"\"\"x\"\"y,z,\"\r\n"))
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

    @Test func `A spreadsheet's file is read as it is`() async throws {
        try await withStorage { storage, folder in
            let text = """
                sep=;\r
                ISBN-Nummer;gtin;title;suggested_price;currency\r
                x;="9780306406157";Über die Brücke;24,95;EUR\r
                x;60383042400;Tote bag;9,00;EUR\r
                x;9.78014E+12;Short;1,00;EUR\r
                x;9780143807216;Point;8.99;EUR\r
                x;0060383042400;Same bag;9,00;EUR\r

                """
            let bytes = try present(text.data(using: .windowsCP1252))
            let (_, lines) = try await run(
                "products", bytes, in: storage, folder, flags: ["--encoding", "windows-1252"])
            #expect(
                lines.results == "read 5, added 2, changed 0, unchanged 0, rejected 3, withdrawn 0, "
                    + "leading zeros put back 1\n")
            let messages = lines.messages.split(separator: "\n")
            #expect(messages.contains { $0.hasPrefix("line 5: gtin '9.78014E+12'") && $0.contains("as text") })
            #expect(
                messages.contains {
                    $0.hasPrefix("line 6: suggested_price '8.99' has a decimal point, and line 3 a comma")
                })
            #expect(messages.contains("line 7: the row repeats line 4, which is kept"))
            let book = try present(try await answer(storage, "9780306406157").product)
            #expect(book.title == "Über die Brücke" && book.suggestedPrice?.amount == "24.95")
            #expect(try await answer(storage, "060383042400").product?.title == "Tote bag")
            // Any form of a number finds what was imported in another.
            for form in ["00060383042400", "0060383042400"] {
                let again = try await run("products", "gtin,title\n\(form),Tote bag\n", in: storage, folder)
                #expect(again.lines.results.contains("unchanged 1"))
            }
        }
    }

    @Test func `One book in two forms is one product, and a shop's own number is none`() async throws {
        try await withStorage { storage, folder in
            let text = """
                gtin,title
                2072165113,A
                9782072165115,B
                978-3-938690-92-5,C
                0740748475 (pbk.),D
                9780740748479,E
                2111220009686,F
                1920241008209,G

                """
            let (_, lines) = try await run("products", text, in: storage, folder)
            #expect(lines.results.hasPrefix("read 7, added 3, changed 0, unchanged 0, rejected 4"))
            #expect(lines.messages.contains("line 3: the row repeats line 2"))
            #expect(lines.messages.contains("line 6: the row repeats line 5"))
            #expect(lines.messages.contains("line 7: gtin '2111220009686' is a number that a shop gives itself"))
            #expect(lines.messages.contains("line 8: gtin '1920241008209' is the price line of a Japanese book"))
            #expect(try await answer(storage, "9782072165115").product?.title == "A")
            let last = try await run("products", text, in: storage, folder, flags: ["--last-wins"])
            #expect(last.lines.results.contains("rejected 2") && last.lines.results.contains("with a warning 2"))
            #expect(last.lines.messages.contains("line 3: warning: the row replaces line 2"))
            #expect(try await answer(storage, "9782072165115").product?.title == "B")
        }
    }

    @Test func `What contradicts itself is taken with a warning`() async throws {
        try await withStorage { storage, folder in
            let books = """
                gtin,title,language,suggested_price,currency
                9780306406157,One,english,,
                9780143807216,Two,pt-BR,7.99,
                9780062984173,Three,en_GB,,

                """
            let (isClean, lines) = try await run("products", books, in: storage, folder)
            #expect(isClean && lines.results.contains("with a warning 3"))
            #expect(lines.messages.contains("line 2: warning: language 'english' is no BCP 47 tag"))
            #expect(lines.messages.contains("line 3: warning: suggested_price '7.99' has no currency"))
            #expect(lines.messages.contains("line 4: warning: language 'en_GB'"))
            #expect(try await answer(storage, "9780143807216").product?.language == "pt-BR")
            let shops = """
                merchant,merchant_name,code,name,street,locality,country,lat,lon,time_zone
                m,M,a,Shop A,1 Some Street,London,GB,51.5150,-0.1400,Europe/London
                m,M,b,Shop B,1 Some Street,London,GB,-0.1400,51.5150,Europe/London
                m,M,c,Shop C,1 Some Street,London,GB,0,0,Europe/London
                m,M,d,Shop D,1 Some Street,London,GB,48.8575,2.3590,Europe/London
                m,N,e,Shop E,1 Some Street,Dublin,IE,53.3459,-6.2636,Europe/Dublin

                """
            let stores = try await run("stores", shops, in: storage, folder).lines
            #expect(stores.results.contains("added 5") && stores.results.contains("with a warning 4"))
            #expect(stores.messages.contains("line 3: warning: lat, lon '-0.1400, 51.5150' is not in GB, and would be"))
            #expect(stores.messages.contains("line 4: warning: lat, lon '0, 0' is in the sea"))
            #expect(stores.messages.contains("line 5: warning: lat, lon '48.8575, 2.3590' is not in GB\n"))
            #expect(
                stores.messages.contains("line 6: warning: merchant_name 'N' is not the name of m, which stays 'M'"))
            let stock = """
                merchant,store,gtin,status,quantity,price,currency
                m,a,9780306406157,in_stock,0,8.99,
                m,b,9780306406157,Out of Stock,2,,
                m,a,9780143807216,in_stock,2,8.99,GBP

                """
            let shelves = try await run("stock", stock, in: storage, folder).lines
            #expect(shelves.results.contains("added 3") && shelves.results.contains("with a warning 2"))
            #expect(shelves.messages.contains("line 2: warning: price '8.99' has no currency, and is left out; status"))
            #expect(shelves.messages.contains("line 3: warning: status 'Out of Stock' contradicts the quantity 2"))
        }
    }

    @Test func `Two fields never make one id of two stores`() async throws {
        try await withStorage { storage, folder in
            let header = "merchant,merchant_name,code,name,street,locality,country,lat,lon,time_zone\n"
            let place = ",Shop,1 Some Street,London,GB,51.5150,-0.1400,Europe/London\n"
            let text = header + "a.b,One,c" + place + "a,Two,b.c" + place
            let (_, lines) = try await run("stores", text, in: storage, folder)
            #expect(lines.results.hasPrefix("read 2, added 1, changed 0, unchanged 0, rejected 1"))
            #expect(lines.messages.contains("line 2: merchant 'a.b' is not 1 to 64 letters, digits, underscores"))
        }
    }

    @Test func `A file that is complete takes out what it lacks, first shown and never too much`() async throws {
        try await withStorage { storage, folder in
            _ = try await run("products", Self.products, in: storage, folder)
            let header = "merchant,merchant_name,offer,gtin,url,availability\n"
            func offers(_ numbers: some Sequence<Int>, of merchant: String = "m") -> String {
                numbers.map { "\(merchant),M,o\($0),9780306406157,https://m.example/\($0),in_stock\n" }.joined()
            }
            _ = try await run("listings", header + offers(1...20) + offers(1...3, of: "n"), in: storage, folder)
            func count() async throws -> Int? {
                try await storage.statistics().first { $0.table == "listings" }?.rows
            }
            #expect(try await count() == 23)

            let fewer = header + offers(1...18)
            let shown = try await run("listings", fewer, in: storage, folder, flags: ["--complete", "--dry-run"])
            #expect(shown.isClean)
            #expect(shown.lines.messages.contains("would be withdrawn: m o19\n"))
            #expect(shown.lines.messages.contains("2 of the 20 that m has would be withdrawn"))
            #expect(
                shown.lines.results == "nothing is stored; this would be: "
                    + "read 18, added 0, changed 0, unchanged 18, rejected 0, withdrawn 2\n")
            #expect(try await count() == 23)
            let done = try await run("listings", fewer, in: storage, folder, flags: ["--complete"])
            #expect(done.lines.results.hasSuffix("unchanged 18, rejected 0, withdrawn 2\n"))
            #expect(try await count() == 21)

            let few = header + offers([1, 2, 21])
            let error = await #expect(throws: CommandFailure.self) {
                try await run("listings", few, in: storage, folder, flags: ["--complete"])
            }
            #expect(
                error?.description.contains("16 of the 19 that m has would be withdrawn, which is more than a tenth")
                    == true)
            #expect(try await count() == 22)
            let sure = try await run("listings", few, in: storage, folder, flags: ["--complete", "--yes"])
            #expect(sure.lines.results.contains("withdrawn 16"))
            // The other merchant's are untouched.
            #expect(try await count() == 6)

            // What could not be read may have been any of them.
            let broken = header + offers([1, 2]) + "m,M,,9780306406157,https://m.example/,in_stock\n"
            let unknown = await #expect(throws: CommandFailure.self) {
                try await run("listings", broken, in: storage, folder, flags: ["--complete", "--yes"])
            }
            #expect(unknown?.description.contains("nothing was withdrawn") == true)
            #expect(try await count() == 6)
            #expect(throws: (any Error).self) { try ImportCommand.parse(["products", "-", "--complete"]) }
            #expect(throws: (any Error).self) { try ImportCommand.parse(["stock", "-", "--yes"]) }
        }
    }
}
