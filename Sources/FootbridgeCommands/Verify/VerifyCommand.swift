import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that nothing in the ledgers of redemptions was edited, moved or taken out.",
        discussion: """
            Every row of a store's ledger carries a code over itself and the row before, made with the installation's \
            secret. All of them are made anew and compared, and so are the states of the vouchers. Each row that is not \
            as it was written is named, and the exit status is 1 then.

            Rows taken off a ledger's end together with its head leave no trace in the database itself. A checkpoint says \
            where every ledger ended; kept in another place, it finds them. A running daemon writes one every day, where \
            --checkpoint-file of serve says.

            Examples:
              footbridge verify
              footbridge verify --write-checkpoint /backup/monday.checkpoint
              footbridge verify --checkpoint /backup/monday.checkpoint --json
            """)

    @Option(
        help: ArgumentHelp(
            "The file with the installation's secret.",
            discussion: "Also FOOTBRIDGE_SECRET_FILE. Default: as for serve."))
    var secretFile: String?

    @Option(help: "A checkpoint: what was there then must be there now.")
    var checkpoint: String?

    @Option(help: "Write a checkpoint of where the ledgers end now, if all is well.")
    var writeCheckpoint: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let secret = try database.secret(secretFile)
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, with: secret, on: .process) }
        }
    }

    func perform(in storage: Storage, with secret: ServerSecret, on terminal: Terminal) async throws {
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure(
                "this is not the secret that the database was served with: every row would seem edited")
        }
        let chain = LedgerChain(secret: secret)
        let earlier = try checkpoint.map { try CheckpointFile.read($0, chain) }
        let found = try await storage.verifyLedger(chain, against: earlier)
        if json {
            try terminal.result(Self.json(of: found).line)
        } else {
            for problem in found.problems { try terminal.result(Self.text(of: problem)) }
            let (rows, stores) = (found.rows, found.heads.count)
            terminal.message(
                "Checked \(rows) \(rows == 1 ? "row" : "rows") of \(stores) "
                    + (stores == 1 ? "store." : "stores."))
        }
        guard found.problems.isEmpty else {
            throw CommandFailure("the ledger is not as it was written: \(found.problems.count) problems")
        }
        if let writeCheckpoint {
            try CheckpointFile.write(
                LedgerCheckpoint(madeAt: WallClock.system.now, heads: found.heads), to: writeCheckpoint, chain)
        }
        if !json { terminal.message("Every row is as it was written.") }
    }

    private static func text(of problem: LedgerProblem) -> String {
        (problem.store.map { "\($0): " } ?? "") + problem.what
    }

    private static func json(of found: LedgerFindings) -> JSON {
        .object([
            JSON.Member("rows", .integer(found.rows)), JSON.Member("stores", .integer(found.heads.count)),
            JSON.Member(
                "problems",
                .array(
                    found.problems.map { problem in
                        .object([
                            JSON.Member("store", .text(problem.store?.description)),
                            JSON.Member("sequence", problem.sequence.map { .integer(Int($0)) } ?? .null),
                            JSON.Member("problem", .string(problem.what)),
                        ])
                    })),
        ])
    }
}
