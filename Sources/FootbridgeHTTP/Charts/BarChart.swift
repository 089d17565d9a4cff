/// Horizontal bars, one for each row, with its label and number beside it as text.
///
/// The drawing stretches with the page; letters stand outside it, so that they keep their size on a phone and are read by
/// a screen reader like any others.
struct BarChart: Sendable {
    struct Bar: Sendable {
        var label: String
        /// Nil is drawn as nothing and said to be unknown.
        var value: Int64?
        /// What stands in place of the value alone.
        var text: String
    }

    var bars: [Bar]

    var markup: Markup {
        let most = max(1, bars.compactMap(\.value).max() ?? 1)
        let items = bars.reduce(Markup("")) { items, bar in
            let width = bar.value.map { max($0 > 0 ? 0.5 : 0, Double($0) * 100 / Double(most)) } ?? 0
            return items + """
                <li><span class="bar-label">\(bar.label)</span><span class="bar-value">\(bar.text)</span>\
                <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
                <rect class="bar-ground" width="100" height="1"/><rect class="series-1" width="\(Self.decimal(width))" \
                height="1"/></svg></li>
                """
        }
        return "<ul class=\"bars\" role=\"list\">\(items)</ul>"
    }

    /// With at most two decimals.
    static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return fraction == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
