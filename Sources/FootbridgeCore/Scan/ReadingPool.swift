public import CoverRecognition
import NIOPosix
public import PhotoDecoding
public import ProductIdentifiers
public import SymbolReading
import Synchronization

/// A bounded number of threads that decode photos, read their symbols and look for covers, and a bounded queue in front of
/// them.
///
/// Decoding blocks and computes, so it never runs on an event loop nor on the cooperative pool.
public final class ReadingPool: Sendable {
    private let threads: NIOThreadPool
    private let count: Int
    private let reader: any PhotoReader
    private let places: Places
    private let coverTools = CoverTools()
    private let started = Atomic(0)

    /// - Parameters:
    ///   - threads: photos decoded at once, at least 1; the number of cores is best.
    ///   - waiting: photos that may wait for a thread, 0 or more; one more is refused at once.
    ///   - reader: in this process or in others; as many read at once as there are threads.
    public init(threads: Int, waiting: Int, reader: any PhotoReader = SymbolReader()) {
        precondition(threads >= 1 && waiting >= 0, "a reading pool needs a thread")
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
        count = threads
        self.reader = reader
        self.places = Places(limit: threads + waiting)
    }

    /// Photos being read or waiting for it now.
    public var occupied: Int { places.occupied }

    /// Photos that a thread has begun to read since the start.
    public var begun: Int { started.load(ordering: .relaxed) }

    /// What stands between a photo and this process now.
    public var isolation: ReadingIsolation { reader.isolation }

    /// Whether a viewfinder's frame would be read now.
    public var hasTimeForFrames: Bool { places.occupied < count }

    /// Reads one photo.
    ///
    /// - Parameters:
    ///   - isLive: whether it is a viewfinder's frame. It never waits for a thread, and gives up the one it has as soon as
    ///     another photo waits.
    ///   - lookingForCovers: see ``PhotoReader``.
    /// - Throws: `PhotoError` where the photo cannot be decoded; ``Overloaded`` where no place is free, the threads have ended, or
    ///   a frame had to give way; `CancellationError` where the task was cancelled: what waits for a thread is dropped at
    ///   once, what is being read at its next step.
    public func read(
        _ photo: Photo, isLive: Bool = false, lookingForCovers: Bool = false
    ) async throws -> PhotoReading {
        guard let place = isLive ? places.take(below: count) : places.take() else { throw Overloaded() }
        defer { place.giveBack() }
        let isWanted = Atomic(true)
        let reading = try await withTaskCancellationHandler {
            do {
                return try await threads.runIfActive { [self] in
                    started.add(1, ordering: .relaxed)
                    return try reader.read(photo, lookingForCovers: lookingForCovers) {
                        isWanted.load(ordering: .relaxed) && !(isLive && places.occupied > count)
                    }
                }
            } catch is CancellationError where !Task.isCancelled {
                // The threads have ended with the daemon, and somebody still waits; another daemon will read it.
                throw Overloaded()
            }
        } onCancel: {
            isWanted.store(false, ordering: .relaxed)
        }
        guard let reading else {
            if isWanted.load(ordering: .relaxed) { throw Overloaded() }
            throw CancellationError()
        }
        return reading
    }

    /// Makes a cover of a picture, on a reading thread that is idle while there is another one for photos and frames: it
    /// never stands in their queue, whatever a merchant sends. Where there is one thread alone, a photo may wait for one cover.
    ///
    /// - Parameters:
    ///   - index: in which others with the same artwork are looked for; nil for none.
    ///   - patience: how long it may take until a thread is idle.
    /// - Throws: as ``read(_:isLive:)``; `CoverRejection` where the picture cannot serve.
    public func cover(
        of photo: Photo, among index: CoverIndex? = nil, within patience: Duration
    ) async throws -> (picture: CoverPicture, sameArtwork: [GTIN]) {
        let place = try await idlePlace(within: patience)
        defer { place.giveBack() }
        do {
            return try await threads.runIfActive { [self] in
                let picture = try CoverPicture(of: reader.picture(of: photo), with: coverTools)
                let grey = try picture.grey
                let names = index.map { index in
                    coverTools.withRecognizer { $0.namesSharingArtwork(with: grey, in: index) }
                }
                return (picture, names?.compactMap { GTIN($0) } ?? [])
            }
        } catch is CancellationError where !Task.isCancelled {
            throw Overloaded()
        }
    }

    /// Frees what covers were made with once there were none since the last call.
    ///
    /// - Returns: whether there was something to free.
    public func freeUnused() -> Bool { coverTools.freeUnused() }

    private func idlePlace(within patience: Duration) async throws -> Places.Place {
        let end = ContinuousClock.now + patience
        while true {
            if let place = places.take(below: max(1, count - 1)) { return place }
            guard ContinuousClock.now < end else { throw Overloaded() }
            try await Task.sleep(for: Self.glance)
        }
    }

    /// How often it is looked for an idle thread.
    private static let glance = Duration.milliseconds(20)

    /// Returns once a thread has answered; at once where all of them are busy reading.
    ///
    /// - Throws: where the threads have ended; ``Overloaded`` where photos are read in other processes and none is up.
    public func ping() async throws {
        guard reader.isolation.workers != 0 else { throw Overloaded() }
        guard places.occupied < count else { return }
        try await threads.runIfActive {}
    }

    /// Ends the threads once what was accepted is done.
    public func shutDown() async throws {
        try await threads.shutdownGracefully()
    }
}
