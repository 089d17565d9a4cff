/// A header value with parameters, such as `multipart/form-data; boundary="x"` (RFC 9110 §5.6.6).
struct HeaderParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    init(_ field: String) {
        var rest = Substring(field)
        func trimmed(_ text: Substring) -> Substring {
            text.drop { $0 == " " || $0 == "\t" }
        }
        let first = rest.prefix { $0 != ";" }
        value = String(first.split(separator: " ").first ?? "").lowercased()
        rest = rest.dropFirst(first.count)
        // A field is at most some kilobytes, and each turn consumes at least its semicolon.
        while rest.first == ";" {
            rest = trimmed(rest.dropFirst())
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = trimmed(rest.dropFirst())
            var text = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    // Only quotes and backslashes are ever escaped; browsers write file names with lone backslashes.
                    if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                        text.append(next)
                        rest = rest.dropFirst()
                    } else {
                        text.append(character)
                    }
                }
                rest = rest.drop { $0 != ";" }
            } else {
                let token = rest.prefix { $0 != ";" }
                rest = rest.dropFirst(token.count)
                text = String(token.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            }
            let key = name.lowercased().filter { $0 != " " && $0 != "\t" }
            if parameters[key] == nil { parameters[key] = text }
        }
    }

    subscript(name: String) -> String? { parameters[name] }
}
