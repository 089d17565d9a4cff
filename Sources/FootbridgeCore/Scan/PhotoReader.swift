public import PhotoDecoding
public import SymbolReading

/// What decodes photos, reads their symbols and looks for covers: in this process, or in others that can do nothing else.
public protocol PhotoReader: Sendable {
    /// Reads one photo; blocks its thread until then.
    ///
    /// - Parameters:
    ///   - lookingForCovers: whether covers are looked for where no symbol says what it is
    ///     (``Reading/leavesRoomForCovers``), and there is an index of them.
    ///   - isWanted: asked from time to time.
    /// - Returns: nil where reading was given up because it was no longer wanted.
    /// - Throws: `PhotoError` where the photo cannot be decoded; ``Overloaded`` where it cannot be read now.
    func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading?

    /// Decodes one photo in colour, upright, its longer side at most ``CoverPicture/longSide`` pixels; blocks its thread
    /// until then.
    ///
    /// - Throws: as ``read(_:lookingForCovers:while:)``.
    func picture(of photo: Photo) throws -> ColorImage

    /// What stands between a photo and this process now.
    var isolation: ReadingIsolation { get }
}

extension SymbolReader: PhotoReader {
    /// Reads symbols alone.
    public func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        try read(photo, while: isWanted).map { PhotoReading($0) }
    }

    public func picture(of photo: Photo) throws -> ColorImage {
        try PhotoDecoder.decodeColor(photo, longSide: CoverPicture.longSide)
    }

    /// Nothing stands between.
    public var isolation: ReadingIsolation { ReadingIsolation() }
}

/// What stands between hostile photos and the daemon, and how often it was needed.
public struct ReadingIsolation: Sendable, Equatable {
    /// One line of defence. The raw value is its name in answers and metrics.
    public enum Layer: String, Sendable, CaseIterable {
        /// Photos are read in processes of their own.
        case process
        /// These may take only so much memory and processor time, and write no files.
        case rlimit
        /// They can gain no rights by running a program.
        case noNewPrivileges = "no-new-privileges"
        /// The kernel ends them where they call it for anything but what decoding needs.
        case seccomp
    }

    /// Why a process that read photos has ended. The raw value is its name in metrics and logs.
    public enum End: String, Sendable, CaseIterable {
        /// By itself, or by a signal that its own code caused.
        case crash
        /// It called the kernel for something that is not allowed.
        case filter
        /// It used more processor time than a photo may.
        case processor
        /// It had not answered in time, and was killed.
        case deadline
        /// Its answer could not be believed, and it was killed.
        case nonsense
        /// Somebody else killed it: an operator, or the kernel for want of memory.
        case killed
        /// It had read as many photos as one may, or knew the covers as they were.
        case replaced
    }

    /// What holds; nothing where photos are read in this process.
    public var layers: [Layer]
    /// Processes that can read now; nil where there are none to be.
    public var workers: Int?
    /// How many have been started.
    public var starts: Int
    /// How many have ended, by why.
    public var ends: [End: Int]
    /// Lines that C libraries printed while they read; counted and thrown away.
    public var printedLines: Int
    /// Which covers are known.
    public var covers: KnownCovers

    /// Which covers are known where photos are read.
    public enum KnownCovers: Sendable, Hashable {
        /// Nobody looks for any.
        case off
        /// So many, all of the index as it was when it was opened last.
        case open(covers: Int)
        /// There is no index yet.
        case missing
        /// The index is damaged, or cannot be opened: photos are read without.
        case unusable
    }

    public init(
        layers: [Layer] = [], workers: Int? = nil, starts: Int = 0, ends: [End: Int] = [:], printedLines: Int = 0,
        covers: KnownCovers = .off
    ) {
        self.layers = layers
        self.workers = workers
        self.starts = starts
        self.ends = ends
        self.printedLines = printedLines
        self.covers = covers
    }
}
