import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge voucher`.
struct VoucherCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voucher", abstract: "Withdraw vouchers.", subcommands: [VoucherRevokeCommand.self])
}

/// `footbridge voucher revoke`.
struct VoucherRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Withdraw a voucher that is not redeemed: no till takes it any more.",
        discussion: """
            Names it by its id or its code. Its place under the promotion's cap is free again.

            Example:
              footbridge voucher revoke "K7MP 9XQ4 2WHT C"
            """)

    @Argument(help: "The voucher's code, or its id.")
    var voucher: String

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let name: Storage.VoucherName
        if let id = VoucherID(voucher) {
            name = .id(id)
        } else if let code = VoucherCode(voucher) {
            name = .code(code)
        } else {
            throw CommandFailure("\(PrintableText.of(voucher, limit: 60)) is neither a voucher's id nor a code")
        }
        guard try await storage.revokeVoucher(name) else {
            throw CommandFailure("there is no such voucher that is open")
        }
        terminal.message("Withdrawn.")
    }
}
