public import CoverRecognition
import Synchronization

/// How far this daemon's index of covers is, told by whoever keeps it and asked by everybody else.
public final class IndexedCovers: Sendable {
    /// The raw value is its name in answers.
    public enum State: String, Sendable, CaseIterable {
        /// Nobody wants an index.
        case off
        /// It is not open yet.
        case starting
        /// There are covers that are not in it yet.
        case building
        /// All covers are in it.
        case ready
        /// Another daemon keeps the same folder; this one only reads it.
        case shared
        /// It cannot be used; the log says why.
        case failed
    }

    public struct Standing: Sendable, Hashable {
        public var state: State
        /// Covers in the index.
        public var covers = 0
        /// Changes to kept covers that are not in it yet.
        public var waiting: Int64 = 0
        /// Of all covers that the database keeps, as it was last looked at.
        public var kept = 0
        public var keptBytes = 0

        public init(state: State) {
            self.state = state
        }

        public init(state: State, of kept: CoverStanding) {
            self.state = state
            self.kept = kept.covers
            keptBytes = kept.bytes
        }
    }

    private let content: Mutex<(standing: Standing, index: CoverIndex?)>

    public init(isWanted: Bool = false) {
        content = Mutex((Standing(state: isWanted ? .starting : .off), nil))
    }

    public var standing: Standing { content.withLock { $0.standing } }

    /// As it was last told of; nil while there is none.
    public var index: CoverIndex? { content.withLock { $0.index } }

    public func tell(_ standing: Standing, _ index: CoverIndex?) {
        content.withLock { $0 = (standing, index) }
    }
}

/// Up to which change an index has the covers of which database; as an index remembers it.
public struct CoverIndexPlace: Sendable, Hashable {
    public var database: [UInt8]
    public var change: Int64

    /// - Parameter database: 16 bytes.
    public init(database: [UInt8], change: Int64) {
        self.database = database
        self.change = change
    }

    /// - Returns: nil for what is none, as in a new index.
    public init?(memo: [UInt8]) {
        guard memo.count == 24 else { return nil }
        database = Array(memo.prefix(16))
        change = memo.suffix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    public var memo: [UInt8] {
        database + (0..<8).reversed().map { UInt8(truncatingIfNeeded: change >> (8 * Int64($0))) }
    }

    /// Whether an index that is here has nothing that the database has not: another database, or one of an earlier day
    /// that was put back, has other covers.
    public func isOf(_ standing: CoverStanding) -> Bool {
        database == standing.database && change <= standing.change
    }
}
