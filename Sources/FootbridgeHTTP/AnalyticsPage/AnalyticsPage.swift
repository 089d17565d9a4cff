import FootbridgeCore

/// Makes the page of the reports.
struct AnalyticsPage: Sendable {
    /// The places of `analytics.html`.
    enum Place: String, CaseIterable, Sendable {
        case pageTitle = "page_title"
        case heading, counted
        case merchantHidden = "merchant_hidden"
        case merchants
        case storeHidden = "store_hidden"
        case stores, from, to, tz, zones
        case ownZone = "own_zone"
        case problemHidden = "problem_hidden"
        case problem, sections, footer
    }

    static let template = PageTemplate<Place>(PageAsset.versioned(PackageResources.analytics_html))

    private let content: AnalyticsReports.Content

    init(_ content: AnalyticsReports.Content) {
        self.content = content
    }

    /// The whole document.
    var html: String { Self.template.filled(markup) }

    private var name: String {
        content.subject.store?.name ?? content.subject.merchant?.name ?? "All booksellers"
    }

    private func markup(of place: Place) -> Markup {
        switch place {
        case .pageTitle: "\(name) – Footbridge analytics"
        case .heading: "\(name)"
        case .counted: "\(counted)"
        case .merchantHidden: content.choosesMerchant ? "" : " hidden"
        case .merchants:
            option("", "All booksellers", isChosen: content.subject.merchant == nil)
                + content.merchants.reduce("") { options, one in
                    options
                        + option(
                            one.merchant.id.description, one.merchant.name,
                            isChosen: one.merchant.id == content.subject.merchant?.id)
                }
        case .storeHidden: stores.isEmpty ? " hidden" : ""
        case .stores:
            option("", "All shops", isChosen: content.subject.store == nil)
                + stores.reduce("") { options, store in
                    options
                        + option(store.id.description, store.name, isChosen: store.id == content.subject.store?.id)
                }
        case .from: "\(content.from.iso8601)"
        case .to: "\(content.to.iso8601)"
        case .tz: content.zone == content.subject.zone ? "" : "\(content.zone.identifier)"
        case .ownZone: "\(content.subject.zone.identifier)"
        case .zones:
            ["UTC", "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"].reduce("") {
                $0 + "<option value=\"\($1)\">"
            }
        case .problemHidden: content.problem == nil ? " hidden" : ""
        case .problem: "\(content.problem ?? "")"
        case .sections:
            content.reports.reduce("") { $0 + AnalyticsSection($1, content: content).markup }
        case .footer:
            """
            Counts are of the event log up to the time above. Visitors are counted under random numbers; nobody is \
            named here.
            """
        }
    }

    private var stores: [ReportStore] {
        content.merchants.first { $0.merchant.id == content.subject.merchant?.id }?.stores ?? []
    }

    private var counted: String {
        let last = content.watermark
        guard last.microseconds > 0 else { return "Nothing has been counted yet; reports follow within seconds." }
        let day = content.zone.day(at: last)
        let minutes = content.zone.minutes(at: last)
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "Counted up to \(day.iso8601) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute), "
            + content.zone.identifier
    }

    private func option(_ value: String, _ name: String, isChosen: Bool) -> Markup {
        let chosen: Markup = isChosen ? " selected" : ""
        return "<option value=\"\(value)\"\(chosen)>\(name)</option>"
    }
}
