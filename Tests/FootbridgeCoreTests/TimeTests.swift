import Foundation
import Testing

@testable import FootbridgeCore

struct TimeTests {
    @Test("Civil dates agree with Foundation's calendar on every day of eight centuries")
    func civilDates() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in stride(from: -135_000, to: 150_000, by: 37) {
            let date = CivilDate(daysSinceEpoch: day)
            let foundation = calendar.dateComponents(
                [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
            #expect(foundation.year == date.components.year && foundation.month == date.components.month)
            #expect(foundation.day == date.components.day)
            #expect(foundation.weekday.map { ($0 + 5) % 7 + 1 } == date.weekday)
            #expect(CivilDate(iso8601: date.iso8601) == date)
        }
    }

    @Test(
        "Days that no calendar has are refused",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "20260101", "2026-01-01T", "",
            "٢٠٢٦-٠١-٠١",
        ])
    func impossibleDays(text: String) {
        #expect(CivilDate(iso8601: text) == nil)
    }

    @Test(
        "RFC 3339 is read with any offset and written in UTC with milliseconds",
        arguments: [
            ("2026-11-22T16:40:21Z", "2026-11-22T16:40:21.000Z"),
            ("2026-11-22T16:40:21.5+05:45", "2026-11-22T10:55:21.500Z"),
            ("1969-12-31T23:59:59.250Z", "1969-12-31T23:59:59.250Z"),
            ("2024-02-29T00:00:00-13:00", "2024-02-29T13:00:00.000Z"),
            // Before the Gregorian calendar was made, and a fraction that is not rounded up into the next day.
            ("1013-11-22T16:40:06+00:00", "1013-11-22T16:40:06.000Z"),
            ("2026-11-22T23:59:59.9999999Z", "2026-11-22T23:59:59.999Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ])
    func rfc3339(text: String, expected: String) throws {
        #expect(try #require(Timestamp(rfc3339: text)).rfc3339 == expected)
    }

    @Test(
        "What is not RFC 3339 is refused",
        arguments: [
            "", "yesterday", "2026-11-22", "2026-11-22T25:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T10:60:00Z",
            "2026-11-22T10:00:00+00", "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00+24:00", "2026-11-22T1٠:00:00Z",
            String(repeating: "9", count: 10_000),
        ])
    func notRFC3339(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
