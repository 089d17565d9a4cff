import Synchronization

/// What was read before, for as long as the database says that nothing of it has changed.
///
/// Whoever asks says which state their own view of the database has, so an answer is never older than that view and never
/// mixes two.
final class VersionedCache<State: Equatable & Sendable, Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    private let weight: @Sendable (Value) -> Int
    private let content = Mutex(Content())

    private struct Content {
        var state: State?
        var values: [Key: Value] = [:]
        var weight = 0
    }

    /// - Parameters:
    ///   - limit: what all that is kept may weigh.
    ///   - weight: of one value, at least 1.
    init(limit: Int, weight: @escaping @Sendable (Value) -> Int = { _ in 1 }) {
        self.limit = limit
        self.weight = weight
    }

    /// Those of `keys` that are known in just this state.
    func values(_ keys: [Key], in state: State) -> [Key: Value] {
        content.withLock { content in
            guard content.state == state else { return [:] }
            return keys.reduce(into: [:]) { found, key in found[key] = content.values[key] }
        }
    }

    /// What is known in just this state.
    func value(_ key: Key, in state: State) -> Value? {
        content.withLock { content in content.state == state ? content.values[key] : nil }
    }

    /// Keeps what was read in a state, and forgets all of any other; all, too, where it would be more than may be kept.
    func keep(_ values: [Key: Value], in state: State) {
        let added = values.values.reduce(0) { $0 + weight($1) }
        guard added <= limit else { return }
        content.withLock { content in
            if content.state != state || content.weight + added > limit { content = Content(state: state) }
            for (key, value) in values {
                if let old = content.values.updateValue(value, forKey: key) { content.weight -= weight(old) }
            }
            content.weight += added
        }
    }
}
