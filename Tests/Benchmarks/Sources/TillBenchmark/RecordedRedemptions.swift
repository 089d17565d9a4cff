import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import SQLiteDriver

/// The statements of redemptions, as storage sends them.
enum RecordedRedemptions {
    /// - Returns: for each round, the statements of each of its redemptions.
    static func record(
        _ codes: [String], in path: String, perRound: Int, store: String
    ) async throws -> [[[BoundSQL]]] {
        let driver = RecordingDriver(try SQLiteDriver(path: path))
        let storage = Storage(driver: driver)
        guard let secret = ServerSecret(bytes: ServerSecret.newBytes()), let till = PublicID(store) else {
            throw BenchmarkFailure("neither secret nor store")
        }
        let chain = LedgerChain(secret: secret)
        var rounds: [[[BoundSQL]]] = []
        // The sample's principals: the client, then the till.
        let staff = StaffMember(principal: PrincipalID(rawValue: 3), store: till, isLead: false)
        for start in stride(from: 0, to: codes.count, by: perRound) {
            var round: [[BoundSQL]] = []
            for text in codes[start..<(start + perRound)] {
                guard let code = VoucherCode(text) else { throw BenchmarkFailure("\(text) is no code") }
                let now = WallClock.system.now
                let key = IdempotencyKey(owner: .principal(staff.principal), route: .redemptions, text: text)
                _ = try await storage.redeem(
                    RedemptionRequest(code: code, staff: staff, traceID: TraceID()),
                    under: IdempotencyClaim(key, at: now), fingerprint: Array(repeating: 1, count: 32), chain: chain,
                    at: now
                ) { _ in KeptAnswer(status: 201, fields: [], body: .bytes(Array(repeating: 0x20, count: 600))) }
                round.append(driver.take().flatMap(\.batches).flatMap(\.self))
            }
            rounds.append(round)
        }
        try await storage.close()
        return rounds
    }
}
