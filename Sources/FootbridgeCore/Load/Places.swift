import Synchronization

/// No place was free; the same request may find one soon.
public struct Overloaded: Error, Sendable {
    public init() {}
}

/// A number of places that are taken and given back.
public final class Places: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    /// So many places, all free.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Places taken now.
    public var occupied: Int { taken.withLock { $0 } }

    /// - Parameter fewer: how many may be taken before; nil for as many as there are.
    /// - Returns: nil at once where all of these are taken.
    public func take(below fewer: Int? = nil) -> Place? {
        let isFree = taken.withLock { taken in
            guard taken < min(limit, fewer ?? limit) else { return false }
            taken += 1
            return true
        }
        return isFree ? Place(of: self) : nil
    }

    /// One place; given back at the latest when nothing refers to it any more.
    public final class Place: Sendable {
        private let places: Places
        private let isHeld = Mutex(true)

        fileprivate init(of places: Places) {
            self.places = places
        }

        /// The second time does nothing.
        public func giveBack() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { places.taken.withLock { $0 -= 1 } }
        }

        deinit { giveBack() }
    }
}
