public import PhotoDecoding
public import SymbolReading
import Synchronization

/// The photos of one upload, all of one subject: the first in which something is read wins.
///
/// Each is read as soon as it has arrived, while later ones are still on their way; once one was read the rest need not
/// be decoded at all.
public final class PhotoBurst: Sendable {
    private let pool: ReadingPool
    private let state = Mutex(State())

    private struct State {
        var results: [Int: Result<Reading, any Error>] = [:]
        var decoding: ContinuousClock.Instant?
        var discardsAll = false
    }

    /// An empty burst whose photos are read in `pool`.
    public init(pool: ReadingPool) {
        self.pool = pool
    }

    /// Whether further photos can be discarded, because one of this burst was read.
    public var isRead: Bool {
        state.withLock { state in state.discardsAll || state.results.values.contains { $0.hasSymbols } }
    }

    /// Has every photo discarded, as for a repeat of an upload that was answered before.
    public func discardAll() {
        state.withLock { $0.discardsAll = true }
    }

    /// How long ago the first photo was complete; zero before.
    public var age: Duration {
        state.withLock { state in state.decoding.map { $0.duration(to: .now) } ?? .zero }
    }

    /// Reads the photo at `index` of the burst and keeps what came of it; never throws, the burst decides later.
    public func read(_ photo: Photo, at index: Int) async {
        state.withLock { $0.decoding = $0.decoding ?? .now }
        guard !isRead else { return }
        let result: Result<Reading, any Error>
        do { result = .success(try await pool.read(photo)) } catch { result = .failure(error) }
        state.withLock { $0.results[index] = result }
    }

    /// Keeps a photo that could not even be accepted.
    public func refuse(_ error: PhotoError, at index: Int) {
        state.withLock { $0.results[index] = .failure(error) }
    }

    /// The reading that the answer is about: the first with symbols, else the first that was decoded.
    ///
    /// - Throws: `PhotoError` of the first photo where none was decoded; ``Overloaded`` where one was not even tried and
    ///   none was read.
    public func reading() throws -> Reading {
        let results = state.withLock { state in state.results.sorted { $0.key < $1.key }.map(\.value) }
        if let read = results.first(where: \.hasSymbols) { return try read.get() }
        if let overloaded = results.first(where: \.isOverload) { return try overloaded.get() }
        guard let best = results.first(where: \.isSuccess) ?? results.first else {
            throw PhotoError.unsupportedFormat
        }
        return try best.get()
    }
}

extension Result where Success == Reading, Failure == any Error {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }

    fileprivate var hasSymbols: Bool {
        if case .success(let reading) = self { !reading.symbols.isEmpty } else { false }
    }

    fileprivate var isOverload: Bool {
        if case .failure(let error) = self { !(error is PhotoError) } else { false }
    }
}
