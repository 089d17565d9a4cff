import Foundation
import FoundationXML

/// What an XML parser finds in an SVG.
final class DrawnSVG: NSObject, XMLParserDelegate {
    private(set) var elements: [String] = []
    /// Of each element, by its name; each stands once in our drawings.
    private(set) var attributes: [String: [String: String]] = [:]
    private(set) var text = ""

    /// - Returns: nil unless the text is well-formed XML with one root.
    init?(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements.append(name)
        attributes[name] = found
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        text += characters
    }

    /// Columns and rows that the path covers, as `[x, y]`; nil if it draws anything but rectangles one unit high.
    var coveredUnits: [[Int]]? {
        guard let path = attributes["path"]?["d"] else { return nil }
        let rectangle = /M(\d+) (\d+)h(\d+)v1h-(\d+)z/
        var units: [[Int]] = []
        var rest = path[...]
        while let match = rest.prefixMatch(of: rectangle) {
            guard let x = Int(match.1), let y = Int(match.2), let width = Int(match.3), match.3 == match.4 else {
                return nil
            }
            units += (x..<(x + width)).map { [$0, y] }
            rest = rest[match.range.upperBound...]
        }
        return rest.isEmpty ? units : nil
    }
}
