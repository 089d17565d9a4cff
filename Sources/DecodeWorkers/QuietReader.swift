import CLinux
public import FootbridgeCore
public import Logging
public import PhotoDecoding
import SymbolReading

/// What C libraries print while photos are read in this process. A hostile photo can make them print hundreds of times its
/// own size, and what they say is of no use to whoever runs the daemon: it is counted and thrown away.
public enum LibraryPrints {
    private static let areCounted = footbridge_count_prints() == 0

    /// Lines so far.
    public static var lines: Int { Int(clamping: footbridge_printed_lines()) }

    /// Runs `body`, and counts what is printed to the standard error stream on its thread; what other threads print, such
    /// as why the process ends, goes where it always went.
    static func counted<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard areCounted else { return try body() }
        footbridge_begin_counting()
        defer { footbridge_end_counting() }
        return try body()
    }
}

/// Reads photos in this process, and keeps what C libraries print meanwhile from its log.
public struct QuietReader: PhotoReader {
    private let reader = SymbolReader()
    private let covers: CoversInProcess?

    /// Reads symbols alone.
    public init() {
        covers = nil
    }

    /// - Parameters:
    ///   - covers: nil where they are not looked for.
    ///   - logger: is told where the index cannot be used.
    public init(covers: CoverSearch?, logger: Logger) {
        self.covers = covers.map { CoversInProcess($0, logger: logger) }
    }

    public func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        try LibraryPrints.counted {
            guard var reading = try reader.read(photo, while: isWanted).map({ PhotoReading($0) }) else { return nil }
            guard lookingForCovers, let covers else { return reading }
            covers.addCovers(to: &reading, of: photo, while: isWanted)
            return isWanted() ? reading : nil
        }
    }

    public func picture(of photo: Photo) throws -> ColorImage {
        try LibraryPrints.counted { try reader.picture(of: photo) }
    }

    /// Nothing stands between.
    public var isolation: ReadingIsolation {
        ReadingIsolation(printedLines: LibraryPrints.lines, covers: covers?.known ?? .off)
    }
}
