import Foundation
import Synchronization

/// A zone of the IANA time zone database that this machine knows, such as `Asia/Kathmandu`.
///
/// There is no fallback: an unknown name has no value of this type, because hours computed in the wrong zone send
/// shoppers to closed doors.
public struct StoreTimeZone: Sendable, Hashable {
    /// The name in the database.
    public let identifier: String
    let zone: TimeZone

    /// - Returns: nil where `identifier` is not a name of the database (abbreviations and fixed offsets are refused).
    public init?(identifier: String) {
        guard
            let zone = Self.known.withLock({ known in
                if let zone = known[identifier] { return Optional(zone) }
                guard identifier.utf8.count <= 64, identifier == "UTC" || identifier.contains("/"),
                    !identifier.hasPrefix("Etc/"), let zone = TimeZone(identifier: identifier),
                    zone.identifier == identifier
                else { return nil }
                // Bounded by the number of names that Foundation accepts.
                known[identifier] = zone
                return zone
            })
        else { return nil }
        self.identifier = identifier
        self.zone = zone
    }

    /// Looking a zone up costs Foundation a hundred times what computing with one does.
    private static let known = Mutex<[String: TimeZone]>([:])

    /// Seconds east of UTC at `instant`.
    func offset(at instant: Timestamp) -> Int {
        zone.secondsFromGMT(for: instant.date)
    }

    /// The day in this zone at `instant`.
    func day(at instant: Timestamp) -> CivilDate {
        let local = instant.microseconds.flooredQuotient(1_000_000) + Int64(offset(at: instant))
        return CivilDate(daysSinceEpoch: Int(local.flooredQuotient(86_400)))
    }

    /// The instant at which clocks here show `minutes` after the midnight that begins `day`.
    ///
    /// A time that is skipped when clocks go forward is taken as if they had not yet; of a time that comes twice when
    /// they go back, the first is meant.
    func instant(of day: CivilDate, minutes: Int) -> Timestamp {
        let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(minutes) * 60
        func instant(offset: Int) -> Timestamp { Timestamp(microseconds: (local - Int64(offset)) * 1_000_000) }
        // The offsets half a day to either side: the earlier one in force first.
        let before = offset(at: instant(offset: 0) + .seconds(-43_200 - 43_200))
        let early = instant(offset: before)
        if offset(at: early) == before { return early }
        let after = offset(at: early)
        let late = instant(offset: after)
        return offset(at: late) == after ? late : early
    }
}
