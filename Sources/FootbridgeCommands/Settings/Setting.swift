import Foundation

/// One setting, declared once: its flag, its variable, its key in a file, its line in `--help` and its row in the README
/// all come from here.
struct Setting<Value: Sendable>: DeclaredSetting {
    let key: String
    let kind: SettingKind
    let documentedDefault: String
    let help: String
    let places: Set<SettingPlace.Kind>
    /// What holds where nobody sets it.
    let standard: Value
    /// What was given as a value; the problem continues a sentence that begins with the setting's name.
    let parse: @Sendable (GivenValue) throws(SettingProblem) -> Value

    /// - Parameters:
    ///   - key: in a file, and of the flag without its dashes.
    ///   - documentedDefault: what `standard` is called in documents.
    ///   - help: what it sets, in one sentence without a full stop.
    ///   - places: where it may be given.
    init(
        _ key: String, _ kind: SettingKind, default standard: Value, called documentedDefault: String, _ help: String,
        in places: Set<SettingPlace.Kind> = [.flag, .environment, .file],
        parse: @escaping @Sendable (GivenValue) throws(SettingProblem) -> Value
    ) {
        self.key = key
        self.kind = kind
        self.documentedDefault = documentedDefault
        self.help = help
        self.places = places
        self.standard = standard
        self.parse = parse
    }
}

/// What is known of a setting whatever its value is.
protocol DeclaredSetting: Sendable {
    var key: String { get }
    var kind: SettingKind { get }
    var documentedDefault: String { get }
    var help: String { get }
    var places: Set<SettingPlace.Kind> { get }
}

extension DeclaredSetting {
    var flag: String { "--\(key)" }
    var variable: String { SettingPlace.prefix + key.uppercased().replacing("-", with: "_") }
}

/// What a setting takes; for documents, and for the form of its flag.
enum SettingKind: Sendable, Hashable {
    /// A whole number of `unit`, such as seconds.
    case number(ClosedRange<Int>, unit: String)
    /// One of some words.
    case choice([String])
    /// True or false; the flag alone is true.
    case truth
    /// A word or some of what is named, such as a path.
    case text(String)
    /// Several of what is named: a list in a file, separated by commas elsewhere.
    case list(of: String)

    var description: String {
        switch self {
        case .number(let range, let unit):
            "\(unit)\(unit.isEmpty ? "" : ", ")\(range.lowerBound) to \(range.upperBound)"
        case .choice(let words): words.joined(separator: ", ")
        case .truth: "true or false"
        case .text(let name): name
        case .list(let name): "list of \(name)"
        }
    }

    /// What stands for the value in `--help`.
    var valueName: String {
        switch self {
        case .number(_, let unit): unit.isEmpty ? "number" : unit.replacing(" ", with: "-")
        case .choice(let words): words.count < 4 ? words.joined(separator: "|") : "word"
        case .truth: "true|false"
        case .text(let name): name
        case .list(let name): "\(name),…"
        }
    }
}

/// What somebody gave for a setting.
enum GivenValue: Sendable, Hashable {
    case one(String)
    /// Only a file has such.
    case list([String])

    /// - Throws: where it is a list or empty.
    func text() throws(SettingProblem) -> String {
        guard case .one(let text) = self else { throw SettingProblem("must be one value, not a list") }
        guard !text.isEmpty else { throw SettingProblem("is empty: leave it out, or say what it is") }
        return text
    }

    /// - Throws: where one of them is empty.
    func list() throws(SettingProblem) -> [String] {
        let list =
            switch self {
            case .list(let list): list
            case .one(let text): text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
            }
        guard !list.isEmpty, !list.contains("") else {
            throw SettingProblem("is empty: leave it out, or say what it is")
        }
        return list
    }
}

/// What is wrong with the value of a setting, in words that follow the setting's name.
struct SettingProblem: Error, Hashable {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Setting where Value == Int {
    /// A whole number of `unit`, within `range`.
    static func number(
        _ key: String, _ range: ClosedRange<Int>, unit: String = "", default standard: Int,
        called documentedDefault: String? = nil, _ help: String
    ) -> Setting {
        Setting(
            key, .number(range, unit: unit), default: standard, called: documentedDefault ?? String(standard), help
        ) { given throws(SettingProblem) in
            guard let number = Int(try given.text()), range.contains(number) else {
                throw SettingProblem("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension Setting where Value == Bool {
    /// Something that is off unless it is switched on.
    static func truth(_ key: String, _ help: String) -> Setting {
        Setting(key, .truth, default: false, called: "false", help) { given throws(SettingProblem) in
            switch try given.text() {
            case "true": return true
            case "false": return false
            default: throw SettingProblem("must be true or false")
            }
        }
    }
}

extension Setting where Value == String? {
    /// Text that is taken as it is, such as a path.
    static func text(
        _ key: String, _ name: String, default documentedDefault: String = "none", _ help: String,
        in places: Set<SettingPlace.Kind> = [.flag, .environment, .file]
    ) -> Setting {
        Setting(key, .text(name), default: nil, called: documentedDefault, help, in: places) {
            given throws(SettingProblem) in try given.text()
        }
    }
}

extension Setting where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words that `Value` has.
    static func choice(_ key: String, default standard: Value, _ help: String) -> Setting {
        let words = Value.allCases.map(\.rawValue)
        return Setting(key, .choice(words), default: standard, called: standard.rawValue, help) {
            given throws(SettingProblem) in
            guard let value = Value(rawValue: try given.text()) else {
                throw SettingProblem("must be one of \(words.joined(separator: ", "))")
            }
            return value
        }
    }
}
