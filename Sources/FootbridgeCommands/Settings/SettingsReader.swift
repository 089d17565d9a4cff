import Configuration
import Foundation
import SystemPackage

/// Reads settings: flags before environment before file before default; the first place that has a setting decides.
///
/// A setting's key is its flag's name, such as `upload-places`; `FOOTBRIDGE_UPLOAD_PLACES` is its environment variable.
struct SettingsReader {
    private let sources: [Source]
    /// The settings file; nil where there is none.
    let file: String?

    private struct Source {
        var provider: any ConfigProvider
        /// What the place calls a key, for messages.
        var name: (String) -> String
    }

    /// - Parameters:
    ///   - flags: values by key, of the flags that were given.
    ///   - environment: the process's variables.
    ///   - file: a YAML (`.yaml`, `.yml`) or JSON (`.json`) file of keys and values.
    /// - Throws: ``SettingsError`` where the file cannot be read.
    init(
        flags: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment,
        file: String? = nil
    ) async throws {
        let given = flags.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) }
        var sources = [
            Source(provider: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: given))) { "--\($0)" },
            Source(
                provider: EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "footbridge")
            ) { Self.variable($0) },
        ]
        self.file = file ?? environment["FOOTBRIDGE_CONFIG"]
        if let file = self.file {
            sources.append(Source(provider: try await Self.fileProvider(file)) { "\($0) in \(file)" })
        }
        self.sources = sources
    }

    private static func fileProvider(_ path: String) async throws -> any ConfigProvider {
        do {
            return if path.hasSuffix(".json") {
                try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
            } else {
                try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
            }
        } catch {
            throw SettingsError(setting: "config", problem: "\(path) cannot be read as YAML or JSON")
        }
    }

    static func variable(_ key: String) -> String {
        "FOOTBRIDGE_" + key.uppercased().replacing("-", with: "_")
    }

    /// Text as it was given; nil where nobody gave it.
    func text(_ key: String) throws -> (value: String, setting: String)? {
        for source in sources {
            guard let (value, setting) = try value(key, in: source, as: .string),
                case .string(let text) = value
            else { continue }
            return (text, setting)
        }
        return nil
    }

    /// - Throws: ``SettingsError`` where the value is no whole number or outside `range`.
    func integer(_ key: String, in range: ClosedRange<Int>, default: Int) throws -> Int {
        for source in sources {
            // Flags arrive as text; the other places know numbers.
            guard let (content, setting) = try value(key, in: source, as: .int, elseAs: .string) else { continue }
            let number: Int? =
                switch content {
                case .int(let number): number
                case .string(let text): Int(text)
                default: nil
                }
            guard let number, range.contains(number) else {
                throw SettingsError(
                    setting: setting, problem: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        return `default`
    }

    /// Whether something is switched on that is off by itself.
    ///
    /// - Throws: ``SettingsError`` where the value is neither true nor false.
    func isOn(_ key: String) throws -> Bool {
        for source in sources {
            // Flags arrive as text; the other places know truth.
            guard let (content, setting) = try value(key, in: source, as: .bool, elseAs: .string) else { continue }
            switch content {
            case .bool(let isOn): return isOn
            case .string("true"): return true
            case .string("false"): return false
            default: throw SettingsError(setting: setting, problem: "must be true or false")
            }
        }
        return false
    }

    private func value(
        _ key: String, in source: Source, as type: ConfigType, elseAs other: ConfigType? = nil
    ) throws -> (ConfigContent, String)? {
        let setting = source.name(key)
        do {
            guard let value = try source.provider.value(forKey: AbsoluteConfigKey([key]), type: type).value else {
                return nil
            }
            return (value.content, setting)
        } catch {
            if let other { return try self.value(key, in: source, as: other) }
            throw SettingsError(setting: setting, problem: "is not of the kind that is needed here")
        }
    }
}

/// A setting that stops the start.
struct SettingsError: Error, CustomStringConvertible {
    /// As the place it came from calls it.
    var setting: String
    var problem: String

    var description: String { "\(setting): \(problem)" }
}
