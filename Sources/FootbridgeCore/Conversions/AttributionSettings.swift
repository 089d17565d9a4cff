/// How a merchant's outcomes are credited.
public struct AttributionSettings: Sendable, Hashable {
    /// Shortest and longest window: a minute to 90 days, in whole seconds.
    public static let windows = Duration.seconds(60)...Duration.seconds(90 * 86_400)

    public var model: AttributionModel
    /// How far a path reaches back, within ``windows``: a touch is part of it that happened less than this before the
    /// outcome, or with it. One that happened just this long before is not.
    public var window: Duration
    /// Which touches count; at least one kind.
    public var touches: Set<TouchKind>
    /// Rises with every change of any merchant's settings; 0 of those that nobody has made.
    public var version: Int

    public init(model: AttributionModel, window: Duration, touches: Set<TouchKind>, version: Int) {
        self.model = model
        self.window = window
        self.touches = touches
        self.version = version
    }

    /// Where a merchant has set nothing: the last touch of seven days, a scan or a click.
    public static let standard = AttributionSettings(
        model: .lastTouch, window: .seconds(7 * 86_400), touches: Set(TouchKind.allCases), version: 0)
}
