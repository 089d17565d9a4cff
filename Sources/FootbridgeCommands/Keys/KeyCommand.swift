import ArgumentParser

/// `footbridge key`: who may talk to the daemon.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Create, list and revoke the keys of clients, staff, analysts, merchants and administrators.",
        discussion: """
            A key is shown once, when it is made; the database keeps only its hash and its last four characters. A \
            running daemon takes new and revoked keys up by itself.
            """,
        subcommands: [KeyCreateCommand.self, KeyListCommand.self, KeyRevokeCommand.self])
}
