import NIOCore

/// Memory for the head of one connection's request, from what all connections share. A head of 64 KiB takes twice that once
/// it is parsed, and thousands can be sent without a key and held for half a minute.
///
/// Used on the connection's event loop alone.
final class HeadRoom {
    /// Bytes of a head that every connection may hold; browsers send some hundreds.
    private static let small = 8 << 10
    /// Bytes beyond those that all connections may hold together; one address half of it.
    private static let memory = 32 << 20
    private static let step = 8 << 10

    private let budget: UploadBudget
    private let owner: Uploader
    private var bytes = 0
    private var taken = 0

    init(in budget: UploadBudget, of peer: SocketAddress?) {
        self.budget = budget
        owner = Uploader(address: ClientAddress(peer), session: nil)
    }

    deinit { clear() }

    /// What the connections of one daemon share.
    static func budget() -> UploadBudget {
        UploadBudget(
            UploadLimits(places: .max, memory: memory, addressPlaces: .max, sessionPlaces: .max), upload: 64 << 10)
    }

    /// So many more bytes of a head have come.
    ///
    /// - Returns: whether there is room for them.
    func add(_ count: Int) -> Bool {
        bytes += count
        let missing = bytes - Self.small - taken
        guard missing > 0 else { return true }
        let more = (missing + Self.step - 1) / Self.step * Self.step
        guard budget.take(UploadBudget.Share(bytes: more), for: owner) == nil else { return false }
        taken += more
        return true
    }

    /// The request was answered, or its connection is over.
    func clear() {
        if taken > 0 { budget.giveBack(UploadBudget.Share(bytes: taken), of: owner) }
        (bytes, taken) = (0, 0)
    }
}
