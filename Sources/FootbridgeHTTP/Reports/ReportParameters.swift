import FootbridgeCore
import Foundation
import Hummingbird

/// What a request asks of a report, checked.
struct ReportParameters: Sendable {
    let kind: ReportKind
    let merchant: PublicID?
    let store: PublicID?
    /// As it was written; nil where it was not.
    let format: String?
    /// As they were written: a day of the zone, or an instant.
    private let from: String?
    private let to: String?
    private let interval: ReportPeriod.Interval?
    private let zone: StoreTimeZone?
    private let split: VisitorSplit
    private let within: Int
    private let limit: Int

    /// Days of a report that names no beginning.
    private static let usualDays = 28
    private static let names = ParameterNames([
        "from", "to", "interval", "tz", "merchant", "store", "by", "within_days", "limit", "format",
    ])

    /// - Throws: the 400 problem that names a parameter that is wrong, misspelt or there twice.
    init(_ kind: ReportKind, query request: Request) throws(Problem) {
        self.kind = kind
        let values = try RequestParameters(Self.names, query: request)
        format = values["format"]
        func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _: Word.Type) throws(Problem) -> Word?
        {
            guard let text = values[name] else { return nil }
            guard let word = Word(rawValue: text) else {
                throw .badParameter(name, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return word
        }
        func id(_ name: String) throws(Problem) -> PublicID? {
            guard let text = values[name] else { return nil }
            guard let id = PublicID(text) else { throw .badParameter(name, "a public id.") }
            return id
        }
        merchant = try id("merchant")
        store = try id("store")
        from = values["from"]
        to = values["to"]
        interval = try word("interval", ReportPeriod.Interval.self)
        if let name = values["tz"] {
            guard let zone = StoreTimeZone(identifier: name) else {
                throw .badParameter("tz", "a name of the IANA time zone database, such as Europe/London.")
            }
            self.zone = zone
        } else {
            zone = nil
        }
        split = try word("by", VisitorSplit.self) ?? .time
        guard kind == .visitors || values["by"] == nil else { throw .badParameter("by", "only of visitors.") }
        within = try values.integer("within_days", in: 1...365) ?? 90
        limit = try values.integer("limit", in: 1...ReportQuestion.mostRows) ?? 100
    }

    /// The question, about a subject that the asker may see.
    ///
    /// - Throws: the 400 problem where the times make no period.
    func question(
        about subject: ReportSubject, at now: Timestamp, ownsGateway: Bool
    ) throws(Problem) -> ReportQuestion {
        let zone = zone ?? subject.zone
        let tomorrow = CivilDate(daysSinceEpoch: zone.day(at: now).daysSinceEpoch + 1)
        let end =
            try to.map { text throws(Problem) in try Self.instant(text, "to", zone) } ?? zone.midnight(of: tomorrow)
        let usual = CivilDate(daysSinceEpoch: zone.day(at: end).daysSinceEpoch - Self.usualDays)
        let start =
            try from.map { text throws(Problem) in try Self.instant(text, "from", zone) } ?? zone.midnight(of: usual)
        let interval = interval ?? (kind == .visitors && split == .time ? .day : .total)
        do throws(ReportPeriod.Failure) {
            let period = try ReportPeriod(from: start, to: end, interval: interval, zone: zone)
            return ReportQuestion(
                kind, about: subject, in: period, split: split, within: within, limit: limit, ownsGateway: ownsGateway)
        } catch {
            switch error {
            case .empty: throw .badParameter("to", "later than from.")
            case .outOfBounds: throw .badParameter("from", "a time from 2000 to 2100.")
            case .notAtQuarter: throw .badParameter("from", "from and to begin a quarter of an hour.")
            case .tooManyIntervals:
                throw .badParameter(
                    "interval", "the period has more than \(ReportPeriod.mostIntervals) intervals: take a longer one.")
            }
        }
    }

    private static func instant(_ text: String, _ name: String, _ zone: StoreTimeZone) throws(Problem) -> Timestamp {
        if let day = CivilDate(iso8601: text) { return zone.midnight(of: day) }
        guard let instant = Timestamp(rfc3339: text) else {
            throw .badParameter(name, "a day as YYYY-MM-DD, or an instant of RFC 3339.")
        }
        return instant
    }
}

extension Problem {
    /// A question that there is no answer to.
    init(_ failure: ReportFailure) {
        switch failure {
        case .tooLongForLog(let days):
            self = .badParameter(
                "from",
                "unique visitors of part days or of another time zone than the merchant's are counted for at most "
                    + "\(days) days; leave tz out and take whole days for longer.")
        case .wholeDaysOnly(let zone):
            self = .badParameter("tz", "this is counted by whole days of \(zone) only.")
        case .noStores: self = .badParameter("store", "this report is not split by store.")
        }
    }
}
