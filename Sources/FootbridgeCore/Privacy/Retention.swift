/// How long what could point to a person is kept. The event log itself is kept for ever, and says nothing of who somebody is.
public struct Retention: Sendable, Hashable {
    /// Positions of scans, click ids of ad platforms and the consent given with them. Ad platforms take a conversion up to
    /// 90 days after its click.
    public var personalParts: Duration
    /// The keyed hash by which a visitor is known again, counted from when they were first seen; afterwards they are
    /// somebody new. 395 days are thirteen months, as for a cookie.
    public var visitorNames: Duration
    /// Rows that were not taken, as they were sent.
    public var rejects: Duration

    public init(
        personalParts: Duration = .seconds(90 * 86_400), visitorNames: Duration = .seconds(395 * 86_400),
        rejects: Duration = .seconds(30 * 86_400)
    ) {
        self.personalParts = personalParts
        self.visitorNames = visitorNames
        self.rejects = rejects
    }
}
