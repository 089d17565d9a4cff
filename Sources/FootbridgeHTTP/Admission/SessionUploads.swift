import FootbridgeCore

/// How many photos shoppers without a key may upload in a minute: much fewer than a key, as nobody has vouched for them,
/// and a new session costs one request.
struct SessionUploads: Sendable {
    /// An address may upload as much as so many sessions: those of a shop's customers share one.
    static let sessionsOfAddress = 8

    /// A viewfinder sends so many frames in the time of one photo. They are counted apart, so that a shopper who has aimed
    /// for a minute can still send a photo.
    static let framesOfPhoto = 4

    private let sessions: RateLimiter<UUIDv7>
    private let addresses: RateLimiter<ClientAddress>
    private let frameSessions: RateLimiter<UUIDv7>
    private let frameAddresses: RateLimiter<ClientAddress>

    /// - Parameter quota: of one session; 0 is no limit.
    init(quota: Int) {
        sessions = RateLimiter(quota: quota)
        addresses = RateLimiter(quota: quota * Self.sessionsOfAddress)
        frameSessions = RateLimiter(quota: quota * Self.framesOfPhoto)
        frameAddresses = RateLimiter(quota: quota * Self.framesOfPhoto * Self.sessionsOfAddress)
    }

    /// Takes one upload of whoever asks.
    ///
    /// - Parameter isLive: whether it is a viewfinder's frame.
    /// - Returns: nil for a key, and where there is no limit.
    func take(
        for context: FootbridgeRequestContext, isLive: Bool = false, at now: ContinuousClock.Instant = .now
    ) -> RateLimitDecision? {
        let (sessions, addresses) = isLive ? (frameSessions, frameAddresses) : (sessions, addresses)
        guard let session = context.session, let bySession = sessions.take(for: session.id, at: now) else { return nil }
        guard bySession.isAllowed, let byAddress = addresses.take(for: context.clientAddress, at: now) else {
            return bySession
        }
        return byAddress.isAllowed && byAddress.remaining >= bySession.remaining ? bySession : byAddress
    }
}
