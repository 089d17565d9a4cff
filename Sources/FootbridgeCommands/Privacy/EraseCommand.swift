import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge erase`.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Delete what points to a person: their name's hash, positions, ad click ids, consent, kept answers.",
        discussion: """
            The log, the ledger and all totals stay, under a number that is nobody's any more; an erasure event goes to \
            every feed that has events of the visitor. Run again, it changes nothing.

            Examples:
              footbridge erase --visitor u-5f1c
              footbridge erase --visitor u-5f1c --client 2
              footbridge erase --visitor vou_01m8aby7y3fbxab1rd291cnyr5
            """)

    @OptionGroup var who: VisitorArgument

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            let secret = try database.secret(who.secretFile)
            try await database.withStorage { try await perform(in: $0, with: secret, on: .process) }
        }
    }

    func perform(in storage: Storage, with secret: ServerSecret, on terminal: Terminal) async throws {
        var erasure: Erasure?
        if let visitor = try await who.resolve(in: storage, with: secret) {
            erasure = try await storage.erase(visitor.number)
        }
        if json {
            try terminal.result(Self.json(of: erasure).line)
            return
        }
        switch erasure {
        case .erased(let parts, let answers):
            terminal.message("Erased, with \(parts) positions or click ids and \(answers) kept answers.")
        case .alreadyErased(let time): terminal.message("They were erased already, at \(time.rfc3339).")
        case nil: terminal.message("Nobody is known by that name: they never were, or were erased.")
        }
    }

    private static func json(of erasure: Erasure?) -> JSON {
        switch erasure {
        case .erased(let parts, let answers):
            .object([
                JSON.Member("erased", .bool(true)), JSON.Member("personal_parts", .integer(parts)),
                JSON.Member("answers", .integer(answers)),
            ])
        case .alreadyErased(let time):
            .object([JSON.Member("erased", .bool(false)), JSON.Member("erased_at", .string(time.rfc3339))])
        case nil: .object([JSON.Member("erased", .bool(false)), JSON.Member("erased_at", .null)])
        }
    }
}
