extension String {
    /// The text as it may stand between the quotes of an attribute, in XML and in HTML.
    public var escapedForXML: String {
        var escaped = ""
        // By scalars: a quote with an accent over it is another character, yet ends the attribute.
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // As themselves they would be read as spaces.
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            // XML 1.0 has no way to write these.
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
