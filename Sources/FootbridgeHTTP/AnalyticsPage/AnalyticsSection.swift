import FootbridgeCore

/// One report as a picture, with its table and its CSV.
struct AnalyticsSection: Sendable {
    private let report: AnalyticsReports.Report
    private let content: AnalyticsReports.Content

    init(_ report: AnalyticsReports.Report, content: AnalyticsReports.Content) {
        self.report = report
        self.content = content
    }

    var markup: Markup {
        switch report.table {
        case .failure: frame(isBroad: false, lead: reasonThereIsNone, picture: "", table: nil)
        case .success(let table): shown(table)
        }
    }

    private var id: String { report.kind == .visitors ? "visitors-\(report.split.rawValue)" : report.kind.rawValue }

    private var title: String {
        switch (report.kind, report.split) {
        case (.funnel, _): "From photo to shop"
        case (.stores, _): "Shops"
        case (.products, _): "Asked for, and not on a shelf nearby"
        case (.campaigns, _): "Campaigns"
        case (.visitors, .time): "Visitors, new and returning"
        case (.visitors, .hour): "When they come"
        case (.visitors, .campaign): "Who comes back"
        }
    }

    private var reasonThereIsNone: String {
        guard case .failure(let failure) = report.table else { return "" }
        return switch failure {
        case .tooLongForLog(let days):
            "In another time zone than \(content.subject.zone.identifier), visitors are counted for at most \(days) days."
        case .wholeDaysOnly(let zone): "This is counted by the days of \(zone): leave the time zone empty to see it."
        case .noStores: "This is not split by shop."
        }
    }

    private func shown(_ table: ReportTable) -> Markup {
        switch (report.kind, report.split) {
        case (.funnel, _): funnel(table)
        case (.stores, _): stores(table)
        case (.products, _): products(table)
        case (.campaigns, _): campaigns(table)
        case (.visitors, .time): visitors(table)
        case (.visitors, .hour): hours(table)
        case (.visitors, .campaign): followers(table)
        }
    }

    // MARK: Reports

    private func funnel(_ table: ReportTable) -> Markup {
        let steps: [(name: String, count: String, visitors: String?)] = [
            ("Photos sent", "scans", "scans_visitors"), ("A code was read", "read", "read_visitors"),
            ("The book was known", "resolved", "resolved_visitors"), ("A shop was shown", "shown", "shown_visitors"),
            ("Vouchers taken", "vouchers", "vouchers_visitors"), ("Vouchers redeemed", "redeemed", "redeemed_visitors"),
        ]
        let bars = steps.compactMap { step -> BarChart.Bar? in
            guard let value = table.value(step.count, in: 0), value != .none else { return nil }
            let people = step.visitors.flatMap { table.value($0, in: 0) }.flatMap(Self.number)
            let text = people.map { "\(Self.text(value)) · \(Self.grouped($0)) visitors" } ?? Self.text(value)
            return BarChart.Bar(label: step.name, value: Self.number(value), text: text)
        }
        return frame(
            isBroad: true,
            lead: content.subject.merchant == nil
                ? "How many photos became a visit, step by step."
                : "Photos and what was read in them are of the whole gateway; from the shops shown on, all is your own.",
            picture: bars.isEmpty ? "" : BarChart(bars: bars).markup, table: table)
    }

    private func visitors(_ table: ReportTable) -> Markup {
        let columns = table.rows.indices.map { row in
            ColumnChart.Column(
                label: label(ofRow: row, in: table),
                values: ["returning", "new"].map { table.value($0, in: row).flatMap(Self.number) ?? 0 })
        }
        let arrivals = sum("arrivals", in: table)
        let chart = ColumnChart(
            parts: ["Returning", "New"], columns: columns,
            summary: "Visitors in the shops by \(report.interval.rawValue), new and returning: "
                + "\(Self.grouped(arrivals)) arrivals in all.")
        return frame(
            isBroad: true,
            lead:
                "Different people in the shops each \(report.interval.rawValue), known by a voucher or the code at the "
                + "door. Somebody who came before, ever, is returning.",
            picture: arrivals == 0 ? Self.nothing : chart.markup, table: table)
    }

