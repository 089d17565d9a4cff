/// What came of an import.
struct ImportSummary: Sendable, Hashable {
    /// Rows of the file, without its header.
    var read = 0
    var added = 0
    var changed = 0
    /// Rows that say what is stored already.
    var unchanged = 0
    /// Rows that were good, and older than what is stored.
    var older = 0
    var rejected = 0
    /// Records that the file, which was said to have all, did not name.
    var withdrawn = 0
    /// Rows whose product's number had lost its leading zeros.
    var restored = 0
    /// Rows that are odd.
    var odd = 0

    /// Rows whose content is stored now.
    var applied: Int { added + changed + unchanged }

    var text: String {
        var parts = [
            "read \(read)", "added \(added)", "changed \(changed)", "unchanged \(unchanged)", "rejected \(rejected)",
            "withdrawn \(withdrawn)",
        ]
        if older > 0 { parts.append("older than what is stored \(older)") }
        if restored > 0 { parts.append("leading zeros put back \(restored)") }
        if odd > 0 { parts.append("with a warning \(odd)") }
        return parts.joined(separator: ", ")
    }

    var members: [JSON.Member] {
        [
            JSON.Member("read", .integer(read)), JSON.Member("added", .integer(added)),
            JSON.Member("changed", .integer(changed)), JSON.Member("unchanged", .integer(unchanged)),
            JSON.Member("older", .integer(older)), JSON.Member("rejected", .integer(rejected)),
            JSON.Member("withdrawn", .integer(withdrawn)), JSON.Member("restored_zeros", .integer(restored)),
            JSON.Member("warnings", .integer(odd)),
        ]
    }
}
