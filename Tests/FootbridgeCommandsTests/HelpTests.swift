import ArgumentParser
import Testing

@testable import FootbridgeCommands

@Suite struct HelpTests {
    private static let commands = leaves(of: FootbridgeCommand.self)

    private static func leaves(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        let subcommands = command.configuration.subcommands
        return subcommands.isEmpty ? [command] : subcommands.flatMap(leaves)
    }

    /// As a terminal of 80 columns shows it.
    private static func help(of command: any ParsableCommand.Type, hidden: Bool = false) -> [Substring] {
        FootbridgeCommand.helpMessage(for: command, includeHidden: hidden, columns: 80)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func `A command shows its own options first, and those of the database as one line behind them`() throws {
        var withDatabase = 0
        for command in Self.commands {
            let lines = Self.help(of: command)
            guard let database = lines.firstIndex(where: { $0.hasPrefix("  --database ") }) else { continue }
            withDatabase += 1
            #expect(lines[database].hasSuffix("sqlite:PATH or postgres://…; more: --help-hidden."), "\(command)")
            #expect(!lines.contains { $0.hasPrefix("  --database-") || $0.hasPrefix("  --config") }, "\(command)")
            // Behind it are whether it may be made, what all commands have, and nothing of its own; of serve its groups.
            let options = lines[database...].prefix { !$0.isEmpty }.filter { $0.hasPrefix("  -") }
            let common = ["  --create ", "  --version", "  -h, --help"]
            #expect(
                options.dropFirst().allSatisfy { option in common.contains { option.hasPrefix($0) } },
                "\(command): \(options)")
            let hidden = Self.help(of: command, hidden: true)
            for option in ["  --database-pooling ", "  --database-password-file ", "  --config "] {
                #expect(hidden.contains { $0.hasPrefix(option) }, "\(command)")
            }
        }
        #expect(withDatabase > 25)
    }

    @Test func `Examples keep their indentation in 80 columns`() {
        for command in Self.commands {
            let lines = Self.help(of: command)
            guard let start = lines.firstIndex(of: "Examples:") else { continue }
            let examples = lines[(start + 1)...].prefix { !$0.isEmpty }
            #expect(!examples.isEmpty, "\(command)")
            var isContinued = false
            for line in examples {
                #expect(line.hasPrefix(isContinued ? "    " : "  ") && line.count <= 80, "\(command): \(line)")
                #expect(isContinued || !line.hasPrefix("   "), "\(command): \(line)")
                isContinued = line.hasSuffix("\\")
            }
        }
    }
}
