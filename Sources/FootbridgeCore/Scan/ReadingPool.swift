import NIOPosix
public import PhotoDecoding
public import SymbolReading
import Synchronization

/// A bounded number of threads that decode photos and read their symbols, and a bounded queue in front of them.
///
/// Decoding blocks and computes, so it never runs on an event loop nor on the cooperative pool.
public final class ReadingPool: Sendable {
    private let threads: NIOThreadPool
    private let reader: SymbolReader
    private let places: Places

    /// - Parameters:
    ///   - threads: photos decoded at once, at least 1; the number of cores is best.
    ///   - waiting: photos that may wait for a thread, 0 or more; one more is refused at once.
    public init(threads: Int, waiting: Int, reader: SymbolReader = SymbolReader()) {
        precondition(threads >= 1 && waiting >= 0, "a reading pool needs a thread")
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
        self.reader = reader
        self.places = Places(limit: threads + waiting)
    }

    /// Photos being read or waiting for it now.
    public var occupied: Int { places.occupied }

    /// Reads one photo.
    ///
    /// - Throws: `PhotoError` where the photo cannot be decoded; ``Overloaded`` where no place is free;
    ///   `CancellationError` where the task was cancelled before a thread was free.
    public func read(_ photo: Photo) async throws -> Reading {
        guard let place = places.take() else { throw Overloaded() }
        defer { place.giveBack() }
        return try await threads.runIfActive { [reader] in try reader.read(photo) }
    }

    /// Returns once a thread has answered; at once where all of them are busy reading.
    ///
    /// - Throws: where the threads have ended.
    public func ping() async throws {
        guard places.occupied < threads.numberOfThreads else { return }
        try await threads.runIfActive {}
    }

    /// Ends the threads once what was accepted is done.
    public func shutDown() async throws {
        try await threads.shutdownGracefully()
    }
}

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

    /// - Returns: nil at once where all are taken.
    public func take() -> Place? {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
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
