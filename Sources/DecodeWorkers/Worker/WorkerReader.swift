import CoverRecognition
public import FootbridgeCore
public import PhotoDecoding
import SymbolReading

/// Reads photos in a worker: made, with the index of covers open, before the worker shuts itself in.
///
/// The index stays as it was: the daemon replaces the worker when it has changed.
public struct WorkerReader: Sendable {
    /// Which covers it knows.
    public let known: ReadingIsolation.KnownCovers
    private let symbols = SymbolReader()
    private let index: CoverIndex?
    private var finder: CoverFinder?

    /// - Parameter search: nil where covers are not looked for.
    public init(covers search: CoverSearch?) {
        guard let search else {
            (known, index, finder) = (.off, nil, nil)
            return
        }
        (index, known) = CoverIndex.opened(at: search.index)
        finder = index == nil ? nil : CoverFinder(budget: search.budget)
        warmUp()
    }

    /// Whatever is made when covers are first looked for; the photos that symbols are read in to warm up have one each,
    /// which leaves no room for covers.
    private mutating func warmUp() {
        guard let index, let bytes = BuiltInPhotos.all.first?.bytes else { return }
        do throws(PhotoError) {
            let photo = try Photo(bytes: bytes)
            var empty = PhotoReading(
                Reading(
                    symbols: [], diagnosis: nil, quality: nil, passes: [], ranOutOfTime: false,
                    width: photo.header.width, height: photo.header.height, decodeTime: .zero, readTime: .zero))
            finder?.addCovers(to: &empty, of: photo, in: index) { true }
        } catch { return }
    }

    /// Reads one photo as ``PhotoReader`` says.
    public mutating func read(
        _ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool
    ) throws(PhotoError) -> PhotoReading? {
        guard var reading = try symbols.read(photo, while: isWanted).map({ PhotoReading($0) }) else { return nil }
        guard lookingForCovers, let index else { return reading }
        finder?.addCovers(to: &reading, of: photo, in: index, while: isWanted)
        return isWanted() ? reading : nil
    }
}
