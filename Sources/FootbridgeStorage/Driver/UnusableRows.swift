import FootbridgeCore
import Synchronization

/// A stored row, or a part of one, that the schema allows and this host cannot use: its time zone is not in this
/// machine's database, or its currency is not in use.
public struct UnusableRow: Sendable, Hashable {
    /// Which one, by its public id, such as `store hill.camden`.
    public let row: String
    /// What of it is left out of answers, and why.
    public let reason: String

    static func price(in code: String, of row: String) -> UnusableRow {
        UnusableRow(row: row, reason: "its price is left out: \(code.debugDescription) is no currency in use")
    }

    static func timeZone(_ name: String, of row: String) -> UnusableRow {
        UnusableRow(
            row: row, reason: "it is left out: this machine does not know the time zone \(name.debugDescription)")
    }

    static func hours(of row: String) -> UnusableRow {
        UnusableRow(row: row, reason: "its opening hours are left out: two of them overlap")
    }
}

/// What became of a row, and what of it is left out.
struct Usable<Value> {
    var value: Value
    var problem: UnusableRow?
}

/// Tells of each unusable row once.
final class UnusableRows: Sendable {
    /// Rows that are told of at most, so that neither memory nor log grow with a broken catalogue; `doctor` knows all.
    static let limit = 1000

    private let tell: @Sendable (UnusableRow) -> Void
    private let told = Mutex<Set<UnusableRow>>([])

    init(_ tell: @escaping @Sendable (UnusableRow) -> Void) {
        self.tell = tell
    }

    /// The value of a row, its problem being told.
    func value<Value>(of usable: Usable<Value>) -> Value {
        if let problem = usable.problem, isNew(problem) { tell(problem) }
        return usable.value
    }

    private func isNew(_ problem: UnusableRow) -> Bool {
        told.withLock { told in told.count < Self.limit && told.insert(problem).inserted }
    }
}
