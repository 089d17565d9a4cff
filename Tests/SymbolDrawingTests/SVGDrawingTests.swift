import SymbolDrawing
import Testing

@Suite("QR code to SVG")
struct SVGDrawingTests {
    @Test("The path covers the dark modules, each once, inside four modules of white", arguments: [1, 60, 250, 1_000])
    func coversModules(length: Int) throws {
        let code = try #require(QRCode(String(repeating: "w", count: length)))
        let svg = try #require(DrawnSVG(code.svg(label: "Code")))
        var dark: [[Int]] = []
        for y in 0..<code.size { dark += (0..<code.size).filter { code[$0, y] }.map { [$0 + 4, y + 4] } }
        let isSame = svg.coveredUnits == dark
        #expect(isSame)
        let side = "\(code.size + 8)"
        #expect(svg.attributes["svg"]?["viewBox"] == "0 0 \(side) \(side)")
        #expect(svg.attributes["rect"] == ["width": side, "height": side, "fill": "#fff"])
        #expect(svg.attributes["path"]?["fill"] == "#000")
    }

    @Test("A run of dark modules is one rectangle")
    func mergesRuns() throws {
        let code = try #require(QRCode("9780306406157"))
        let path = try #require(DrawnSVG(code.svg(label: ""))?.attributes["path"]?["d"])
        var starts = 0
        for y in 0..<code.size {
            starts += (0..<code.size).count { code[$0, y] && ($0 == 0 || !code[$0 - 1, y]) }
        }
        #expect(path.count { $0 == "M" } == starts)
    }

    @Test("It is one element for a page under a strict policy: no prolog, style or script")
    func standsInline() throws {
        let text = try #require(QRCode("9780306406157")).svg(label: "Voucher")
        let svg = try #require(DrawnSVG(text))
        #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>"))
        #expect(svg.elements == ["svg", "rect", "path"])
        let names = Set(svg.attributes.values.flatMap(\.keys))
        #expect(
            names == ["xmlns", "viewBox", "role", "aria-label", "shape-rendering", "width", "height", "fill", "d"])
        #expect(svg.attributes["svg"]?["role"] == "img")
        #expect(svg.attributes["svg"]?["shape-rendering"] == "crispEdges")
    }

    @Test(
        "A label is shown as it is and stays a label",
        arguments: [
            #""><script>alert(1)</script>"#, #"x" onload="alert(1)"#, "'/><style>*{}</style>", "&quot;&#34;&amp", "]]>",
            "<!--", "\"\u{301}onload=\u{301}", "a\tb\nc\r\nd", "Gutschein für 5 €", "📚", "",
        ])
    func escapesLabel(label: String) throws {
        let text = try #require(QRCode("9780306406157")).svg(label: label)
        let svg = try #require(DrawnSVG(text))
        #expect(svg.elements == ["svg", "rect", "path"] && svg.text.isEmpty)
        #expect(svg.attributes["svg"]?.count == 5)
        let shown = try #require(svg.attributes["svg"]?["aria-label"])
        #expect(Array(shown.unicodeScalars) == Array(label.unicodeScalars))
        // HTML reads no more quotes and brackets in it than XML does.
        let quotes = text.unicodeScalars.count { $0 == "\"" }
        #expect(quotes == 20 && !text.unicodeScalars.contains("'"))
        #expect(text.unicodeScalars.count { $0 == "<" } == 4 && text.unicodeScalars.count { $0 == ">" } == 4)
    }

    @Test("What XML cannot hold is replaced")
    func replacesControls() throws {
        let text = try #require(QRCode("9780306406157")).svg(label: "a\u{0}b\u{1F}c\u{FFFE}d\u{FFFF}e\u{7F}f")
        let svg = try #require(DrawnSVG(text))
        #expect(svg.attributes["svg"]?["aria-label"] == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{7F}f")
    }
}
