import ArgumentParser
import Foundation
import SymbolDrawing

/// The sheet a poster is printed on.
enum PosterSize: String, ExpressibleByArgument, CaseIterable {
    case a4, a6

    /// Of the sheet's height of 297 millimetres; everything on it is drawn for A4.
    var scale: Double {
        switch self {
        case .a4: 1
        case .a6: 0.5
        }
    }
}

/// A poster: a heading, a QR code to scan, and where it leads for those who would rather type.
struct Poster {
    private static let (width, height) = (210.0, 297.0)
    /// Characters of a line of the heading, about what 180 millimetres hold, wide ones counted twice.
    private static let lineLength = 26
    private static let mostLines = 3

    var heading: String
    var code: QRCode
    /// The address below the code.
    var address: String
    /// In small print, for whoever hangs it up.
    var note: String
    var size: PosterSize

    /// One page, its size in millimetres.
    var svg: String {
        let picture = code.svg(label: heading).replacingOccurrences(
            of: "<svg ", with: "<svg x=\"35\" y=\"88\" width=\"140\" height=\"140\" ")
        let lines = headingLines.enumerated().map { number, line in
            text(line, at: 30 + 17 * Double(number), size: 13, isBold: true)
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width * size.scale)mm" \
            height="\(Self.height * size.scale)mm" viewBox="0 0 210 297">
            <rect width="210" height="297" fill="#fff"/>
            \(lines.joined(separator: "\n"))
            \(text("Scan me: which shop nearby has it, and for how much", at: 82, size: 6.4))
            \(picture)
            \(text("Scannen Sie mich · Scannez-moi", at: 240, size: 7))
            \(text(address, at: 256, size: 6.4))
            \(text(note, at: 288, size: 3.2))
            </svg>
            """
    }

    private func text(_ text: String, at y: Double, size: Double, isBold: Bool = false) -> String {
        // Shrunk where it would not fit, never stretched.
        let fits = Double(Self.width(of: text)) * size * 0.6 <= 186
        let squeeze = fits ? "" : " textLength=\"186\" lengthAdjust=\"spacingAndGlyphs\""
        return """
            <text x="105" y="\(y)" font-family="Helvetica, Arial, 'Noto Sans', 'Noto Sans CJK JP', sans-serif" \
            font-size="\(size)"\(isBold ? " font-weight=\"bold\"" : "") text-anchor="middle"\(squeeze)>\
            \(text.escapedForXML)</text>
            """
    }

    /// The heading in lines of about one length; what does not fit three ends in an ellipsis.
    private var headingLines: [String] {
        var lines: [String] = []
        var line = ""
        for word in heading.split(whereSeparator: \.isWhitespace).flatMap(Self.pieces) {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if Self.width(of: longer) <= Self.lineLength || line.isEmpty {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > Self.mostLines else { return lines }
        return lines.prefix(Self.mostLines - 1) + [lines[Self.mostLines - 1] + " …"]
    }

    /// A word in parts that fit a line: scripts without spaces are one long word.
    private static func pieces(of word: Substring) -> [Substring] {
        guard width(of: word) > lineLength else { return [word] }
        return stride(from: 0, to: word.count, by: lineLength / 2).map { word.dropFirst($0).prefix(lineLength / 2) }
    }

    /// Columns of a text: scalars from Hangul and CJK on are about twice as wide as Latin letters.
    private static func width(of text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
    }
}
