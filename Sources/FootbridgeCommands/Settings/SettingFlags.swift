import ArgumentParser

/// The flags of a group's settings, as they were given.
///
/// ArgumentParser finds the flags of a type in its mirror and reads them by the same names, so both are made from the
/// declarations: nothing is said twice.
struct SettingFlags<Group: SettingGroup>: ParsableArguments, CustomReflectable {
    /// By the settings' keys.
    private(set) var given: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        for setting in Self.settings {
            given[setting.key] = try values.decodeIfPresent(String.self, forKey: Key(stringValue: setting.key))
        }
    }

    private static var settings: [any DeclaredSetting] { Group.all.filter { $0.places.contains(.flag) } }

    var customMirror: Mirror {
        Mirror(self, children: Self.settings.map { (label: $0.key, value: Self.option($0)) }, displayStyle: .struct)
    }

    private static func option(_ setting: any DeclaredSetting) -> any Decodable {
        let name = NameSpecification.customLong(setting.key)
        var help = ArgumentHelp(
            "\(setting.help.prefix(1).uppercased())\(setting.help.dropFirst()). Default: \(setting.documentedDefault).",
            valueName: setting.kind.valueName)
        if let line = Group.line {
            if line.key == setting.key { help.abstract = line.help } else { help.visibility = .hidden }
        }
        // As the type of a property with a default: the parser knows none of its own, the reader does.
        return setting.kind == .truth
            ? Option<String?>(name: name, defaultAsFlag: "true", help: help) : Option<String?>(name: name, help: help)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
