/// What can be set of the delivery of webhooks.
public struct WebhookSettings: Sendable {
    /// Whether messages may go to this machine, to networks that are not public, and over `http`: for trying things out,
    /// and where merchants are inside one's own network.
    public var allowsPrivate = false

    public init() {}
}
