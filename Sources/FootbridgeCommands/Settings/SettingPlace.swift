/// Where a setting was given.
enum SettingPlace: Sendable, Hashable {
    case flag
    case environment
    case file(path: String, line: Int)

    enum Kind: Sendable {
        case flag, environment, file
    }

    /// What every variable of ours begins with.
    static let prefix = "FOOTBRIDGE_"

    /// The setting as this place calls it, for the beginning of a message.
    func name(_ setting: some DeclaredSetting) -> String {
        switch self {
        case .flag: setting.flag
        case .environment: setting.variable
        case .file(let path, let line): "\(path):\(line): \(setting.key)"
        }
    }
}

/// A setting that stops the start: the process ends with status 64.
struct SettingsError: Error, Hashable, CustomStringConvertible {
    /// As the place it came from calls it.
    var setting: String
    var problem: String

    var description: String { "\(setting): \(problem)" }
}
