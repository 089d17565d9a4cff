import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import CatalogFeeds

@Suite struct HoursTextTests {
    private func week(_ text: String, special: String = "") throws -> [[[Int]]] {
        try #require(try HoursText.hours(week: text, special: special)).week.map { day in
            day.map { [$0.opens, $0.closes] }
        }
    }

    @Test func `A week is read with ranges, several times a day and closed days`() throws {
        let week = try week("Mon-Fri 09:00-18:00; Sat 10:00-17:00,18:00-20:00; Sun closed")
        #expect(week == Array(repeating: [[540, 1080]], count: 5) + [[[600, 1020], [1080, 1200]], []])
    }

    @Test func `Days that are not named are closed, and ranges may run over Sunday`() throws {
        #expect(try week("sat-mon 9:00-10:00") == [[[540, 600]], [], [], [], [], [[540, 600]], [[540, 600]]])
        #expect(try week("Mon,Wed 09:00-10:00;") == [[[540, 600]], [], [[540, 600]], [], [], [], []])
    }

    @Test func `A time that ends before it begins ends on the next day`() throws {
        #expect(try week("Fri 18:00-02:00")[4] == [[1080, 1560]])
        #expect(try week("Fri 18:00-24:00")[4] == [[1080, 1440]])
        #expect(try week("Fri 18:00-00:00")[4] == [[1080, 1440]])
    }

    @Test func `Around the clock is 24h, for the week or for days`() throws {
        #expect(try week("24h") == Array(repeating: [[0, 1440]], count: 7))
        #expect(try week("Mon 24h; Tue-Sun closed")[0] == [[0, 1440]])
    }

    @Test func `Nothing is unknown, not closed`() throws {
        #expect(try HoursText.hours(week: "  ", special: "") == nil)
        #expect(throws: FieldProblem.self) { try HoursText.hours(week: "", special: "2026-12-25 closed") }
    }

    @Test func `Special days have dates`() throws {
        let hours = try #require(
            try HoursText.hours(week: "24h", special: "2026-12-25 closed; 2026-12-24 09:00-13:00;2026-12-31 24h"))
        #expect(hours.special.count == 3)
        #expect(hours.special[try #require(CivilDate(year: 2026, month: 12, day: 25))] == [])
        #expect(hours.special[try #require(CivilDate(year: 2026, month: 12, day: 24))]?.first?.closes == 780)
    }

    @Test(arguments: [
        "Mon", "Mon 9-17", "Mon 09:00", "Mon 09:00-25:00", "Mon 24:30-25:00", "Mon 09:60-10:00", "Mon 09:00-09:00",
        "Mon 09:00-12:00,11:00-13:00", "Mon 09:00-10:00; Mon 11:00-12:00", "Mon-Wed 09:00-10:00; Tue closed",
        "Foo 09:00-10:00", "Mon-Tue-Wed 09:00-10:00", "Mon-Fri", "-Mon 09:00-10:00", "Mon, 09:00-10:00",
        "Mon 09:00–18:00", "Mon 09:00-10:00,", "Mon -09:00-10:00", "Mon +9:00-10:00",
        "Mon 99999999999999999999:00-10:00",
        "24:00-24:00", "closed", "Mon ٠٩:٠٠-١٠:٠٠", ";x;", "Mon 24:00-12:00",
    ])
    func `Anything else is refused and never guessed at`(text: String) {
        #expect(throws: FieldProblem.self) { try HoursText.hours(week: text, special: "") }
    }

    @Test(arguments: [
        "2026-02-30 closed", "25.12.2026 closed", "2026-12-25", "2026-12-25 closed; 2026-12-25 24h", "Mon closed",
    ])
    func `A special day that is no day, or twice, is refused`(text: String) {
        #expect(throws: FieldProblem.self) { try HoursText.hours(week: "24h", special: text) }
    }

    @Test func `Long texts are refused and random ones do not crash it`() {
        #expect(throws: FieldProblem.self) {
            try HoursText.hours(week: String(repeating: "Mon 24h;", count: 3000), special: "")
        }
        var generator = SeededGenerator(seed: 7)
        let pieces = ["Mon", "-", "Sun", " ", "09:00", "24:00", ",", ";", "closed", "24h", ":", "2026-12-25", "é", "0"]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            do throws(FieldProblem) {
                _ = try HoursText.hours(week: text, special: text)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
