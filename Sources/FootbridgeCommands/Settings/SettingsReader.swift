import FootbridgeCore
import Foundation

/// Reads settings: flags before environment before file before default; the first place that has a setting decides.
///
/// A setting's key is its flag's name, such as `upload-places`; `FOOTBRIDGE_UPLOAD_PLACES` is its environment variable.
/// What is in a file or a variable of ours and no setting stops the start, as it was meant to set something.
struct SettingsReader {
    private var given: [String: (value: GivenValue, place: SettingPlace)] = [:]

    /// Variables that begin as ours do and that tests and scripts read, not the daemon; those with `FOOTBRIDGE_TEST_` are
    /// theirs, too.
    private static let ofTestsAndScripts: Set<String> = [
        "FOOTBRIDGE_BINARY", "FOOTBRIDGE_CORPUS", "FOOTBRIDGE_FIELD", "FOOTBRIDGE_IMAGES", "FOOTBRIDGE_LONG",
        "FOOTBRIDGE_SHARED",
    ]
    private static let prefixOfTests = "FOOTBRIDGE_TEST_"

    /// - Parameters:
    ///   - flags: values by key, of the flags that were given.
    ///   - environment: the process's variables.
    /// - Throws: ``SettingsError`` where the file cannot be read, or the file or a variable sets what is no setting.
    init(
        flags: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) {
        for (key, value) in flags { given[key] = (.one(value), .flag) }
        try takeVariables(environment)
        guard let path = try value(of: Settings.config) else { return }
        for entry in try SettingsFile(path).entries {
            let place = SettingPlace.file(path: path, line: entry.line)
            guard let setting = Settings.all.first(where: { $0.key == entry.key && $0.places.contains(.file) }) else {
                throw Self.unknown(
                    "\(path):\(entry.line): \(PrintableText.of(entry.key))",
                    nearest: Settings.all.filter { $0.places.contains(.file) }.map(\.key), to: entry.key)
            }
            take(entry.value, of: setting, at: place)
        }
    }

    private mutating func takeVariables(_ environment: [String: String]) throws(SettingsError) {
        let settings = Dictionary(uniqueKeysWithValues: Settings.all.map { ($0.variable, $0) })
        // In order, so that the same one is named every time.
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix(SettingPlace.prefix) {
            if let setting = settings[name] {
                take(.one(value), of: setting, at: .environment)
            } else if !Self.ofTestsAndScripts.contains(name), !name.hasPrefix(Self.prefixOfTests) {
                throw Self.unknown(PrintableText.of(name), nearest: settings.keys.sorted(), to: name)
            }
        }
    }

    private mutating func take(_ value: GivenValue, of setting: any DeclaredSetting, at place: SettingPlace) {
        if given[setting.key] == nil { given[setting.key] = (value, place) }
    }

    /// Never with the value: it may be a secret.
    private static func unknown(_ name: String, nearest names: [String], to wrong: String) -> SettingsError {
        let nearest = NearestName.to(wrong, among: names).map { "; did you mean \($0)?" } ?? ""
        return SettingsError(setting: name, problem: "there is no such setting\(nearest)")
    }

    /// What was given, or else its default.
    ///
    /// - Throws: ``SettingsError`` that names the setting as the place does where it was given.
    func value<Value>(of setting: Setting<Value>) throws(SettingsError) -> Value {
        guard let (value, place) = given[setting.key] else { return setting.standard }
        do {
            return try setting.parse(value)
        } catch {
            throw SettingsError(setting: place.name(setting), problem: error.description)
        }
    }

    /// Where somebody gave it; nil where nobody did.
    func place(of setting: some DeclaredSetting) -> SettingPlace? { given[setting.key]?.place }

    /// What is wrong with a setting, or with what it names, in the words of the place where it was given.
    func wrong(_ setting: some DeclaredSetting, _ problem: String) -> SettingsError {
        SettingsError(setting: place(of: setting)?.name(setting) ?? setting.key, problem: problem)
    }
}
