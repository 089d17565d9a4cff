import PhotoDecoding
public import SymbolReading

/// The photos of one upload, all of one subject, as far as they were read: the first in which there is a symbol wins.
public struct PhotoBurst: Sendable {
    private var results: [Result<Reading, any Error>] = []

    /// Whether the photos that follow need not be read, because one was.
    public var isRead: Bool { results.last?.hasSymbols ?? false }

    /// None yet.
    public init() {}

    /// Adds what came of the next photo.
    public mutating func append(_ result: Result<Reading, any Error>) {
        results.append(result)
    }

    /// The reading that the answer is about, and the place of its photo in the burst, from 0: the one with symbols, else
    /// the first that was decoded.
    ///
    /// - Throws: ``Overloaded`` where nothing was read and a photo was not even tried; `PhotoError` of the first photo
    ///   where none could be decoded.
    public func best() throws -> (reading: Reading, photo: Int) {
        let decided =
            results.firstIndex(where: \.hasSymbols) ?? results.firstIndex(where: \.isOverload)
            ?? results.firstIndex(where: \.isSuccess) ?? results.indices.first
        guard let decided else { throw PhotoError.empty }
        return (try results[decided].get(), decided)
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
        if case .failure(let error) = self { error is Overloaded } else { false }
    }
}
