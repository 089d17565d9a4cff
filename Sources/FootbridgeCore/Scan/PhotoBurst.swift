import PhotoDecoding
import SymbolReading

/// The photos of one upload, all of one subject, as far as they were read: the first that says what it is wins.
public struct PhotoBurst: Sendable {
    private var results: [Result<PhotoReading, any Error>] = []

    /// Whether the photos that follow need not be read, because one was: it has a symbol, or a cover that is sure.
    public var isRead: Bool { results.last?.isRead ?? false }

    /// None yet.
    public init() {}

    /// Adds what came of the next photo.
    public mutating func append(_ result: Result<PhotoReading, any Error>) {
        results.append(result)
    }

    /// The reading that the answer is about, and the place of its photo in the burst, from 0: the one that was read, else
    /// the first with a cover to ask about, else the first that was decoded.
    ///
    /// - Throws: ``Overloaded`` where nothing was found and a photo was not even tried; `PhotoError` of the first photo
    ///   where none could be decoded.
    public func best() throws -> (reading: PhotoReading, photo: Int) {
        let decided =
            results.firstIndex(where: \.isRead) ?? results.firstIndex(where: \.hasCovers)
            ?? results.firstIndex(where: \.isOverload) ?? results.firstIndex(where: \.isSuccess)
            ?? results.indices.first
        guard let decided else { throw PhotoError.empty }
        return (try results[decided].get(), decided)
    }
}

extension Result where Success == PhotoReading, Failure == any Error {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }

    fileprivate var isRead: Bool {
        guard case .success(let photo) = self else { return false }
        return !photo.reading.symbols.isEmpty || photo.covers.contains { $0.band == .sure }
    }

    fileprivate var hasCovers: Bool {
        if case .success(let photo) = self { !photo.covers.isEmpty } else { false }
    }

    fileprivate var isOverload: Bool {
        if case .failure(let error) = self { error is Overloaded } else { false }
    }
}
