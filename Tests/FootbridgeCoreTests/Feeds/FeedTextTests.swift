import Testing

@testable import FootbridgeCore

@Suite("Text in a feed's CSV")
struct FeedTextTests {
    private static func field(_ text: String) -> String {
        var bytes: [UInt8] = []
        FeedValue.text(text).write(toCSV: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "is guarded where a spreadsheet would take it for a formula",
        arguments: [
            ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"), ("-2+3+cmd|'/c calc'!A1", "'-2+3+cmd|'/c calc'!A1"),
            ("+1 555 0100", "'+1 555 0100"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""),
            ("\n=1", "\"'\n=1\""), ("=1,2", "\"'=1,2\""), ("-", "'-"), ("-1.", "'-1."), ("--1", "'--1"),
            ("'quoted", "''quoted"),
        ])
    func guarded(text: String, expected: String) {
        #expect(Self.field(text) == expected)
    }

    @Test(
        "is left as it is otherwise, and negative numbers are", arguments: ["-5.00", "-5", "spring", "a=b", "x-1", ""])
    func plain(text: String) {
        #expect(Self.field(text) == text)
    }

    @Test("is quoted by RFC 4180")
    func quoted() {
        #expect(Self.field("a,b") == "\"a,b\"")
        #expect(Self.field("say \"x\"") == "\"say \"\"x\"\"\"")
        #expect(Self.field("two\r\nlines") == "\"two\r\nlines\"")
    }

    @Test("stands beside numbers that nothing guards")
    func numbers() throws {
        let refund = Money(minorUnits: -500, currency: try #require(Currency("GBP")))
        var bytes: [UInt8] = []
        FeedValue.amount(refund).write(toCSV: &bytes)
        FeedValue.decimal(-333_333, places: 6).write(toCSV: &bytes)
        FeedValue.none.write(toCSV: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-5.00-0.333333")
    }

    @Test("Times keep their microseconds")
    func times() {
        var bytes: [UInt8] = []
        FeedValue.time(Timestamp(microseconds: 1_795_365_600_000_007)).write(toCSV: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "2026-11-22T16:40:00.000007Z")
    }
}

@Suite("What is asked of a feed")
struct FeedParameterTests {
    private static let kinds = ["scan", "click"]

    @Test(
        "names the parameter that is malformed",
        arguments: [
            ("after", "x"), ("after", String(repeating: "z", count: 44)), ("limit", "0"), ("limit", "10001"),
            ("limit", "-1"), ("limit", "1e3"), ("limit", "99999999999999999999"), ("from", "yesterday"),
            ("to", "2026-02-30T00:00:00Z"), ("merchant", "a b"), ("store", "ä"), ("type", "scan,"), ("type", "sale"),
            ("type", String(repeating: "scan,", count: 1000)),
        ])
    func malformed(name: String, value: String) {
        do {
            _ = try FeedParameters([name: value], kinds: Self.kinds)
            Issue.record("\(name) was taken")
        } catch {
            guard case .parameter(name, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("goes into a query and comes back")
    func roundTrip() throws {
        let asked = [
            "limit": "10000", "from": "2026-11-01T00:00:00.000001Z", "to": "2026-11-02T00:00:00.000000Z",
            "merchant": "quay", "store": "quay.soho", "type": "click,scan", "run": "run-2",
        ]
        let parameters = try FeedParameters(asked, kinds: Self.kinds)
        let again = Dictionary(parameters.query.map { ($0.name, $0.value) }) { $1 }
        #expect(try FeedParameters(again, kinds: Self.kinds) == parameters)
        #expect(again == asked)
    }
}
