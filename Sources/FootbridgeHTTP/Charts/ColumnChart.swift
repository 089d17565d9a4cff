/// Columns over time, each of one or two parts that stand on one another.
struct ColumnChart: Sendable {
    struct Column: Sendable {
        var label: String
        /// From the ground up, as many as ``parts``.
        var values: [Int64]
    }

    /// What the parts are.
    var parts: [String]
    var columns: [Column]
    /// What the picture shows, in a sentence, for those who cannot see it.
    var summary: String

    var markup: Markup {
        let top = Self.roundTop(columns.map { $0.values.reduce(0, +) }.max() ?? 0)
        let step = 100 / Double(max(1, columns.count))
        let gap = columns.count > 120 ? 0 : step * 0.18
        var drawing = Markup("")
        for line in 1..<4 { drawing = drawing + "<path class=\"grid\" d=\"M0 \(String(line * 25))h100\"/>" }
        for (index, column) in columns.enumerated() {
            var ground = 100.0
            for (part, value) in column.values.enumerated() where value > 0 {
                let height = Double(value) * 100 / Double(top)
                ground -= height
                drawing =
                    drawing + """
                        <rect class="series-\(String(part + 1))" x="\(BarChart.decimal(Double(index) * step + gap / 2))" \
                        y="\(BarChart.decimal(max(0, ground)))" width="\(BarChart.decimal(step - gap))" \
                        height="\(BarChart.decimal(height))"><title>\(column.label): \(parts[part]) \
                        \(String(value))</title></rect>
                        """
            }
        }
        let legend = parts.enumerated().reduce(Markup("")) { legend, part in
            legend + """
                <li><svg viewBox="0 0 1 1" aria-hidden="true" focusable="false"><rect class="series-\
                \(String(part.offset + 1))" width="1" height="1"/></svg>\(part.element)</li>
                """
        }
        return """
            <ul class="legend" role="list">\(legend)</ul>\
            <div class="plot"><div class="scale" aria-hidden="true"><span>\(String(top))</span>\
            <span>\(Self.half(of: top))</span><span>0</span></div>\
            <svg class="columns" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" \
            aria-label="\(summary)">\(drawing)</svg>\
            <div class="axis" aria-hidden="true">\(axis)</div></div>
            """
    }

    /// The first, the middle and the last label.
    private var axis: Markup {
        let shown =
            columns.count < 3
            ? columns.map(\.label)
            : [columns[0].label, columns[columns.count / 2].label, columns[columns.count - 1].label]
        return shown.reduce("") { $0 + "<span>\($1)</span>" }
    }

    private static func half(of top: Int64) -> String { top % 2 == 0 ? String(top / 2) : "" }

    /// The next of 2, 4, 10, 20, 40, 100 …, so that a half and a quarter of it are easy to read off.
    static func roundTop(_ value: Int64) -> Int64 {
        var power: Int64 = 1
        while power < Int64.max / 100 {
            for step: Int64 in [2, 4, 10] where value <= step * power { return step * power }
            power *= 10
        }
        return max(value, 1)
    }
}
