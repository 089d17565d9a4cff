/// One way in which the log was, or is being, attributed: a pure function of the log and of the settings that it was made
/// with. Settings that change later make no difference to it.
public struct AttributionRun: Sendable, Hashable {
    /// 1 or more.
    public var number: Int
    public var createdAt: Timestamp
    /// What it was made with.
    public var terms: AttributionTerms
    /// Settings of merchants up to this version hold.
    public var settingsVersion: Int
    /// Rows that it has.
    public var rows: Int64
    /// Up to which event of the log it is.
    public var position: LogPosition
    /// The end of the log when it was made: up to there an outcome is attributed with all that the log holds, and touches
    /// need no reading of their own.
    public var recomputedTo: LogPosition
    /// Every event that was recorded up to then is in it; 0 until the log has been followed to its end once.
    public var watermark: Timestamp

    public init(
        number: Int, createdAt: Timestamp, terms: AttributionTerms, settingsVersion: Int, rows: Int64,
        position: LogPosition, recomputedTo: LogPosition, watermark: Timestamp
    ) {
        self.number = number
        self.createdAt = createdAt
        self.terms = terms
        self.settingsVersion = settingsVersion
        self.rows = rows
        self.position = position
        self.recomputedTo = recomputedTo
        self.watermark = watermark
    }

    /// Whether it has taken in all of the log that was there when it was made.
    public var isWhole: Bool { position >= recomputedTo.predecessor }

    /// The name at the edge, such as `run-3`.
    public var name: String { Self.name(number) }

    /// The name of a run by its number.
    public static func name(_ number: Int) -> String { "run-\(number)" }

    /// The number in a name.
    ///
    /// - Returns: nil for anything that ``name(_:)`` does not write.
    public static func number(_ name: some StringProtocol) -> Int? {
        guard name.hasPrefix("run-"), let number = Int(name.dropFirst(4)), number >= 1, Self.name(number) == name
        else { return nil }
        return number
    }
}

/// What a run is asked for.
public struct AttributionTerms: Sendable, Hashable {
    /// Outcomes that happened at this time or later; nil for all.
    public var from: Timestamp?
    /// Outcomes that happened before this time; nil for all.
    public var to: Timestamp?
    /// Of this merchant alone, by its integer key; nil for all.
    public var merchant: Int64?
    /// Instead of what the merchants have set.
    public var model: AttributionModel?
    /// Instead of what the merchants have set; see ``AttributionSettings/windows``.
    public var window: Duration?

    /// All of the log by the merchants' own settings, but for what is said.
    public init(
        from: Timestamp? = nil, to: Timestamp? = nil, merchant: Int64? = nil, model: AttributionModel? = nil,
        window: Duration? = nil
    ) {
        self.from = from
        self.to = to
        self.merchant = merchant
        self.model = model
        self.window = window
    }
}
