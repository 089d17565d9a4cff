import ArgumentParser
import Foundation
import Testing

@testable import FootbridgeCommands

@Suite struct SettingsTests {
    private static func reader(
        flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil,
        as ending: String = "yaml"
    ) async throws -> SettingsReader {
        try await withTemporaryFolder { folder in
            var flags = flags
            if let file {
                let path = folder.appending(path: "settings.\(ending)")
                try Data(file.utf8).write(to: path)
                flags["config"] = path.path
            }
            return try SettingsReader(flags: flags, environment: environment)
        }
    }

    /// What stops the start, without the folder of the file.
    private static func problem(
        flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil,
        as ending: String = "yaml"
    ) async throws -> String {
        do {
            let settings = try await reader(flags: flags, environment: environment, file: file, as: ending)
            _ = try ServeSettings(settings)
        } catch let error as SettingsError {
            return error.description.replacing(/\/[^ :]*\/settings/, with: "settings")
        }
        return "started"
    }

    @Test func `The table of settings says what is declared, in its order`() throws {
        let rows = Settings.all.map { setting in
            let name = setting.places.contains(.flag) ? setting.flag : setting.variable
            return "| `\(name)` | \(setting.kind.description) | \(setting.documentedDefault) | \(setting.help) |"
        }
        let page = try String(
            contentsOf: packageRoot.appending(path: "Sources/FootbridgeCore/FootbridgeCore.docc/Settings.md"),
            encoding: .utf8)
        let table = ["| Setting | Value | Default | |", "|---|---|---|---|"] + rows
        let isThere = page.contains("\n" + table.joined(separator: "\n") + "\n\n")
        #expect(isThere, "it should be:\n\(table.joined(separator: "\n"))")
    }

    @Test func `Each declared setting has a flag of serve, with its help and default`() {
        let help = ServeCommand.helpMessage(includeHidden: true, columns: 1000).replacing(/\s+/, with: " ")
        let shared = ["config", "database"]
        for setting in Settings.all where setting.places.contains(.flag) && !shared.contains(setting.key) {
            let words = setting.help.dropFirst() + ". Default: \(setting.documentedDefault)."
            #expect(help.contains(" \(setting.flag) ") && help.contains(words), "\(setting.flag)")
        }
        #expect(Set(Settings.all.map(\.key)).count == Settings.all.count)
    }

