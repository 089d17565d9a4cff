import Foundation
import Testing

@testable import FootbridgeCore

@Suite("Time zones")
struct StoreTimeZoneTests {
    @Test(
        "Offsets agree with Foundation's at every hour of some years, at the second before each change, and at random",
        arguments: [
            "Europe/London", "Pacific/Auckland", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca",
            // Half an hour forward, a whole day left out, and thirteen hours east.
            "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Tongatapu",
        ])
    func agree(name: String) throws {
        let zone = try #require(StoreTimeZone(identifier: name))
        let foundation = try #require(TimeZone(identifier: name))
        func check(_ second: Int64) {
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            let offset = zone.offset(at: Timestamp(microseconds: second * 1_000_000 + 999_999))
            if offset != expected { Issue.record("\(name) at \(second): \(offset), not \(expected)") }
        }
        for year in [2011, 2026] {
            let start = try #require(CivilDate(year: year, month: 1, day: 1)).daysSinceEpoch * 86_400
            for hour in stride(from: start, to: start + 366 * 86_400, by: 3600) { check(Int64(hour)) }
            var change = foundation.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(start)))
            for _ in 0..<3 {
                guard let instant = change else { break }
                let second = Int64(instant.timeIntervalSince1970)
                for second in (second - 2)...(second + 2) { check(second) }
                change = foundation.nextDaylightSavingTimeTransition(after: instant)
            }
        }
        for _ in 0..<2000 { check(.random(in: 0...4_000_000_000)) }
    }

    @Test("Two zones are equal where their names are")
    func equality() throws {
        let london = try #require(StoreTimeZone(identifier: "Europe/London"))
        #expect(try #require(StoreTimeZone(identifier: "Europe/London")) == london)
        #expect(try #require(StoreTimeZone(identifier: "Europe/Dublin")) != london)
    }
}
