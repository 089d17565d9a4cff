/// Text from outside, as it may be shown on a terminal.
///
/// A symbol's content or a file's name can hold control characters that move the cursor or change colours, and
/// characters that turn the direction of writing; each is shown by its number instead.
public enum PrintableText {
    /// - Parameter limit: scalars that are shown; the rest is an ellipsis.
    public static func of(_ text: String, limit: Int = 500) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? shown + "…" : shown
    }
}