    @Test func `Flags arrive as they were given`() throws {
        let command = try #require(
            FootbridgeCommand.parseAsRoot([
                "serve", "--upload-places", "7", "--webhook-allow-private", "--database=sqlite:x.db", "--port", "0",
            ]) as? ServeCommand)
        #expect(
            command.flags.uploads.given == ["upload-places": "7"] && command.flags.server.given == ["port": "0"]
                && command.flags.limits.given == ["webhook-allow-private": "true"]
                && command.flags.database.flags.given == ["database": "sqlite:x.db"])
    }

    @Test func `A flag wins over a variable, and a variable over the file`() async throws {
        let file = "upload-places: 3\ndecoding-waiting: 3\nport: 3"
        let variables = ["FOOTBRIDGE_UPLOAD_PLACES": "2", "FOOTBRIDGE_DECODING_WAITING": "2"]
        let settings = try await Self.reader(flags: ["upload-places": "1"], environment: variables, file: file)
        #expect(try settings.value(of: Settings.uploads.places) == 1)
        #expect(try settings.value(of: Settings.uploads.decodingWaiting) == 2)
        #expect(try settings.value(of: Settings.server.port) == 3)
        #expect(try settings.value(of: Settings.limits.key) == 6000)
    }

    @Test(arguments: [
        ("FOOTBRIDGE_UPLOAD_PLACE", "FOOTBRIDGE_UPLOAD_PLACES"), ("FOOTBRIDGE_DATABSE", "FOOTBRIDGE_DATABASE"),
        ("FOOTBRIDGE_TRUSTED_PROXY", "FOOTBRIDGE_TRUSTED_PROXIES"),
    ])
    func `A variable of ours that is no setting stops the start with the nearest name`(
        wrong: String, right: String
    ) async throws {
        let problem = try await Self.problem(environment: [wrong: "hush", "FOOTBRIDGE_PORT": "1", "PATH": "/bin"])
        #expect(problem == "\(wrong): there is no such setting; did you mean \(right)?")
    }

    @Test func `Variables of tests and scripts are left alone`() async throws {
        let theirs = ["BINARY", "CORPUS", "FIELD", "IMAGES", "LONG", "SHARED", "TEST_POSTGRES", "TEST_ANYTHING"]
        let variables = Dictionary(uniqueKeysWithValues: theirs.map { ("FOOTBRIDGE_\($0)", "x") })
        #expect(try await Self.problem(environment: variables) == "started")
    }

    @Test(arguments: [
        (
            "port: 1\nupload-place: 8\n",
            "settings.yaml:2: upload-place: there is no such setting; did you mean upload-places?"
        ),
        ("port: 1\n\nupload-places: many\n", "settings.yaml:3: upload-places: must be a whole number from 1 to 4096"),
        ("port:\n", "settings.yaml:1: port: is empty: leave it out, or say what it is"),
        ("port: [1, 2]\n", "settings.yaml:1: port: must be one value, not a list"),
        ("port: {a: 1}\n", "settings.yaml:1: port: must be a value or a list of values"),
        (
            "log-level: loud\n",
            "settings.yaml:1: log-level: must be one of trace, debug, info, notice, warning, error, critical"
        ),
        (
            "port: 1\ntrusted-proxies: [10.0.0.0/8, here]\n",
            "settings.yaml:2: trusted-proxies: must be addresses or networks such as 10.0.0.0/8"
        ),
        ("port: 1\nlog-level: [unclosed\n", "settings.yaml:3: not YAML or JSON: did not find expected ',' or ']'"),
        ("port: 1\nhost: ::1\nport: 2\n", "settings.yaml:1: twice in this file: port"),
        ("- port\n", "settings.yaml:1: must be keys with values"),
        ("config: other.yaml\n", "settings.yaml:1: config: there is no such setting; did you mean covers?"),
        ("# nothing yet\n", "started"),
    ])
    func `What is wrong in a file is named with file and line`(file: String, problem: String) async throws {
        #expect(try await Self.problem(file: file) == problem)
    }

    @Test func `JSON has lines, too`() async throws {
        #expect(
            try await Self.problem(file: "{\n  \"port\": 1,\n\t\"upload-place\": 8\n}", as: "json")
                == "settings.json:3: upload-place: there is no such setting; did you mean upload-places?")
        #expect(
            try await Self.problem(file: "{\n \"port\": \"a\"}", as: "json")
                == "settings.json:2: port: must be a whole number from 0 to 65535")
        #expect(try await Self.problem(file: "{", as: "json").contains("not YAML or JSON"))
        #expect(
            try await Self.problem(file: "{\"port\": 1, \"tls-key\": \"k\"}", as: "json").hasSuffix(
                "needs tls-certificate, too"))
    }

    @Test func `A list is taken where one is meant, in a file and elsewhere`() async throws {
        let networks = ["10.0.0.0/8", "::1"]
        for settings in [
            try await Self.reader(file: "trusted-proxies:\n  - 10.0.0.0/8\n  - ::1\n"),
            try await Self.reader(file: "{\"trusted-proxies\": [\"10.0.0.0/8\", \"::1\"]}", as: "json"),
            try await Self.reader(file: "trusted-proxies: 10.0.0.0/8, ::1"),
            try await Self.reader(environment: ["FOOTBRIDGE_TRUSTED_PROXIES": "10.0.0.0/8,::1"]),
        ] {
            #expect(try settings.value(of: Settings.server.trustedProxies) == networks)
        }
    }

    @Test(arguments: [
        ("https://books.example/", "https://books.example"), ("HTTPS://Books.Example:443", "https://books.example"),
        ("http://books.example:80/", "http://books.example"),
        ("https://books.example:8443", "https://books.example:8443"),
        ("http://[::1]:8080", "http://[::1]:8080"), ("https://books.example/shop", nil), ("books.example", nil),
        ("https://user@books.example", nil), ("https://books.example?x", nil), ("ftp://books.example", nil),
    ])
    func `A public address is compared in the form that browsers say it in`(text: String, origin: String?) async throws
    {
        let settings = try await Self.reader(flags: ["public-url": text])
        if let origin {
            #expect(try settings.value(of: Settings.server.publicURL) == origin)
        } else {
            #expect(throws: SettingsError.self) { try settings.value(of: Settings.server.publicURL) }
        }
    }

    @Test func `A file that a setting names and that is not there is called missing`() async throws {
        let missing = ["tls-certificate": "/nowhere/c.pem", "tls-key": "/nowhere/k.pem"]
        #expect(try await Self.problem(flags: missing) == "--tls-certificate: there is no file /nowhere/c.pem")
        #expect(
            try await Self.problem(flags: ["config": "/nowhere/s.yaml"]) == "config: there is no file /nowhere/s.yaml")
    }
}
