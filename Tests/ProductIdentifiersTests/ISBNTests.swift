import ProductIdentifiers
import Testing

@Suite struct ISBNTests {
    @Test(
        "ISBN-10 and ISBN-13 are one number",
        arguments: [
            ("0-306-40615-2", "9780306406157"), ("0-8044-2957-X", "9780804429573"), ("080442957x", "9780804429573"),
            ("978-7-302-51162-5", "9787302511625"), ("978-4-87311-903-8", "9784873119038"),
            ("979-8-88645-174-0", "9798886451740"), ("979-10-343-0464-6", "9791034304646"),
            ("978\u{2010}0\u{2011}306\u{2012}40615\u{2013}7", "9780306406157"),
            ("978\u{2014}0\u{2015}306\u{2212}40615 7", "9780306406157"), ("978\u{A0}0 306 40615 7", "9780306406157"),
            (" 9780306406157 ", "9780306406157"), ("978030640615７", "9780306406157"),
            ("٩٧٨٠٣٠٦٤٠٦١٥٧", "9780306406157"),
        ])
    func forms(text: String, thirteen: String) throws {
        let isbn = try #require(ISBN(text))
        #expect(isbn.isbn13 == thirteen)
        #expect(isbn.gtin == GTIN(thirteen))
        #expect(isbn.gtin.isbn == isbn)
        if let ten = isbn.isbn10 {
            #expect(ISBN(ten) == isbn)
        } else {
            #expect(thirteen.hasPrefix("979"))
        }
    }

    @Test("ISBN-10 exists only under 978 and ends in a capital X where its check is ten")
    func tenDigits() {
        #expect(ISBN("9780306406157")?.isbn10 == "0306406152")
        #expect(ISBN("9780804429573")?.isbn10 == "080442957X")
        #expect(ISBN("9798886451740")?.isbn10 == nil)
    }

    @Test(
        "What is not an ISBN is refused",
        arguments: [
            "", "-", "0306406153", "0-306-40615-X", "X306406152", "030640615", "03064061522", "9780306406158",
            "4006381333931", "0000000000", "979-0-2600-0043-8", "9799999999990", "ISBN 9780306406157",
            "9780306406157x", "19780306406154", "080442957Y", "97803064061577",
        ])
    func refusals(text: String) {
        #expect(ISBN(text) == nil)
    }

    @Test(
        "Hyphens stand where the ranges of the registration group put them",
        arguments: [
            "978-0-306-40615-7", "978-0-8044-2957-3", "978-7-302-51162-5", "978-4-87311-903-8", "979-10-343-0464-6",
            "978-3-608-96145-4", "978-2-07-036215-8", "978-99921-58-10-4", "978-84-206-7183-3", "979-8-88645-017-0",
            "978-1-86197-876-9",
        ])
    func hyphens(text: String) {
        #expect(ISBN(text)?.hyphenated == text)
    }

    @Test("A number in no range that has been given out is printed without hyphens")
    func unhyphenated() {
        #expect(ISBN("9786400042628")?.hyphenated == "9786400042628")
    }

    @Test("A very long text is refused without being read")
    func longText() {
        #expect(ISBN(String(repeating: "-", count: 1_000_000) + "9780306406157") == nil)
    }

    @Test("Of 979 only the groups given out are books")
    func groups() throws {
        for group in ["8", "10", "11", "12", "13", "14", "15"] {
            let body = ("979" + group + "000000000").prefix(12)
            #expect(try withCheckDigit(String(body)).isbn != nil)
        }
        for group in ["0", "16", "19", "2", "3", "4", "5", "6", "7", "9"] {
            let body = ("979" + group + "000000000").prefix(12)
            #expect(try withCheckDigit(String(body)).isbn == nil)
        }
    }

    @Test("A carton of books is not the book")
    func carton() throws {
        let carton = try withCheckDigit("1978030640615")
        #expect(carton.isbn == nil)
        #expect(carton.scope == .book)
        #expect(carton.indicator == 1)
        #expect(carton.digits14 == "19780306406154")
    }

    @Test(
        "An ISBN is found in plain text",
        arguments: [
            "ISBN 978-0-306-40615-7", "ISBN-13: 978-0-306-40615-7", "ISBN-13 978-0-306-40615-7", "ISBN9780306406157",
            "isbn:9780306406157", "ISBN-10: 0-306-40615-2", "ISBN 0306406152", "ISBN-10 0-306-40615-2",
            "Isbn 0 306 40615 2.", "9780306406157", "Der Band (978-0-306-40615-7) kostet 24,95",
            "978-0-306-40615-7 52495", "ISBN 978\u{2013}0\u{2013}306\u{2013}40615\u{2013}7", "№9780306406157",
            "12345 9780306406157", "ISBN 9780306406158, richtig 9780306406157", "\u{1D}9780306406157\u{1D}",
            "BEGIN:VCARD\nNOTE:ISBN 978 0 306 40615 7\nEND:VCARD", "ISBN 0-306-40615-3, ISBN 0-306-40615-2",
        ])
    func found(text: String) {
        #expect(ISBN.find(in: text)?.isbn13 == "9780306406157")
    }

    @Test(
        "A number that only resembles an ISBN is not found",
        arguments: [
            "", "ISBN", "ISBN 978-0-306-40615", "0306406152", "call 0306406152 now", "19780306406157",
            "97803064061570", "9780306406157a", "a9780306406157", "978-0-306-40615-7-1", "ISBN 0306406152345",
            "4006381333931", "ISBN is what follows: 0306406152", "979-0-2600-0043-8", "978--0306406157",
        ])
    func notFound(text: String) {
        #expect(ISBN.find(in: text) == nil)
    }

    @Test("The search ends where it says")
    func bounded() {
        let filling = String(repeating: " ", count: ISBN.searchedBytes - 13)
        #expect(ISBN.find(in: filling + "9780306406157") != nil)
        #expect(ISBN.find(in: filling + " 9780306406157") == nil)
        #expect(ISBN.find(in: String(repeating: "9-", count: 1_000_000)) == nil)
    }

    @Test(
        "A shop's address names a book when its number stands alone in it",
        arguments: [
            "https://shop.example/books/9780306406157", "http://shop.example/9780306406157/",
            "HTTPS://SHOP.EXAMPLE/BOOKS/9780306406157", "HttpS://shop.example/9780306406157#reviews",
            "https://shop.example/item?ref=qr&isbn=978-0-306-40615-7", "https://shop.example/item?x;i=9780306406157",
            "https://shop.example/p/978%2D0%2D306%2D40615%2D7", "https://shop.example/p/09780306406157?x=1",
            "https://shop.example/9780306406157?isbn=9780306406157", "https://shop.example?isbn=9780306406157",
        ])
    func inURL(uri: String) {
        #expect(ISBN.inURL(uri)?.isbn13 == "9780306406157")
    }

    @Test(
        "An address that names no book, or two, or only part of a number, names none",
        arguments: [
            "https://shop.example/", "https://9780306406157/", "https://shop.example/dp/0306406152",
            "https://shop.example/x9780306406157", "https://shop.example/9780306406158",
            "https://shop.example/#9780306406157", "ftp://shop.example/9780306406157",
            "https://shop.example/9780306406157/9783161484100", "shop.example/9780306406157",
            "https://shop.example/4006381333931", "https://shop.example/19780306406154", "https://", "",
            "https://shop.example/9780306406157%", "https://shop.example/?9780306406157",
        ])
    func notInURL(uri: String) {
        #expect(ISBN.inURL(uri) == nil)
    }
}