    private func hours(_ table: ReportTable) -> Markup {
        let values = table.rows.indices.map { table.value("arrivals", in: $0).flatMap(Self.number) ?? 0 }
        let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        let busiest = values.indices.max { values[$0] < values[$1] } ?? 0
        let chart = HeatMap(
            values: values, days: days,
            summary: "Arrivals by weekday and hour; most on \(days[busiest / 24]) from \(busiest % 24):00.")
        return frame(
            isBroad: false, lead: "Arrivals by weekday and hour, \(content.zone.identifier).",
            picture: values.allSatisfy { $0 == 0 } ? Self.nothing : chart.markup, table: table)
    }

    private func followers(_ table: ReportTable) -> Markup {
        let (came, back) = (sum("came_first", in: table), sum("came_back", in: table))
        let bars = table.rows.indices.prefix(6).map { row in
            let first = table.value("came_first", in: row).flatMap(Self.number) ?? 0
            let again = table.value("came_back", in: row).flatMap(Self.number) ?? 0
            let name = table.value("campaign", in: row).map { $0 == .none ? "No campaign" : Self.text($0) } ?? ""
            return BarChart.Bar(
                label: name, value: again, text: "\(Self.grouped(again)) of \(Self.grouped(first))")
        }
        return frame(
            isBroad: false,
            lead: came == 0
                ? "Nobody came for the first time in this period."
                : "Of \(Self.grouped(came)) who came for the first time, \(Self.grouped(back)) came back within 90 days. "
                    + "By what first brought them:",
            picture: bars.isEmpty ? "" : BarChart(bars: bars).markup, table: table)
    }

    private func stores(_ table: ReportTable) -> Markup {
        let bars = table.rows.indices.prefix(8).compactMap { row -> BarChart.Bar? in
            guard let arrivals = table.value("arrivals", in: row).flatMap(Self.number), arrivals > 0 else { return nil }
            let way = table.value("distance_m_average", in: row).flatMap(Self.number).map(Self.distance)
            let time = table.value("lag_s_average", in: row).flatMap(Self.number).map(Self.time)
            return BarChart.Bar(
                label: table.value("name", in: row).map(Self.text) ?? "", value: arrivals,
                text: ([Self.grouped(arrivals)] + [way, time].compactMap(\.self)).joined(separator: " · "))
        }
        return frame(
            isBroad: false,
            lead: "Arrivals, then how far on average the photo was taken from the shop, and how long before.",
            picture: bars.isEmpty ? Self.nothing : BarChart(bars: bars).markup, table: table)
    }

    private func products(_ table: ReportTable) -> Markup {
        let column = content.subject.merchant == nil ? "not_in_stock" : "own_not_in_stock"
        let other = content.subject.merchant == nil ? "looked_for" : "own_shown"
        let bars = table.rows.indices.prefix(8).compactMap { row -> BarChart.Bar? in
            guard let lost = table.value(column, in: row).flatMap(Self.number), lost > 0 else { return nil }
            let title = table.value("title", in: row).flatMap { $0 == .none ? nil : Self.text($0) }
            let asked = table.value(other, in: row).flatMap(Self.number) ?? lost
            return BarChart.Bar(
                label: title ?? table.value("gtin", in: row).map(Self.text) ?? "", value: lost,
                text: "\(Self.grouped(lost)) of \(Self.grouped(asked))")
        }
        return frame(
            isBroad: false,
            lead: "Photos of a book, by shoppers who said where they were, that no shop shown had in stock.",
            picture: bars.isEmpty ? Self.nothing : BarChart(bars: bars).markup, table: table)
    }

