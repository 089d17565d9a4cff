import FootbridgeCore
import Testing

@Suite("Tables of reports")
struct ReportTableTests {
    private func table(_ numbers: [Int64]) -> ReportTable {
        ReportTable(
            [.init("scans", isOfGateway: true), .init("visits")], rows: numbers.map { [.number($0), .number($0)] })
    }

    private func shown(_ numbers: [Int64]) -> [ReportTable.Value] {
        table(numbers).withoutSmallCells().rows.map { $0[0] }
    }

    @Test("Numbers of the gateway under ten are left out, the viewer's own never")
    func smallCells() {
        #expect(shown([0, 1, 9, 10, 400]) == [.number(0), .suppressed, .suppressed, .number(10), .number(400)])
        #expect(table([3]).withoutSmallCells().rows[0][1] == .number(3))
    }

    @Test("One small number alone takes the next smallest with it, as the sum would tell it")
    func complement() {
        #expect(shown([7, 50, 30, 0]) == [.suppressed, .number(50), .suppressed, .number(0)])
        #expect(shown([7]) == [.suppressed])
        #expect(shown([50, 30]) == [.number(50), .number(30)])
    }

    @Test("CSV keeps numbers as numbers, and makes no formula of a text")
    func csv() {
        let table = ReportTable(
            [.init("campaign"), .init("value")],
            rows: [
                [.text("=cmd|'/C calc'!A0"), .number(-5)], [.text("a, \"b\""), .decimal(-250, places: 2)],
                [.text("@x"), .suppressed], [.none, .none],
                // A quote and a comma that are no characters of their own.
                [.text("b\"\u{301},=1"), .none], [.text("c,\u{301}=1"), .none],
            ])
        #expect(
            table.csv == "campaign,value\r\n'=cmd|'/C calc'!A0,-5\r\n\"a, \"\"b\"\"\",-2.5\r\n'@x,<10\r\n,\r\n"
                + "\"b\"\"\u{301},=1\",\r\n\"c,\u{301}=1\",\r\n")
    }
}

@Suite("Periods of reports")
struct ReportPeriodTests {
    private func period(
        _ from: String, _ to: String, _ interval: ReportPeriod.Interval, _ zone: String = "Europe/London"
    ) throws -> ReportPeriod {
        let zone = try #require(StoreTimeZone(identifier: zone))
        func midnight(_ day: String) throws -> Timestamp { zone.midnight(of: try #require(CivilDate(iso8601: day))) }
        return try ReportPeriod(from: midnight(from), to: midnight(to), interval: interval, zone: zone)
    }

    @Test("Days are as long as clocks make them, weeks begin on Mondays, months on their first")
    func intervals() throws {
        // Clocks went back on 25 October 2026.
        let days = try period("2026-10-24", "2026-10-27", .day)
        #expect(days.intervals.map { ($0.upperBound - $0.lowerBound).components.seconds / 3600 } == [24, 25, 24])
        #expect(days.intervals.compactMap(days.days(of:)).count == 3)
        #expect(try period("2026-10-24", "2026-10-27", .hour).intervals.count == 73)
        #expect(try period("2026-10-24", "2026-11-03", .week).intervals.count == 3)
        #expect(try period("2026-01-15", "2026-04-01", .month).intervals.count == 3)
        #expect(try period("2026-01-15", "2026-04-01", .total).intervals.count == 1)
        let stretches = days.stretches
        #expect(stretches.map(\.offset) == [4, 0])
        #expect(stretches[0].range.upperBound == stretches[1].range.lowerBound)
        #expect(stretches[1].range.lowerBound.start.rfc3339 == "2026-10-25T01:00:00.000Z")
    }

    @Test("A period is bounded, and begins and ends at a quarter of an hour")
    func bounds() throws {
        let zone = try #require(StoreTimeZone(identifier: "UTC"))
        let start = Timestamp(microseconds: 1_790_000_100_000_000)
        func failure(_ from: Timestamp, _ to: Timestamp, _ interval: ReportPeriod.Interval = .total)
            -> ReportPeriod.Failure?
        {
            do throws(ReportPeriod.Failure) {
                _ = try ReportPeriod(from: from, to: to, interval: interval, zone: zone)
                return nil
            } catch { return error }
        }
        #expect(failure(start, start + .seconds(900)) == nil)
        #expect(failure(start, start) == .empty)
        #expect(failure(start + .seconds(1), start + .seconds(900)) == .notAtQuarter)
        #expect(failure(Timestamp(microseconds: 0), start) == .outOfBounds)
        #expect(failure(Timestamp(microseconds: .min), Timestamp(microseconds: .max)) == .outOfBounds)
        #expect(failure(start, start + .seconds(800 * 3600), .hour) == .tooManyIntervals)
    }
}
