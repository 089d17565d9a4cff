import ArgumentParser
import FootbridgeCore
import ProductIdentifiers

/// Arguments of the promotion commands as the types they stand for.
enum PromotionArguments {
    @Sendable static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw ValidationError("A time is RFC 3339, such as 2026-12-31T23:59:59Z.")
        }
        return time
    }

    @Sendable static func product(_ text: String) throws -> GTIN {
        do {
            return try TypedNumber(text).gtin
        } catch {
            throw ValidationError("A product is an ISBN or a GTIN; this \(error).")
        }
    }

    /// `1-5` or `6,7`, as the bits of ``VoucherTimes/weekdays``.
    @Sendable static func weekdays(_ text: String) throws -> Int {
        var days = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first >= 1, first <= last, last <= 7
            else { throw ValidationError("Weekdays are 1 (Monday) to 7, such as 1-5 or 6,7.") }
            for day in first...last { days |= 1 << (day - 1) }
        }
        return days
    }

    /// `10:00-18:00`, as minutes after midnight.
    @Sendable static func hours(_ text: String) throws -> ClosedRange<Int> {
        let ends = text.split(separator: "-").map { part -> Int? in
            let numbers = part.split(separator: ":").map { Int($0) }
            guard numbers.count == 2, let hour = numbers[0], let minute = numbers[1], (0...24).contains(hour),
                (0..<60).contains(minute), hour * 60 + minute <= 1440
            else { return nil }
            return hour * 60 + minute
        }
        guard ends.count == 2, let from = ends[0], let until = ends[1], from < until else {
            throw ValidationError("Hours are such as 10:00-18:00.")
        }
        return from...until
    }
}