    private func campaigns(_ table: ReportTable) -> Markup {
        let bars = table.rows.indices.prefix(8).map { row in
            let arrivals = table.value("arrivals", in: row).flatMap(Self.number) ?? 0
            let shown = table.value("shown", in: row).flatMap(Self.number) ?? 0
            var words = "\(Self.grouped(arrivals)) of \(Self.grouped(shown)) shown a shop"
            if case .some(let cost) = table.value("cost_per_visit", in: row), cost != ReportTable.Value.none {
                words += ", \(Self.text(cost)) \(table.value("currency", in: row).map(Self.text) ?? "") a visit"
            }
            return BarChart.Bar(
                label: table.value("campaign", in: row).map(Self.text) ?? "", value: arrivals, text: words)
        }
        return frame(
            isBroad: true, lead: "Arrivals in the shops after a photo that named the campaign.",
            picture: bars.isEmpty ? Self.nothing : BarChart(bars: bars).markup, table: table)
    }

    private static let nothing: Markup = "<p class=\"quiet-text\">Nothing in this period.</p>"

    // MARK: Frame and table

    private func frame(isBroad: Bool, lead: String, picture: Markup, table: ReportTable?) -> Markup {
        let width: Markup = isBroad ? " broad" : ""
        let below = table.map { links + details($0) } ?? ""
        return """
            <section class="card report\(width)" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>\
            <p>\(lead)</p>\(picture)<div class="links">\(below)</div></section>
            """
    }

    private var links: Markup {
        var query = content.query
        if report.kind == .visitors { query += "&by=\(report.split.rawValue)" }
        if report.interval != .total { query += "&interval=\(report.interval.rawValue)" }
        return """
            <a href="/v1/reports/\(report.kind.rawValue)?\(query)&amp;format=csv" download>CSV\
            <span class="visually-hidden"> of \(title)</span></a>
            """
    }

    private func details(_ table: ReportTable) -> Markup {
        let isText = { (name: String) in ["title", "name", "campaign"].contains(name) }
        let head = table.columns.reduce(Markup("")) { head, column in
            let style: Markup = isText(column.name) ? " class=\"text\"" : ""
            return head + "<th scope=\"col\"\(style)>\(column.name.replacing("_", with: " "))</th>"
        }
        let rows = table.rows.reduce(Markup("")) { rows, row in
            rows
                + zip(table.columns, row).enumerated().reduce("<tr>") { cells, cell in
                    let (column, value) = cell.element
                    let style: Markup = isText(column.name) ? " class=\"text\"" : ""
                    return cells
                        + (cell.offset == 0
                            ? "<th scope=\"row\"\(style)>\(self.text(value))</th>"
                            : "<td\(style)>\(self.text(value))</td>")
                } + "</tr>"
        }
        return """
            <details><summary>Table<span class="visually-hidden"> of \(title)</span></summary>\
            <div class="scroll" tabindex="0" role="region" aria-label="\(title), table"><table>\
            <thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }

    // MARK: Words

    private func text(_ value: ReportTable.Value) -> String {
        guard case .time(let time) = value else { return Self.text(value) }
        return content.zone.day(at: time).iso8601
    }

    private func label(ofRow row: Int, in table: ReportTable) -> String {
        table.value("from", in: row).map(text) ?? ""
    }

    private func sum(_ column: String, in table: ReportTable) -> Int64 {
        table.rows.indices.reduce(0) { $0 + (table.value(column, in: $1).flatMap(Self.number) ?? 0) }
    }

    private static func number(_ value: ReportTable.Value) -> Int64? {
        if case .number(let number) = value { number } else { nil }
    }

    private static func text(_ value: ReportTable.Value) -> String {
        switch value {
        case .none: "–"
        case .text(let text): text
        case .number(let number): grouped(number)
        case .decimal(let units, let places):
            String(decoding: JSONWriter.document(JSONDecimal(units, places: places)), as: UTF8.self)
        case .time(let time): time.rfc3339
        case .suppressed: "under \(ReportTable.fewest)"
        }
    }

    /// With a thin space between thousands.
    static func grouped(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    static func distance(_ metres: Int64) -> String {
        metres < 1000 ? "\(metres) m" : "\(metres / 1000).\(metres % 1000 / 100) km"
    }

    static func time(_ seconds: Int64) -> String {
        switch seconds {
        case ..<3600: "\((seconds + 59) / 60) min"
        case ..<172_800: "\((seconds + 1800) / 3600) h"
        default: "\((seconds + 43_200) / 86_400) days"
        }
    }
}
