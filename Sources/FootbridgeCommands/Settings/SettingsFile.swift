import FootbridgeCore
import Foundation
import Yams

/// A settings file in YAML, or in JSON, which is read as the YAML that it also is.
struct SettingsFile {
    struct Entry {
        var key: String
        var value: GivenValue
        /// From 1.
        var line: Int
    }

    let path: String
    let entries: [Entry]

    /// Far more than all settings together take.
    private static let largest = 1 << 20

    /// - Throws: ``SettingsError`` where it cannot be read, is not YAML, or has more than keys with values and lists.
    init(_ path: String) throws(SettingsError) {
        self.path = path
        entries = try Self.entries(of: Self.node(Self.text(path), path), path)
    }

    private static func text(_ path: String) throws(SettingsError) -> String {
        let bytes: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            bytes = try file.read(upToCount: largest + 1) ?? Data()
            try file.close()
        } catch {
            let isMissing = !FileManager.default.fileExists(atPath: path)
            throw SettingsError(
                setting: Settings.config.key,
                problem: isMissing ? "there is no file \(path)" : "\(path) cannot be read")
        }
        guard bytes.count <= largest, let text = String(data: bytes, encoding: .utf8) else {
            throw SettingsError(setting: path, problem: "must be UTF-8 and no longer than 1 MiB")
        }
        return text
    }

    /// What the library found, in words that begin with the line; its own repeat the whole file, secrets and all.
    private static func node(_ text: String, _ path: String) throws(SettingsError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw SettingsError(setting: "\(path):\(mark.line)", problem: "not YAML or JSON: \(problem)")
            case .duplicatedKeysInMapping(let keys, let context):
                throw SettingsError(
                    setting: "\(path):\(context.mark.line)",
                    problem: "twice in this file: \(keys.map { PrintableText.of($0) }.sorted().joined(separator: ", "))"
                )
            default: throw SettingsError(setting: path, problem: "not YAML or JSON")
            }
        } catch {
            throw SettingsError(setting: path, problem: "not YAML or JSON")
        }
    }

    private static func entries(of node: Node?, _ path: String) throws(SettingsError) -> [Entry] {
        guard let node, node.null == nil else { return [] }
        guard let mapping = node.mapping else {
            throw SettingsError(setting: "\(path):\(node.mark?.line ?? 1)", problem: "must be keys with values")
        }
        var entries: [Entry] = []
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard let name = key.scalar?.string else {
                throw SettingsError(setting: "\(path):\(line)", problem: "must be keys with values")
            }
            guard let given = GivenValue(value) else {
                throw SettingsError(
                    setting: "\(path):\(line): \(PrintableText.of(name))",
                    problem: "must be a value or a list of values")
            }
            entries.append(Entry(key: name, value: given, line: line))
        }
        return entries
    }
}

extension GivenValue {
    /// - Returns: nil where the node is a mapping, or a list of more than values.
    fileprivate init?(_ node: Node) {
        if let scalar = node.scalar {
            self = .one(node.null == nil ? scalar.string : "")
        } else if let sequence = node.sequence {
            let list = sequence.compactMap(\.scalar?.string)
            guard list.count == sequence.count else { return nil }
            self = .list(list)
        } else {
            return nil
        }
    }
}
