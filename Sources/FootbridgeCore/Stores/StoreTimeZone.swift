import Foundation
import Synchronization

/// A zone of the IANA time zone database that this machine knows, such as `Asia/Kathmandu`.
///
/// There is no fallback: an unknown name has no value of this type, because hours computed in the wrong zone send
/// shoppers to closed doors.
public struct StoreTimeZone: Sendable, Hashable {
    /// The name in the database.
    public let identifier: String
    private let offsets: ZoneOffsets

    /// - Returns: nil where `identifier` is not a name of the database (abbreviations and fixed offsets are refused).
    public init?(identifier: String) {
        guard
            let offsets = Self.known.withLock({ known in
                if let offsets = known[identifier] { return Optional(offsets) }
                // Foundation calls it GMT.
                guard identifier.utf8.count <= 64, identifier == "UTC" || identifier.contains("/"),
                    !identifier.hasPrefix("Etc/"), let zone = TimeZone(identifier: identifier),
                    zone.identifier == (identifier == "UTC" ? "GMT" : identifier)
                else { return nil }
                // Bounded by the number of names that Foundation accepts.
                let offsets = ZoneOffsets(zone)
                known[identifier] = offsets
                return offsets
            })
        else { return nil }
        self.identifier = identifier
        self.offsets = offsets
    }

    /// Looking a zone up costs Foundation a hundred times what computing with one does.
    private static let known = Mutex<[String: ZoneOffsets]>([:])

    public static func == (left: StoreTimeZone, right: StoreTimeZone) -> Bool { left.identifier == right.identifier }
    public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    /// Seconds east of UTC at `instant`.
    func offset(at instant: Timestamp) -> Int {
        offsets.offset(at: instant)
    }

    /// The day in this zone at `instant`.
    public func day(at instant: Timestamp) -> CivilDate {
        CivilDate(daysSinceEpoch: Int(localSecond(at: instant).flooredQuotient(86_400)))
    }

    /// What clocks in this zone show at `instant`, in whole minutes after midnight, 0 to 1439.
    public func minutes(at instant: Timestamp) -> Int {
        Int(localSecond(at: instant).flooredRemainder(86_400) / 60)
    }

    /// The instant at which a day begins here.
    public func midnight(of day: CivilDate) -> Timestamp { instant(of: day, minutes: 0) }

    private func localSecond(at instant: Timestamp) -> Int64 {
        instant.microseconds.flooredQuotient(1_000_000) + Int64(offset(at: instant))
    }

    /// The instant at which clocks here show `minutes` after the midnight that begins `day`.
    ///
    /// A time that is skipped when clocks go forward is taken as if they had not yet; of a time that comes twice when
    /// they go back, the first is meant.
    func instant(of day: CivilDate, minutes: Int) -> Timestamp {
        let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(minutes) * 60
        func instant(offset: Int) -> Timestamp { Timestamp(microseconds: (local - Int64(offset)) * 1_000_000) }
        // No zone is more than 14 hours off UTC, so a day before this local time, read as UTC, is 10 to 38 hours before
        // the instant meant: the offset then is the one that holds until clocks are changed.
        let before = offset(at: instant(offset: 0) + .seconds(-86_400))
        let early = instant(offset: before)
        if offset(at: early) == before { return early }
        let after = offset(at: early)
        let late = instant(offset: after)
        return offset(at: late) == after ? late : early
    }
}

/// The offsets of one zone, kept by day: asking Foundation for one takes longer than all the rest of an opening state,
/// which needs twenty.
private final class ZoneOffsets: Sendable {
    private let zone: TimeZone
    private let days = Mutex<[Int64: Day]>([:])

    /// Days kept at most; answers ask for the two weeks around today.
    private static let limit = 100

    /// A day of UTC, in which a zone's clocks are changed once at most.
    private struct Day {
        var offset: Int
        /// The second at which ``changedOffset`` begins to hold; the next day's first where the clocks stay as they are.
        var change: Int64
        var changedOffset: Int
    }

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    func offset(at instant: Timestamp) -> Int {
        let second = instant.microseconds.flooredQuotient(1_000_000)
        let number = second.flooredQuotient(86_400)
        let day = days.withLock { days in
            if let day = days[number] { return day }
            let day = look(up: number)
            if days.count >= Self.limit { days = [:] }
            days[number] = day
            return day
        }
        return second < day.change ? day.offset : day.changedOffset
    }

    private func look(up number: Int64) -> Day {
        func offset(at second: Int64) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        }
        var (before, after) = (number * 86_400, (number + 1) * 86_400)
        let (first, last) = (offset(at: before), offset(at: after))
        guard first != last else { return Day(offset: first, change: after, changedOffset: last) }
        while after - before > 1 {
            let middle = (before + after) / 2
            if offset(at: middle) == first { before = middle } else { after = middle }
        }
        return Day(offset: first, change: after, changedOffset: last)
    }
}
