/// Work on many items, several at a time, whose results are wanted in the items' order and as soon as that allows.
struct OrderedWork {
    /// Items worked on at once, at least 1.
    let width: Int

    /// - Parameters:
    ///   - work: what is to be done with one item.
    ///   - deliver: gets each result in the order of `items`, one at a time.
    /// - Throws: what `deliver` throws; what was not begun by then is left.
    func run<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result, deliver: (Result) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var started = 0
            func start() {
                let (index, item) = (started, items[started])
                group.addTask { (index, await work(item)) }
                started += 1
            }
            while started < min(max(1, width), items.count) { start() }
            var early: [Int: Result] = [:]
            var delivered = 0
            while let (index, result) = try await group.next() {
                early[index] = result
                while let result = early.removeValue(forKey: delivered) {
                    try deliver(result)
                    delivered += 1
                }
                if started < items.count { start() }
            }
        }
    }
}
