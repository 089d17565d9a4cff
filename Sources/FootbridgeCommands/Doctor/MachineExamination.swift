import FootbridgeCore
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Looks at what the daemon needs of its machine.
enum MachineExamination {
    /// Bytes below which no start is advised, and below which one is warned of.
    private static let (tooLittle, little): (UInt64, UInt64) = (100 << 20, 1 << 30)

    static func diskSpace(at path: String) -> Finding {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return .fail("disk", "\(folder) cannot be examined", advice: "see whether the folder is there")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let text = "\(free >> 20) MiB free in \(folder)"
        if free < tooLittle { return .fail("disk", text, advice: "make room: scans cannot be recorded on a full disk") }
        if free < little { return .warn("disk", text, advice: "make room before it is full") }
        return .ok("disk", text)
    }

    /// The installation's secret must be there and be its owner's alone.
    static func secret(at path: String) -> Finding {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .warn(
                "secret", "there is no file \(path) yet", advice: "footbridge serve makes it at its first start")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size >= 64 else {
            return .fail(
                "secret", "\(path) holds no secret",
                advice: "restore it from a backup; without it click links, sessions and visitors are not known again")
        }
        guard status.st_mode & 0o077 == 0 else {
            return .fail("secret", "\(path) may be read by others", advice: "run chmod 600 \(path)")
        }
        return .ok("secret", "\(path) is its owner's alone")
    }

    /// Ids, stock ages and vouchers rest on the clock.
    static func clock(at now: Timestamp) -> Finding {
        guard let firstYear = CivilDate(year: 2026, month: 1, day: 1),
            let lastYear = CivilDate(year: 2100, month: 1, day: 1)
        else { preconditionFailure("these days exist") }
        let today = Int(now.microseconds / 86_400_000_000)
        guard (firstYear.daysSinceEpoch..<lastYear.daysSinceEpoch).contains(today) else {
            return .fail("clock", "it says \(now.rfc3339)", advice: "set the clock of this machine")
        }
        return .ok("clock", "it says \(now.rfc3339)")
    }

    /// When a shop that opens at nine opens, by the very code that answers use: in winter and in summer, north and south.
    private static let openings: [(zone: String, at: String, opens: String)] = [
        ("Europe/London", "2026-01-15T00:30:00Z", "2026-01-15T09:00:00Z"),
        ("Europe/London", "2026-07-15T00:30:00Z", "2026-07-15T08:00:00Z"),
        ("Asia/Kathmandu", "2026-01-15T00:00:00Z", "2026-01-15T03:15:00Z"),
        ("Pacific/Auckland", "2026-01-14T12:00:00Z", "2026-01-14T20:00:00Z"),
        ("Pacific/Auckland", "2026-07-14T13:00:00Z", "2026-07-14T21:00:00Z"),
    ]

    static func timeZones() -> Finding {
        let advice = "install the tzdata package, and run the daemon with the Swift runtime libraries beside it"
        for opening in openings {
            guard let zone = StoreTimeZone(identifier: opening.zone) else {
                return .fail("time zones", "\(opening.zone) is not known", advice: advice)
            }
            let state = state(of: opening.at, in: zone)
            guard let opens = Timestamp(rfc3339: opening.opens), state?.changesAt == opens, state?.isOpen == false
            else {
                return .fail(
                    "time zones", "in \(opening.zone) nine o'clock is not \(opening.opens)", advice: advice)
            }
        }
        return .ok("time zones", "London, Kathmandu and Auckland are right in winter and summer")
    }

    private static func state(of time: String, in zone: StoreTimeZone) -> OpenState? {
        guard let now = Timestamp(rfc3339: time),
            let day = OpeningHours.Interval(opens: 540, closes: 1020),
            let hours = OpeningHours(week: Array(repeating: [day], count: 7))
        else { return nil }
        return hours.state(at: now, in: zone)
    }
}
