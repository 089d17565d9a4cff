/// What larger towns are called in other languages, from `town-names.tsv`.
enum TownNames {
    /// The names of a town, each folded as ``PlaceName/folded(_:)``, by its country and any one of them.
    private static let known: [Key: [String]] = {
        var known: [Key: [String]] = [:]
        for line in String(decoding: PackageResources.town_names_tsv, as: UTF8.self).split(separator: "\n") {
            let columns = line.split(separator: "\t")
            guard columns.count == 2, !line.hasPrefix("#") else { continue }
            let spelled = columns[1].split(separator: "|").flatMap { PlaceName.spellings(of: $0) }
            for name in spelled { known[Key(country: String(columns[0]), name: name), default: []] += spelled }
        }
        return known
    }()

    private struct Key: Hashable {
        var country: String
        var name: String
    }

    /// All names of a town, the given one among them; that alone of a town that is not known.
    ///
    /// - Parameter name: in any spelling.
    static func all(of name: String, in country: String) -> [String] {
        let spellings = PlaceName.spellings(of: name)
        return spellings + spellings.flatMap { known[Key(country: country, name: $0)] ?? [] }
    }
}
