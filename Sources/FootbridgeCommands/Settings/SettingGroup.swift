/// Settings that belong together, each a stored property of the group.
protocol SettingGroup: Sendable {
    init()

    /// The heading of their flags in `--help`.
    static var title: String { get }

    /// Where every command has these flags: the one line of `--help` that stands for all of them, and the key of the
    /// setting whose it is; `--help-hidden` shows the others. Nil where each has a line of its own.
    static var line: (key: String, help: String)? { get }
}

extension SettingGroup {
    static var line: (key: String, help: String)? { nil }

    /// In the order of their declarations.
    static var all: [any DeclaredSetting] {
        Mirror(reflecting: Self()).children.compactMap { $0.value as? any DeclaredSetting }
    }
}

/// Every setting there is.
enum Settings {
    static let database = DatabaseSettingGroup()
    static let server = ServerSettingGroup()
    static let secrets = SecretSettingGroup()
    static let uploads = UploadSettingGroup()
    static let covers = CoverSettingGroup()
    static let coverSources = CoverSourceSettingGroup()
    static let limits = LimitSettingGroup()
    static let retention = RetentionSettingGroup()

    /// The settings file itself; a file cannot name another.
    static let config = Setting.text(
        "config", "FILE", "a YAML or JSON file of settings; flags and FOOTBRIDGE_ variables stand before it",
        in: [.flag, .environment])

    private static let groups: [any SettingGroup] = [
        database, server, secrets, uploads, covers, coverSources, limits, retention,
    ]

    static let all: [any DeclaredSetting] = groups.flatMap { type(of: $0).all } + [config]
}
