/// When a store is open: a week, and days that are different; all in the store's own time zone.
public struct OpeningHours: Sendable, Hashable {
    /// By ISO weekday less one: Monday first, always seven; an empty day is closed.
    public let week: [[Interval]]
    /// Days on which `week` does not hold; an empty day is closed.
    public let special: [CivilDate: [Interval]]

    /// - Returns: nil where `week` does not have seven days, or intervals of one day overlap.
    public init?(week: [[Interval]], special: [CivilDate: [Interval]] = [:]) {
        guard week.count == 7 else { return nil }
        func disjoint(_ day: [Interval]) -> [Interval]? {
            let sorted = day.sorted { $0.opens < $1.opens }
            return zip(sorted, sorted.dropFirst()).allSatisfy { $0.closes <= $1.opens } ? sorted : nil
        }
        let sortedWeek = week.compactMap(disjoint)
        let sortedSpecial = special.compactMapValues(disjoint)
        guard sortedWeek.count == 7, sortedSpecial.count == special.count else { return nil }
        self.week = sortedWeek
        self.special = sortedSpecial
    }

    /// Half-open, in minutes after the midnight that begins the day; an interval that ends after midnight ends past 1440.
    public struct Interval: Sendable, Hashable {
        /// 0 to 1439.
        public let opens: Int
        /// Past 1440 where it closes after midnight.
        public let closes: Int

        /// - Returns: nil unless 0 ≤ `opens` < 1440 and `opens` < `closes` ≤ `opens` + 1440.
        public init?(opens: Int, closes: Int) {
            guard (0..<1440).contains(opens), opens < closes, closes <= opens + 1440 else { return nil }
            self.opens = opens
            self.closes = closes
        }
    }

    func intervals(on day: CivilDate) -> [Interval] {
        special[day] ?? week[day.weekday - 1]
    }

    /// Whether the store is open at `now`, and when that changes next.
    ///
    /// Intervals that meet (one closes as the next opens) are one. Looks 15 days ahead, so a longer closure has no
    /// `changesAt`.
    public func state(at now: Timestamp, in zone: StoreTimeZone) -> OpenState {
        let today = zone.day(at: now).daysSinceEpoch
        var openUntil: Timestamp?
        // Yesterday's last interval may reach into today.
        for day in (today - 1)...(today + 15) {
            let date = CivilDate(daysSinceEpoch: day)
            for interval in intervals(on: date) {
                let opens = zone.instant(of: date, minutes: interval.opens)
                let closes = zone.instant(of: date, minutes: interval.closes)
                guard closes > now, closes > opens else { continue }
                if let until = openUntil {
                    guard opens <= until else { return OpenState(isOpen: true, changesAt: until) }
                    openUntil = max(until, closes)
                } else if opens <= now {
                    openUntil = closes
                } else {
                    return OpenState(isOpen: false, changesAt: opens)
                }
            }
            if let until = openUntil, until < zone.instant(of: date, minutes: 1440) {
                return OpenState(isOpen: true, changesAt: until)
            }
        }
        // Open through every day looked at is open around the clock.
        return OpenState(isOpen: openUntil != nil, changesAt: nil)
    }
}

/// Whether a store is open.
public struct OpenState: Sendable, Hashable {
    /// At the instant asked for.
    public var isOpen: Bool
    /// When it next closes or opens; nil where that is more than two weeks away.
    public var changesAt: Timestamp?

    public init(isOpen: Bool, changesAt: Timestamp?) {
        self.isOpen = isOpen
        self.changesAt = changesAt
    }
}
