/// Where an event stands in the log. Greater means that it can be read later: positions follow the order of commits.
public struct LogPosition: Sendable, Hashable, Comparable {
    /// Rises when the log goes on in a copy or a restored dump, so that what is written from then on stands behind all
    /// positions handed out before. At least 1.
    public var epoch: Int64
    /// The number of the transaction that wrote the event; 0 where one writer gives the order.
    public var transaction: Int64
    /// Within the transaction, or within the epoch where one writer gives the order. At least 1.
    public var sequence: Int64

    /// Before everything.
    public static let beginning = LogPosition(epoch: 0, transaction: 0, sequence: 0)

    public init(epoch: Int64, transaction: Int64, sequence: Int64) {
        self.epoch = epoch
        self.transaction = transaction
        self.sequence = sequence
    }

    /// The last position before this one, for whoever has read all that stands before it; ``beginning`` of that itself.
    public var predecessor: LogPosition {
        if sequence > 0 { return LogPosition(epoch: epoch, transaction: transaction, sequence: sequence - 1) }
        if transaction > 0 { return LogPosition(epoch: epoch, transaction: transaction - 1, sequence: .max) }
        return epoch > 0 ? LogPosition(epoch: epoch - 1, transaction: .max, sequence: .max) : self
    }

    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.epoch, left.transaction, left.sequence) < (right.epoch, right.transaction, right.sequence)
    }
}
