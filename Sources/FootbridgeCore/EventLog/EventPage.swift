/// An event and where it stands.
public struct LoggedEvent: Sendable, Hashable {
    public var position: LogPosition
    public var event: Event

    public init(position: LogPosition, event: Event) {
        self.position = position
        self.event = event
    }
}

/// The events of the log that follow a position and match a filter, in the order of their commits.
public struct EventPage: Sendable, Hashable {
    /// Most events of one page.
    public static let longest = 10_000

    public var events: [LoggedEvent]
    /// Where to read on: the position of the last event, or the one that was asked for where there is none.
    public var next: LogPosition
    /// Whether there is more to read at once; otherwise later.
    public var more: Bool
    /// How far the log could be read, with ``LogHorizon/watermark``: all that was recorded up to then is in this page, in
    /// those before it, or in those that can be read at once.
    public var horizon: LogHorizon

    /// - Parameters:
    ///   - events: in order, one more than `limit` where there is more to read.
    ///   - start: the position that was asked for.
    public init(_ events: [LoggedEvent], after start: LogPosition, limit: Int, horizon: LogHorizon) {
        self.events = Array(events.prefix(limit))
        next = self.events.last?.position ?? start
        more = events.count > limit
        self.horizon = horizon
    }
}
