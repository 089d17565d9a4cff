import FootbridgeCore

/// Contributors as an import file writes them: `Name (role); Name`, in the order of the title page.
enum ContributorsText {
    /// - Parameter text: empty for none; a contributor without a role is an author.
    /// - Throws: ``FieldProblem`` where a name or a role is missing.
    static func contributors(_ text: String) throws(FieldProblem) -> [Contributor] {
        var contributors: [Contributor] = []
        for part in text.split(separator: ";") {
            let part = part.trimmed
            guard !part.isEmpty else { continue }
            contributors.append(try contributor(part))
        }
        return contributors
    }

    private static func contributor(_ text: Substring) throws(FieldProblem) -> Contributor {
        guard text.last == ")", let opening = text.lastIndex(of: "(") else {
            return Contributor(name: String(text))
        }
        let name = text[..<opening].trimmed
        let role = text[text.index(after: opening)...].dropLast().trimmed
        guard !name.isEmpty, !role.isEmpty else {
            throw FieldProblem("contributors", String(text), "is not Name (role)")
        }
        return Contributor(name: String(name), role: role.lowercased())
    }
}
