/// Where a merchant is told of its events, how the messages are signed, and how far they have come.
public struct Webhook: Sendable, Hashable {
    public var merchant: PublicID
    /// The merchant's integer key.
    public var merchantKey: Int64
    /// Of the names of its visitors (``VisitorPseudonyms``).
    public var pseudonymGeneration: Int64
    public var target: WebhookTarget
    public var salts: Salts
    /// Everything up to here was delivered, or is not to be.
    public var position: LogPosition
    /// Nil while nothing goes wrong.
    public var failing: Failing?
    /// When it was given up; nil while it is not.
    public var disabledAt: Timestamp?
    /// When something was last delivered.
    public var deliveredAt: Timestamp?

    /// What its secrets are made with.
    public struct Salts: Sendable, Hashable {
        public var current: WebhookSalt
        /// The one before.
        public var previous: WebhookSalt?
        /// Until when the one before is live beside the current one.
        public var previousUntil: Timestamp?

        public init(current: WebhookSalt, previous: WebhookSalt? = nil, previousUntil: Timestamp? = nil) {
            self.current = current
            self.previous = previous
            self.previousUntil = previousUntil
        }
    }

    /// Attempts that have failed in a row.
    public struct Failing: Sendable, Hashable {
        public var since: Timestamp
        /// At least 1.
        public var attempts: Int
        public var next: Timestamp
        /// The last one's.
        public var failure: WebhookFailure

        public init(since: Timestamp, attempts: Int, next: Timestamp, failure: WebhookFailure) {
            self.since = since
            self.attempts = attempts
            self.next = next
            self.failure = failure
        }
    }

    public init(
        merchant: PublicID, merchantKey: Int64, pseudonymGeneration: Int64, target: WebhookTarget, salts: Salts,
        position: LogPosition, failing: Failing?, disabledAt: Timestamp?, deliveredAt: Timestamp?
    ) {
        self.merchant = merchant
        self.merchantKey = merchantKey
        self.pseudonymGeneration = pseudonymGeneration
        self.target = target
        self.salts = salts
        self.position = position
        self.failing = failing
        self.disabledAt = disabledAt
        self.deliveredAt = deliveredAt
    }
}

extension Webhook {
    /// Of what a webhook tells: all that concerns its merchant, but for clicks, which are many and say little.
    public static let kinds: Set<Event.Kind> = [.voucherIssued, .redemption, .refusal, .reversal, .visit, .purchase]

    public enum State: String, Sendable, CaseIterable {
        case active
        /// The last attempt failed; it is made again.
        case failing
        /// Given up, after a day of failures or a 410; its position stays.
        case disabled
    }

    public var state: State {
        disabledAt != nil ? .disabled : failing != nil ? .failing : .active
    }

    /// Whether a message may be sent now.
    public func isDue(at now: Timestamp) -> Bool {
        disabledAt == nil && failing.map { $0.next <= now } ?? true
    }

    /// The secrets that are live, the newest first.
    public func secrets(_ secret: ServerSecret, at now: Timestamp) -> [WebhookSecret] {
        let previous = (salts.previousUntil ?? now) > now ? salts.previous : nil
        return [salts.current, previous].compactMap(\.self).map {
            WebhookSecret(secret, merchant: merchant, salt: $0)
        }
    }
}

/// The events of a webhook that come next, in order.
public struct WebhookPage: Sendable, Hashable {
    public var events: [LoggedEvent]
    /// The public ids of the stores they name, by integer key.
    public var stores: [Int64: PublicID]
    /// Where the next page begins: behind the last event, or where there is none behind all of the log that was read.
    public var next: LogPosition

    public init(events: [LoggedEvent], stores: [Int64: PublicID], next: LogPosition) {
        self.events = events
        self.stores = stores
        self.next = next
    }
}

/// The right to be the one that delivers to a webhook. It ends by itself, so that another daemon goes on where one has
/// died; whoever holds it asks for it anew before that.
public struct WebhookLease: Sendable, Hashable {
    public var merchant: PublicID
    /// Whose it is: of one daemon's run.
    public var owner: UUIDv7

    public init(merchant: PublicID, owner: UUIDv7) {
        self.merchant = merchant
        self.owner = owner
    }

    /// How long it lasts, by the database's clock: longer than a page is read and a message waited for together.
    public static let length = Duration.seconds(30)
}

/// What an attempt, or giving a lease back, leaves behind.
public enum WebhookProgress: Sendable, Hashable {
    /// Delivered up to there; the lease goes on.
    case delivered(LogPosition)
    /// The lease goes on.
    case renewed
    /// Failed; the lease ends.
    case failed(WebhookFailure, WebhookRetry.Decision)
    /// The lease ends.
    case released
}
