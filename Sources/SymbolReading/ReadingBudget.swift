/// What reading one photo may cost.
public struct ReadingBudget: Sendable, Equatable {
    /// Processor time for decoding and reading together, and a quarter of the time on the wall. An outer limit, checked
    /// between steps: each step is bounded in work (some 20 to 100 ms), so that a photo is read the same on every machine
    /// that is not very slow.
    public var total: Duration
    /// Most symbols reported from one photo.
    public var maximumSymbols: Int
    /// Longest content of one symbol in bytes; a longer one is left out. The largest QR code holds 2 953.
    public var maximumTextBytes: Int

    /// How many times the processor time may pass on the wall: threads wait for each other on a busy machine.
    static let patience = 4

    /// One and a half seconds, 64 symbols of 4 096 bytes, unless told otherwise.
    public init(
        total: Duration = .milliseconds(1500), maximumSymbols: Int = 64, maximumTextBytes: Int = 4096
    ) {
        self.total = total
        self.maximumSymbols = maximumSymbols
        self.maximumTextBytes = maximumTextBytes
    }
}
