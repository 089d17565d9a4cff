import FootbridgeCore
import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Writes where the ledgers end, at the start and then every day, so that rows which are taken off an end later are found
/// out. A checkpoint that the ledgers contradict is left as it is, and told: it is the proof.
struct CheckpointService: Service {
    let storage: Storage
    let chain: LedgerChain
    let file: String
    let logger: Logger

    private static let interval = Duration.seconds(24 * 60 * 60)

    func run() async throws {
        await write()
        for await _ in ticks(every: Self.interval) { await write() }
    }

    private func write() async {
        do {
            if CheckpointFile.exists(file) {
                let earlier = try CheckpointFile.read(file, chain)
                let contradicting = try await storage.stores(contradicting: earlier)
                guard contradicting.isEmpty else {
                    logger.error(
                        "rows of the ledger that an earlier checkpoint knows are gone or changed: run footbridge verify",
                        metadata: ["ledger.stores": "\(contradicting.map(\.description).joined(separator: " "))"])
                    return
                }
            }
            try CheckpointFile.write(try await storage.ledgerCheckpoint(at: WallClock.system.now), to: file, chain)
        } catch {
            logger.warning("the ledger's checkpoint was not written, will try again", metadata: ["reason": "\(error)"])
        }
    }
}
