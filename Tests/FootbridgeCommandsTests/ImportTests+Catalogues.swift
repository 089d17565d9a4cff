import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import ProductIdentifiers
import Testing

@testable import FootbridgeCommands

/// Files as spreadsheets and shops make them.
extension ImportTests {
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
            let others = offers(1...3, of: "n").replacing("in_stock", with: "In-Stock")
            _ = try await run("listings", header + offers(1...20) + others, in: storage, folder)
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

            // Two of eighteen are more than a tenth.
            await #expect(throws: CommandFailure.self) {
                try await run("listings", header + offers(1...16), in: storage, folder, flags: ["--complete"])
            }
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
