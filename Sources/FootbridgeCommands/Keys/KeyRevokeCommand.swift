import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge key revoke`.
struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke one key, or all of a principal.",
        discussion: """
            Names the key by its last four characters, or by the whole key; a principal by its number in key list, which \
            revokes all of its keys. Where several live keys end alike, none is revoked and they are listed; --principal \
            then tells which. Digits alone are taken for a principal, unless there are exactly four and a live key ends so.

            Examples:
              footbridge key revoke k7wq
              footbridge key revoke k7wq --principal 3
              footbridge key revoke 3
            """)

    @Option(help: "The principal whose key it is, where several keys end alike.")
    var principal: Int64?

    @Argument(help: "The end of the key, the key, or the number of a principal.")
    var hintOrID: String

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let hint = APIKey(hintOrID)?.hint ?? hintOrID
        // The hint says enough in a message, and a mistyped secret must not be shown.
        let shown = PrintableText.of(String(hint.suffix(8)))
        var revocation = KeyRevocation.unknown
        if hint.utf8.count == 4 {
            revocation = try await storage.revokeKey(hint: hint, of: principal.map(PrincipalID.init(rawValue:)))
        }
        switch revocation {
        case .revoked(let key):
            terminal.message("Revoked:")
            try terminal.result(KeyLines.text(of: key))
        case .ambiguous(let keys):
            let lines = keys.map { "  " + KeyLines.text(of: $0) }.joined(separator: "\n")
            throw CommandFailure(
                "\(keys.count) live keys end in \(shown); none was revoked. Say which with --principal:\n\(lines)")
        case .unknown:
            guard principal == nil, let number = Int64(hint) else {
                throw CommandFailure("no live key ends in \(shown)")
            }
            let count = try await storage.revokeKeys(of: PrincipalID(rawValue: number))
            guard count > 0 else { throw CommandFailure("principal \(number) has no live key") }
            terminal.message("Revoked \(count) \(count == 1 ? "key" : "keys") of principal \(number).")
        }
    }
}
