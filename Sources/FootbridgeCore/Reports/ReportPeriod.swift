/// The time a report is about, and how it is divided.
public struct ReportPeriod: Sendable, Hashable {
    /// What one row of a report over time covers, in the zone asked for.
    public enum Interval: String, Sendable, CaseIterable {
        case hour, day, week, month
        /// All of it in one row.
        case total
    }

    /// The first instant, and the first that is no longer meant; both begin a quarter of an hour.
    public let range: Range<Timestamp>
    public let interval: Interval
    /// In which days, weeks and months begin.
    public let zone: StoreTimeZone

    /// Rows of one report at most: a year of days, a month of hours.
    public static let mostIntervals = 800
    /// Days that unique visitors are counted in the log itself for, at most.
    public static let mostDaysInLog = 92
    /// What can be asked for: from 2000 to 2100, UTC.
    public static let bounds =
        Timestamp(
            microseconds: 946_684_800_000_000)..<Timestamp(
            microseconds: 4_102_444_800_000_000)

    /// Why there is no such period.
    public enum Failure: Error, Sendable, Hashable {
        case empty, outOfBounds
        /// An end that does not begin a quarter of an hour.
        case notAtQuarter
        /// More than ``mostIntervals`` rows.
        case tooManyIntervals
    }

    public init(
        from: Timestamp, to: Timestamp, interval: Interval, zone: StoreTimeZone
    ) throws(Failure) {
        guard Self.bounds.contains(from), to <= Self.bounds.upperBound else { throw .outOfBounds }
        guard from < to else { throw .empty }
        guard QuarterHour(of: from).start == from, QuarterHour(of: to).start == to else { throw .notAtQuarter }
        let seconds: Int64 =
            switch interval {
            case .hour: 3600
            case .day: 86_400
            case .week: 7 * 86_400
            case .month: 28 * 86_400
            case .total: .max
            }
        guard (to - from).components.seconds / seconds < Self.mostIntervals else { throw .tooManyIntervals }
        self.range = from..<to
        self.interval = interval
        self.zone = zone
    }

    /// What each row covers, in order; the first and the last are cut off where the period begins and ends.
    public var intervals: [Range<Timestamp>] {
        var starts = [range.lowerBound]
        switch interval {
        case .total: break
        case .hour:
            var start = range.lowerBound
            // To the next full hour on the clocks there, then by hours.
            start = start + .seconds(60 * (60 - zone.minutes(at: start) % 60))
            while start < range.upperBound {
                starts.append(start)
                start = start + .seconds(3600)
            }
        case .day, .week, .month:
            var day = zone.day(at: range.lowerBound)
            while true {
                day = CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1)
                let start = zone.instant(of: day, minutes: 0)
                guard start < range.upperBound else { break }
                let begins =
                    switch interval {
                    case .week: day.weekday == 1
                    case .month: day.components.day == 1
                    default: true
                    }
                if begins { starts.append(start) }
            }
        }
        return zip(starts, starts.dropFirst() + [range.upperBound]).map { $0..<$1 }
    }

    /// The days of the zone, where the period is made of whole ones.
    public var days: Range<Int>? { days(of: range) }

    /// The days that an interval is made of; nil where it begins or ends within one.
    public func days(of interval: Range<Timestamp>) -> Range<Int>? {
        let (first, end) = (zone.day(at: interval.lowerBound), zone.day(at: interval.upperBound))
        guard zone.instant(of: first, minutes: 0) == interval.lowerBound,
            zone.instant(of: end, minutes: 0) == interval.upperBound
        else { return nil }
        return first.daysSinceEpoch..<end.daysSinceEpoch
    }

    /// Stretches of the period in which the zone's clocks are the same number of quarter-hours from UTC.
    public var stretches: [(range: Range<QuarterHour>, offset: Int64)] {
        func offset(_ instant: Timestamp) -> Int64 { Int64(zone.offset(at: instant)).flooredQuotient(900) }
        var stretches: [(Range<QuarterHour>, Int64)] = []
        var start = QuarterHour(of: range.lowerBound)
        let end = QuarterHour(of: range.upperBound)
        while start < end {
            let now = offset(start.start)
            var next = start
            // A day at a time, and within the day in which clocks are changed by quarters.
            while next < end, offset(next.start) == now {
                let leap = QuarterHour(number: min(end.number, next.number + 96))
                if leap < end, offset(leap.start) == now {
                    next = leap
                } else {
                    next = QuarterHour(number: next.number + 1)
                }
            }
            stretches.append((start..<next, now))
            start = next
        }
        return stretches
    }
}
