/// How rows of attribution are written for an ad platform, in the words of `format=`.
public enum AdFormat: String, Sendable, CaseIterable {
    /// Click conversions for Google Ads.
    case googleAds = "google-ads"
    /// What became of those conversions since.
    case googleAdsAdjustments = "google-ads-adjustments"
    /// Bodies of requests to Meta's Conversions API.
    case meta

    /// The value of `Content-Type`.
    public var contentType: String {
        switch self {
        case .googleAds, .googleAdsAdjustments: "text/csv; charset=utf-8"
        case .meta: "application/json"
        }
    }

    /// Most rows of a page; nil where rows may follow each other without end.
    public var longestPage: Int? {
        switch self {
        case .googleAds, .googleAdsAdjustments: nil
        case .meta: MetaEvents.most
        }
    }
}

/// Rows of the feed of conversions as an ad platform takes them: those alone that came of its own click, with the
/// shopper's consent on record.
public struct AdFile: Sendable {
    private let format: AdFormat
    private let storage: any GatewayStorage
    private let clock: WallClock

    public init(_ format: AdFormat, storage: any GatewayStorage, clock: WallClock) {
        self.format = format
        self.storage = storage
        self.clock = clock
    }

    /// What stands before the first row.
    public var head: [UInt8] {
        google.map { Array("\($0.head)\n".utf8) } ?? []
    }

    /// What the platform is told of these rows, each line with its end.
    ///
    /// - Parameter rows: of one page; for Meta they become one body, which stands on one line.
    public func lines(_ rows: [ConversionRow]) async throws(StorageError) -> [UInt8] {
        let placed = rows.compactMap { row in
            ConversionPosition(row.cursor).map { PlacedConversion(position: $0, conversion: row.conversion) }
        }
        let known = try await storage.adConversions(of: placed)
        if let google {
            return known.compactMap(google.line(of:)).flatMap { Array("\($0)\n".utf8) }
        }
        let now = clock.now
        return JSONWriter.document(MetaEvents(known.compactMap { MetaEvent($0, at: now) })) + [UInt8(ascii: "\n")]
    }

    private var google: GoogleAdsFile? {
        switch format {
        case .googleAds: GoogleAdsFile(.conversions)
        case .googleAdsAdjustments: GoogleAdsFile(.adjustments)
        case .meta: nil
        }
    }
}
