import FootbridgeCore
import Synchronization

/// Which keys were used on a day that is not written down yet. Only keys that are in the database get here, and each once.
final class KeyUses: Sendable {
    /// The day of each key, as its first moment in UTC.
    private let pending = Mutex<[[UInt8]: Timestamp]>([:])

    private static let day: Int64 = 86_400_000_000

    /// - Parameter lastNoted: what the database has.
    func note(_ hash: [UInt8], lastNoted: Timestamp?, at now: Timestamp) {
        let today = Timestamp(microseconds: now.microseconds - now.microseconds % Self.day)
        guard lastNoted.map({ $0 < today }) ?? true else { return }
        pending.withLock { $0[hash] = today }
    }

    func take() -> [[UInt8]: Timestamp] {
        pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
    }

    /// What could not be written down; a later day of the same key stands before it.
    func giveBack(_ uses: [[UInt8]: Timestamp]) {
        pending.withLock { $0.merge(uses) { max($0, $1) } }
    }
}
