/// A week of hours: seven rows of 24 fields, the darker the more.
struct HeatMap: Sendable {
    /// 168 numbers from Monday's first hour on.
    var values: [Int64]
    /// The days' names, Monday first.
    var days: [String]
    /// What the picture shows, in a sentence.
    var summary: String

    /// Shades but for none, told apart also where colours are not seen.
    private static let shades = 5

    var markup: Markup {
        let most = max(1, values.max() ?? 1)
        var drawing = Markup("")
        for (index, value) in values.enumerated() {
            let shade = value == 0 ? 0 : Int((value - 1) * Int64(Self.shades) / most) + 1
            let (day, hour) = (index / 24, index % 24)
            drawing =
                drawing + """
                    <rect class="heat-\(String(shade))" x="\(String(hour * 10))" y="\(String(day * 10))" width="9" height="9">\
                    <title>\(days[day]) \(String(hour)):00 – \(String(value))</title></rect>
                    """
        }
        let names = days.reduce(Markup("")) { $0 + "<span>\(String($1.prefix(2)))</span>" }
        let hours = [0, 6, 12, 18].reduce(Markup("")) { $0 + "<span>\(String($1)):00</span>" }
        return """
            <div class="heat"><div class="heat-days" aria-hidden="true">\(names)</div>\
            <svg viewBox="0 0 239 69" preserveAspectRatio="none" role="img" aria-label="\(summary)">\(drawing)</svg>\
            <div class="heat-hours" aria-hidden="true">\(hours)</div></div>
            """
    }
}
