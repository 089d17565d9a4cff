import FootbridgeCore

/// How many photos shoppers without a key of their own may upload in a minute, on the shopper page or a page with a
/// publishable key: much fewer than a secret key, as nobody has vouched for them, and a new session costs next to nothing.
struct SessionUploads: Sendable {
    /// An address may upload as much as so many sessions: those of a shop's customers share one.
    static let sessionsOfAddress = 8

    /// A viewfinder sends so many frames in the time of one photo. They are counted apart, so that a shopper who has aimed
    /// for a minute can still send a photo; one in which something was read is a photo, too.
    static let framesOfPhoto = 4

    private let sessions: RateLimiter<VisitorHash>
    private let addresses: RateLimiter<ClientAddress>
    private let frameSessions: RateLimiter<VisitorHash>
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
    /// - Returns: nil for a secret key, and where there is no limit.
    func take(
        for context: FootbridgeRequestContext, isLive: Bool = false, at now: ContinuousClock.Instant = .now
    ) -> RateLimitDecision? {
        let (sessions, addresses) = isLive ? (frameSessions, frameAddresses) : (sessions, addresses)
        guard let shopper = context.shopper else { return nil }
        if isLive, let spent = spentPhotos(of: shopper, at: context.clientAddress, at: now) { return spent }
        guard let bySession = sessions.take(for: shopper, at: now) else { return nil }
        guard bySession.isAllowed, let byAddress = addresses.take(for: context.clientAddress, at: now) else {
            return bySession
        }
        return byAddress.isAllowed && byAddress.remaining >= bySession.remaining ? bySession : byAddress
    }

    /// The quota of photos that is used up; nil where none is.
    private func spentPhotos(
        of shopper: VisitorHash, at address: ClientAddress, at now: ContinuousClock.Instant
    ) -> RateLimitDecision? {
        [sessions.look(for: shopper, at: now), addresses.look(for: address, at: now)].compactMap(\.self)
            .first { !$0.isAllowed }
    }

    /// Counts a frame in which something was read among the photos.
    func charge(_ context: FootbridgeRequestContext, at now: ContinuousClock.Instant = .now) {
        guard let shopper = context.shopper else { return }
        _ = sessions.charge(for: shopper, at: now)
        _ = addresses.charge(for: context.clientAddress, at: now)
    }
}
