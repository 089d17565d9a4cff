/// Where a row stands: in which run, and where in it. Within a run greater means that it was written later.
public struct ConversionPosition: Sendable, Hashable {
    /// The number of the run, 1 or more.
    public var run: Int
    /// 1 or more of a row; 0 is before the first.
    public var sequence: Int64

    public init(run: Int, sequence: Int64) {
        self.run = run
        self.sequence = sequence
    }

    /// Before everything in a run.
    public static func beginning(of run: Int) -> ConversionPosition { ConversionPosition(run: run, sequence: 0) }
}

/// A row and where it stands.
public struct PlacedConversion: Sendable, Hashable {
    public var position: ConversionPosition
    public var conversion: Conversion

    public init(position: ConversionPosition, conversion: Conversion) {
        self.position = position
        self.conversion = conversion
    }
}

/// The rows of a run that follow a position and match a filter, in the order they were written in.
public struct ConversionPage: Sendable, Hashable {
    /// Most rows of one page.
    public static let longest = 10_000

    public var conversions: [PlacedConversion]
    /// Where to read on: the position of the last row, or the one that was asked for where there is none.
    public var next: ConversionPosition
    /// Whether there is more to read at once; otherwise later.
    public var more: Bool
    /// Every outcome and touch that was recorded up to then is in the rows of this page, of those before it, or of those
    /// that can be read at once; rows that come later are recorded later.
    public var watermark: Timestamp
    /// The run that is current, where that is another one than this page's.
    public var supersededBy: Int?

    /// - Parameters:
    ///   - conversions: in order, one more than `limit` where there is more to read.
    ///   - start: the position that was asked for.
    public init(
        _ conversions: [PlacedConversion], after start: ConversionPosition, limit: Int, watermark: Timestamp,
        supersededBy: Int?
    ) {
        self.conversions = Array(conversions.prefix(limit))
        next = self.conversions.last?.position ?? start
        more = conversions.count > limit
        self.watermark = watermark
        self.supersededBy = supersededBy
    }
}
