import PhotoDecoding

/// How much a worker may take.
public struct WorkerLimits: Sendable {
    /// Processor time for one photo, in whole seconds, decoding included. The reader's own budget is 1.5 s and ends
    /// earlier; this ends what no longer looks at budgets.
    public var processor: Duration
    /// Time from a photo's sending to its answer. Longer than the processor's, as a worker waits for its turn on a busy
    /// machine.
    public var deadline: Duration
    /// Bytes that reading may take beyond what a worker has when it begins. 50 megapixels in four channels, and in a
    /// progressive JPEG's coefficients, take 300 MB.
    public var memory: Int
    /// Photos after which a worker is replaced: what a library leaks does not add up.
    public var photos: Int
    /// Time in which a worker must be ready after its start.
    public var start: Duration
    /// Time at least between workers that are replaced because the index of covers has changed: while many are added it
    /// changes all the time, and a start costs as much as some photos.
    public var renewal: Duration

    public init(
        processor: Duration = .seconds(10), deadline: Duration = .seconds(30), memory: Int = 1 << 30,
        photos: Int = 10_000, start: Duration = .seconds(30), renewal: Duration = .seconds(5)
    ) {
        self.processor = processor
        self.deadline = deadline
        self.memory = memory
        self.photos = photos
        self.start = start
        self.renewal = renewal
    }

    /// Bytes that reading one photo may take.
    ///
    /// Of a WebP less than of others, by its size: a lossless one may bring 65 536 sets of code tables of 10 KB each in a
    /// file of half a megabyte, whatever its picture's size. A picture itself takes 6.5 bytes a pixel while it is decoded,
    /// and its tables, in sound files some megabytes, have to find room in what is left.
    func memory(for header: PhotoHeader) -> Int {
        guard header.format == .webp else { return memory }
        return min(memory, (64 << 20) + 12 * header.width * header.height)
    }
}
