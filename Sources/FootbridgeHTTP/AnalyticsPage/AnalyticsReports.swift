import FootbridgeCore
import Hummingbird

/// Everything that the page shows, from the reports that its form asks for.
struct AnalyticsReports: Sendable {
    let storage: any GatewayStorage
    let analyst: Principal
    let choices: AnalyticsChoices
    let merchants: [ReportMerchant]
    let now: Timestamp

    /// Days of a page that was not asked for any.
    private static let usualDays = 90

    struct Content: Sendable {
        var subject: ReportSubject
        var merchants: [ReportMerchant]
        /// Whether there is a choice of merchants: not for an analyst of one.
        var choosesMerchant: Bool
        var from: CivilDate
        /// The last day.
        var to: CivilDate
        var zone: StoreTimeZone
        /// Why the choices do not hold; the rest is then of the usual ones.
        var problem: String?
        var watermark: Timestamp
        var reports: [Report]
        /// Of CSV links, as the page's own question.
        var query: String
    }

    /// One report of the page, or why there is none.
    struct Report: Sendable {
        var kind: ReportKind
        var split: VisitorSplit = .time
        var interval: ReportPeriod.Interval
        var table: Result<ReportTable, ReportFailure>
    }

    func content() async throws -> Content {
        var problem: String?
        let own = analyst.merchant
        let asked = own ?? choices.merchant.flatMap { PublicID($0) }
        let store = choices.store.flatMap { PublicID($0) }
        var found: ReportSubject?
        if own == nil || choices.merchant == nil || choices.merchant == own?.description {
            found = try await storage.reportSubject(merchant: asked, store: store)
        }
        if found == nil { problem = "There is no such bookseller or shop for you to see." }
        let usual = try await storage.reportSubject(merchant: own, store: nil)
        guard let subject = found ?? usual else { throw Problem.forbidden }

        var zone = subject.zone
        if let name = choices.zone {
            if let named = StoreTimeZone(identifier: name) {
                zone = named
            } else {
                problem = problem ?? "The time zone is one of the IANA database, such as Europe/London."
            }
        }
        let today = zone.day(at: now)
        var to = choices.to.flatMap { CivilDate(iso8601: $0) } ?? today
        var from =
            choices.from.flatMap { CivilDate(iso8601: $0) }
            ?? CivilDate(daysSinceEpoch: to.daysSinceEpoch - Self.usualDays + 1)
        if choices.from != nil && CivilDate(iso8601: choices.from ?? "") == nil
            || choices.to != nil && CivilDate(iso8601: choices.to ?? "") == nil || from > to
            || to.daysSinceEpoch - from.daysSinceEpoch > 1100 || period(from, to, .total, zone) == nil
        {
            problem =
                problem ?? "The days are written YYYY-MM-DD, the first before the last, three years apart at most."
            to = today
            from = CivilDate(daysSinceEpoch: to.daysSinceEpoch - Self.usualDays + 1)
        }
        let watermark = try await storage.reportWatermark()
        let reports = try await reports(of: subject, from, to, zone)
        return Content(
            subject: subject, merchants: merchants, choosesMerchant: own == nil, from: from, to: to, zone: zone,
            problem: problem, watermark: watermark, reports: reports, query: query(subject, from, to, zone))
    }

    private func period(
        _ from: CivilDate, _ to: CivilDate, _ interval: ReportPeriod.Interval, _ zone: StoreTimeZone
    ) -> ReportPeriod? {
        let end = CivilDate(daysSinceEpoch: to.daysSinceEpoch + 1)
        do throws(ReportPeriod.Failure) {
            return try ReportPeriod(
                from: zone.midnight(of: from), to: zone.midnight(of: end), interval: interval, zone: zone)
        } catch {
            return nil
        }
    }

    private func reports(
        of subject: ReportSubject, _ from: CivilDate, _ to: CivilDate, _ zone: StoreTimeZone
    ) async throws -> [Report] {
        let days = to.daysSinceEpoch - from.daysSinceEpoch + 1
        let interval: ReportPeriod.Interval = days <= 45 ? .day : days <= 400 ? .week : .month
        var wanted: [(ReportKind, VisitorSplit, ReportPeriod.Interval)] = [
            (.funnel, .time, .total), (.visitors, .time, interval), (.visitors, .hour, .total),
            (.visitors, .campaign, .total), (.stores, .time, .total),
        ]
        if subject.store == nil { wanted += [(.products, .time, .total), (.campaigns, .time, .total)] }
        let reporter = Reporter(storage: storage)
        var reports: [Report] = []
        for (kind, split, interval) in wanted {
            guard let period = period(from, to, interval, zone) else { continue }
            let question = ReportQuestion(
                kind, about: subject, in: period, split: split, limit: 20, ownsGateway: analyst.merchant == nil)
            do {
                let table = try await reporter.table(question)
                reports.append(Report(kind: kind, split: split, interval: interval, table: .success(table)))
            } catch let failure as ReportFailure {
                reports.append(Report(kind: kind, split: split, interval: interval, table: .failure(failure)))
            }
        }
        return reports
    }

    /// All of its parts are of letters, digits, `.`, `_`, `-`, `/` and `+`; only the last of those means something else
    /// in a query.
    private func query(
        _ subject: ReportSubject, _ from: CivilDate, _ to: CivilDate, _ zone: StoreTimeZone
    ) -> String {
        let end = CivilDate(daysSinceEpoch: to.daysSinceEpoch + 1)
        var parts = ["from=\(from.iso8601)", "to=\(end.iso8601)"]
        if zone != subject.zone { parts.append("tz=\(zone.identifier.replacing("+", with: "%2B"))") }
        if let merchant = subject.merchant, analyst.merchant == nil { parts.append("merchant=\(merchant.id)") }
        if let store = subject.store { parts.append("store=\(store.id)") }
        return parts.joined(separator: "&")
    }
}
