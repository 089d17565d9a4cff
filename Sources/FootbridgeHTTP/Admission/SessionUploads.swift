import FootbridgeCore

/// How many photos shoppers without a key of their own may upload in a minute, on the shopper page or a page with a
/// publishable key: much fewer than a secret key, as nobody has vouched for them, and a new session costs next to nothing.
struct SessionUploads: Sendable {
    /// An address may upload as much as so many sessions: those of a shop's customers share one.
    static let sessionsOfAddress = 8

    private let sessions: RateLimiter<VisitorHash>
    private let addresses: RateLimiter<ClientAddress>

    /// - Parameter quota: of one session; 0 is no limit.
    init(quota: Int) {
        sessions = RateLimiter(quota: quota)
        addresses = RateLimiter(quota: quota * Self.sessionsOfAddress)
    }

    /// Takes one upload of whoever asks.
    ///
    /// - Returns: nil for a secret key, and where there is no limit.
    func take(for context: FootbridgeRequestContext, at now: ContinuousClock.Instant = .now) -> RateLimitDecision? {
        guard let shopper = context.shopper, let bySession = sessions.take(for: shopper, at: now) else { return nil }
        guard bySession.isAllowed, let byAddress = addresses.take(for: context.clientAddress, at: now) else {
            return bySession
        }
        return byAddress.isAllowed && byAddress.remaining >= bySession.remaining ? bySession : byAddress
    }
}
