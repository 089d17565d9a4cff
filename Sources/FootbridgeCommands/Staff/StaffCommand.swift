import ArgumentParser

/// `footbridge staff`: who works at the tills, and on what.
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "Enrol devices of stores, and add, list and remove the people who sign in on them.",
        discussion: """
            A device is enrolled once with a one-time code, on the page /staff. People sign in on it with their PIN. A \
            running daemon takes changes up by itself.
            """,
        subcommands: [
            StaffEnrolCommand.self, StaffAddCommand.self, StaffListCommand.self, StaffRevokeCommand.self,
            StaffRemoveCommand.self, StaffUnlockCommand.self,
        ])
}
