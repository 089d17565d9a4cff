import Testing

@testable import FootbridgeCore

/// Hours are given in a store's local time; the expected instants were worked out by hand from the zones' rules.
struct OpeningHoursTests {
    private func hours(_ ranges: [(Int, Int)], special: [CivilDate: [OpeningHours.Interval]] = [:]) throws
        -> OpeningHours
    {
        let day = try ranges.map { try #require(OpeningHours.Interval(opens: $0.0, closes: $0.1)) }
        return try #require(OpeningHours(week: Array(repeating: day, count: 7), special: special))
    }

    private func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }
    private func zone(_ name: String) throws -> StoreTimeZone { try #require(StoreTimeZone(identifier: name)) }

    @Test(
        "A shop opens and closes by its own zone's clock",
        arguments: [
            // Nine to six, on a winter day and on a summer day.
            ("Europe/London", "2026-01-14T09:00:00Z", "2026-01-14T18:00:00Z"),
            ("Europe/London", "2026-07-14T08:00:00Z", "2026-07-14T17:00:00Z"),
            ("Asia/Kathmandu", "2026-01-14T03:15:00Z", "2026-01-14T12:15:00Z"),
            ("Asia/Kathmandu", "2026-07-14T03:15:00Z", "2026-07-14T12:15:00Z"),
            ("Pacific/Auckland", "2026-01-13T20:00:00Z", "2026-01-14T05:00:00Z"),
            ("Pacific/Auckland", "2026-07-13T21:00:00Z", "2026-07-14T06:00:00Z"),
        ])
    func localHours(zoneName: String, opens: String, closes: String) throws {
        let hours = try hours([(9 * 60, 18 * 60)])
        let zone = try zone(zoneName)
        let (opens, closes) = (try instant(opens), try instant(closes))
        let before = hours.state(at: opens + .seconds(-1), in: zone)
        #expect(before == OpenState(isOpen: false, changesAt: opens))
        #expect(hours.state(at: opens, in: zone) == OpenState(isOpen: true, changesAt: closes))
        #expect(hours.state(at: closes + .seconds(-1), in: zone) == OpenState(isOpen: true, changesAt: closes))
        #expect(hours.state(at: closes, in: zone).isOpen == false)
    }

    @Test(
        "A night that is an hour shorter or longer moves the next opening by that hour",
        arguments: [
            // London forward on 29 March 2026, back on 25 October 2026; Auckland forward 27 September, back 5 April.
            ("Europe/London", "2026-03-28T20:00:00Z", "2026-03-29T08:00:00Z"),
            ("Europe/London", "2026-10-24T20:00:00Z", "2026-10-25T09:00:00Z"),
            ("Pacific/Auckland", "2026-09-26T08:00:00Z", "2026-09-26T20:00:00Z"),
            ("Pacific/Auckland", "2026-04-04T08:00:00Z", "2026-04-04T21:00:00Z"),
        ])
    func daylightSaving(zoneName: String, evening: String, nextOpening: String) throws {
        let state = try hours([(9 * 60, 18 * 60)]).state(at: instant(evening), in: zone(zoneName))
        #expect(state == OpenState(isOpen: false, changesAt: try instant(nextOpening)))
    }

    @Test("A shop that is open through the change closes by the new clock")
    func openThroughTheChange() throws {
        let night = try hours([(22 * 60, 28 * 60)])
        let london = try zone("Europe/London")
        // 04:00 BST on 29 March is 03:00 UTC; 04:00 GMT on 25 October is 04:00 UTC.
        #expect(
            night.state(at: try instant("2026-03-28T23:00:00Z"), in: london)
                == OpenState(isOpen: true, changesAt: try instant("2026-03-29T03:00:00Z")))
        #expect(
            night.state(at: try instant("2026-10-24T22:00:00Z"), in: london)
                == OpenState(isOpen: true, changesAt: try instant("2026-10-25T04:00:00Z")))
    }

    @Test("A time that clocks skip, or show twice, still opens a door once")
    func skippedAndRepeatedTimes() throws {
        let early = try hours([(90, 150)])  // 01:30 to 02:30
        let london = try zone("Europe/London")
        // 01:30 does not exist on 29 March: as if clocks had not moved yet it is 01:30 UTC, and 02:30 BST is 01:30 UTC too.
        #expect(!early.state(at: try instant("2026-03-29T01:29:00Z"), in: london).isOpen)
        // On 25 October 01:30 comes twice; the first, 00:30 UTC, is meant.
        #expect(
            early.state(at: try instant("2026-10-25T00:30:00Z"), in: london)
                == OpenState(isOpen: true, changesAt: try instant("2026-10-25T02:30:00Z")))
    }

    @Test("Hours past midnight belong to the day on which they began")
    func pastMidnight() throws {
        let friday = try #require(OpeningHours.Interval(opens: 18 * 60, closes: 26 * 60))
        var week = [[OpeningHours.Interval]](repeating: [], count: 7)
        week[4] = [friday]
        let hours = try #require(OpeningHours(week: week))
        let kathmandu = try zone("Asia/Kathmandu")
        // Saturday 01:00 in Kathmandu.
        #expect(
            hours.state(at: try instant("2026-11-20T19:15:00Z"), in: kathmandu)
                == OpenState(isOpen: true, changesAt: try instant("2026-11-20T20:15:00Z")))
        #expect(
            hours.state(at: try instant("2026-11-20T20:15:00Z"), in: kathmandu)
                == OpenState(isOpen: false, changesAt: try instant("2026-11-27T12:15:00Z")))
    }

    @Test("A special day stands instead of the week's")
    func specialDays() throws {
        let christmas = try #require(CivilDate(iso8601: "2026-12-25"))
        let hours = try hours([(9 * 60, 18 * 60)], special: [christmas: []])
        let state = hours.state(at: try instant("2026-12-25T12:00:00Z"), in: try zone("Europe/London"))
        #expect(state == OpenState(isOpen: false, changesAt: try instant("2026-12-26T09:00:00Z")))
    }

    @Test("Intervals that meet are one, a shop that never closes has no change")
    func adjoiningIntervals() throws {
        let split = try hours([(9 * 60, 12 * 60), (12 * 60, 18 * 60)])
        #expect(
            split.state(at: try instant("2026-01-14T10:00:00Z"), in: try zone("Europe/London")).changesAt
                == (try instant("2026-01-14T18:00:00Z")))
        let always = try hours([(0, 1440)])
        #expect(
            always.state(at: try instant("2026-03-28T10:00:00Z"), in: try zone("Europe/London"))
                == OpenState(isOpen: true, changesAt: nil))
        let never = try hours([])
        #expect(
            never.state(at: try instant("2026-03-28T10:00:00Z"), in: try zone("Europe/London"))
                == OpenState(isOpen: false, changesAt: nil))
    }

    @Test(
        "An unknown zone has no value, least of all GMT",
        arguments: [
            "Europe/Lundon", "", "GMT+1", "BST", "EST5EDT", "Etc/GMT+3", "+01:00", "../etc/passwd", "Mars/Olympus",
            "europe/london", "Europe/London ", String(repeating: "A/", count: 4000),
        ])
    func unknownZones(name: String) {
        #expect(StoreTimeZone(identifier: name) == nil)
    }

    @Test("Intervals that overlap, or a week of six days, are refused")
    func malformedHours() throws {
        let morning = try #require(OpeningHours.Interval(opens: 540, closes: 720))
        let late = try #require(OpeningHours.Interval(opens: 719, closes: 800))
        #expect(OpeningHours(week: Array(repeating: [morning, late], count: 7)) == nil)
        #expect(OpeningHours(week: Array(repeating: [morning], count: 6)) == nil)
        #expect(OpeningHours.Interval(opens: 600, closes: 600) == nil)
        #expect(OpeningHours.Interval(opens: 1440, closes: 1500) == nil)
        #expect(OpeningHours.Interval(opens: 60, closes: 1501) == nil)
    }
}
