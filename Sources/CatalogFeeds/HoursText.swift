import FootbridgeCore

/// Opening hours as an import file writes them.
///
/// A week is parts divided by `;`, each one or more days and what holds on them: `Mon-Fri 09:00-18:00; Sat 10:00-17:00,
/// 18:00-20:00; Sun closed`. Days are `Mon` to `Sun`, alone, as a range (which may run over Sunday) or divided by commas;
/// those not named are closed. What holds is `closed`, `24h`, or times divided by commas; a time that ends at or before
/// it begins ends on the next day, `18:00-02:00`. The whole text may be `24h`. Special days have the same form with dates
/// instead: `2026-12-25 closed; 2026-12-24 09:00-13:00`.
enum HoursText {
    /// Bytes of either text; a year of special days fits.
    static let maximumBytes = 16_384
    /// Parts of one day.
    private static let maximumIntervals = 12

    /// - Parameters:
    ///   - week: empty where the hours are not known.
    ///   - special: days on which the week does not hold; empty for none.
    /// - Returns: nil where the hours are not known.
    /// - Throws: ``FieldProblem`` that quotes the part which is not understood.
    static func hours(week: String, special: String) throws(FieldProblem) -> OpeningHours? {
        let week = week.trimmed
        guard week.utf8.count <= maximumBytes, special.utf8.count <= maximumBytes else {
            throw FieldProblem("hours", nil, "are longer than \(maximumBytes) bytes")
        }
        guard !week.isEmpty else {
            guard special.trimmed.isEmpty else { throw FieldProblem("special_hours", special, "stand without hours") }
            return nil
        }
        guard let hours = OpeningHours(week: try days(week), special: try specialDays(special)) else {
            throw FieldProblem("hours", String(week), "overlap on one day")
        }
        return hours
    }

    private static func days(_ text: Substring) throws(FieldProblem) -> [[OpeningHours.Interval]] {
        if isAroundTheClock(text) { return Array(repeating: try intervals(text), count: 7) }
        var week: [[OpeningHours.Interval]?] = Array(repeating: nil, count: 7)
        for part in parts(text) {
            let (names, times) = try split(part)
            let intervals = try intervals(times)
            for day in try weekdays(names) {
                guard week[day] == nil else { throw FieldProblem("hours", String(part), "name \(dayNames[day]) twice") }
                week[day] = intervals
            }
        }
        return week.map { $0 ?? [] }
    }

    private static func specialDays(_ text: String) throws(FieldProblem) -> [CivilDate: [OpeningHours.Interval]] {
        var days: [CivilDate: [OpeningHours.Interval]] = [:]
        for part in parts(text.trimmed) {
            let (name, times) = try split(part)
            guard let day = CivilDate(iso8601: name) else { throw notUnderstood(name, "a date such as 2026-12-25") }
            guard days[day] == nil else {
                throw FieldProblem("special_hours", String(part), "name \(day.iso8601) twice")
            }
            days[day] = try intervals(times)
        }
        return days
    }

    /// Indices of days, Monday 0: `Mon`, `Sat-Mon` or `Mon,Wed-Fri`.
    private static func weekdays(_ text: Substring) throws(FieldProblem) -> [Int] {
        var days: [Int] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = ends.first.flatMap(weekday), let last = ends.last.flatMap(weekday) else {
                throw notUnderstood(text, "days such as Mon-Fri")
            }
            days += (0...((last - first + 7) % 7)).map { (first + $0) % 7 }
        }
        return days
    }

    private static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static func weekday(_ text: Substring) -> Int? {
        dayNames.firstIndex { $0.lowercased() == text.lowercased() }
    }

    private static func isAroundTheClock(_ text: Substring) -> Bool { text.lowercased() == "24h" }

    private static func intervals(_ text: Substring) throws(FieldProblem) -> [OpeningHours.Interval] {
        if text.lowercased() == "closed" { return [] }
        if isAroundTheClock(text), let day = OpeningHours.Interval(opens: 0, closes: 1440) { return [day] }
        var intervals: [OpeningHours.Interval] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.trimmed.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let opens = minutes(ends[0]), let closes = minutes(ends[1]), opens != closes,
                let interval = OpeningHours.Interval(opens: opens, closes: closes > opens ? closes : closes + 1440)
            else { throw notUnderstood(item, "times such as 09:00-18:00, closed, or 24h") }
            intervals.append(interval)
        }
        guard intervals.count <= maximumIntervals else {
            throw FieldProblem("hours", nil, "have more than \(maximumIntervals) times for one day")
        }
        return intervals
    }

    /// `9:00` or `09:00` to `24:00`, in minutes.
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.trimmed.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60, hours * 60 + minutes <= 1440
        else { return nil }
        return hours * 60 + minutes
    }

    private static func parts(_ text: Substring) -> [Substring] {
        text.split(separator: ";").map(\.trimmed).filter { !$0.isEmpty }
    }

    /// Days or date before the first space, times after it.
    private static func split(_ part: Substring) throws(FieldProblem) -> (Substring, Substring) {
        guard let space = part.firstIndex(of: " ") else {
            throw notUnderstood(part, "days and times such as Mon-Fri 09:00-18:00")
        }
        return (part[..<space], part[space...].trimmed)
    }

    private static func notUnderstood(_ text: Substring, _ expected: String) -> FieldProblem {
        FieldProblem("hours", String(text), "is not \(expected)")
    }
}
