public import ProductIdentifiers

/// A cover that the catalogue has an address of.
public struct CatalogCover: Sendable, Hashable {
    public var gtin: GTIN
    /// What the catalogue has.
    public var url: String
    /// What is known to be fetched; nil where nothing is yet.
    public var known: String?

    public init(gtin: GTIN, url: String, known: String?) {
        self.gtin = gtin
        self.url = url
        self.known = known
    }
}

/// A cover that is to be fetched now.
public struct DueCover: Sendable, Hashable {
    public var gtin: GTIN
    public var url: String
    /// Of what is kept, where its server named it.
    public var entityTag: String?
    /// Attempts that have failed in a row.
    public var attempts: Int

    public init(gtin: GTIN, url: String, entityTag: String?, attempts: Int) {
        self.gtin = gtin
        self.url = url
        self.entityTag = entityTag
        self.attempts = attempts
    }
}

/// The right to be the one that asks a server, of all daemons of a database. It ends by itself where a daemon has died.
public struct CoverServerLease: Sendable, Hashable {
    /// Host and port, whatever the scheme: one machine answers under both.
    public var server: String
    /// Whose it is: of one daemon's run.
    public var owner: UUIDv7

    public init(server: String, owner: UUIDv7) {
        self.server = server
        self.owner = owner
    }

    /// Longer than one request may take, by the database's clock.
    public static let length = Duration.seconds(300)
}

/// What an origin asks of robots, as it is remembered.
public struct CoverOriginRules: Sendable, Hashable {
    /// Its `robots.txt`; empty where it has none.
    public var robots: String
    /// Until when that holds.
    public var until: Timestamp

    public init(robots: String, until: Timestamp) {
        self.robots = robots
        self.until = until
    }
}

/// How one attempt to fetch a cover ended. The raw value is its name in storage and metrics.
public enum CoverFetchOutcome: String, Sendable, CaseIterable, Error {
    /// It is kept now.
    case kept
    /// It is the one that is kept already.
    case unchanged
    /// Somebody has sent one, which stays.
    case taken
    /// There is no room for it.
    case noRoom = "no-room"
    /// No thread was free to decode it: photos of shoppers stand before it.
    case waiting
    /// The origin does not want robots there.
    case robots
    /// It leads to a host that is not listed, or too far.
    case redirected
    /// The origin says that there is none.
    case missing
    /// The origin is busy, or wants to be asked less often.
    case busy
    /// Any other answer but the picture.
    case refused
    /// The host has no address.
    case unresolved
    /// None of the host's addresses is a public one.
    case privateAddress = "private-address"
    /// No connection came about, or it broke.
    case unreachable
    /// It was not there in time.
    case timeout
    /// It has more bytes than a cover may.
    case tooLarge = "too-large"
    /// It is no JPEG, PNG or WebP, or is packed.
    case noPicture = "no-picture"
    /// It cannot be decoded, or nobody would find a book by it.
    case unusable
}

/// When a cover is fetched again.
public enum CoverFetchSchedule {
    /// What is kept is asked for again after this; what it is not for good, too.
    public static let renewal = Duration.seconds(30 * 86_400)
    private static let shortest = Duration.seconds(30)
    private static let day = Duration.seconds(86_400)
    private static let firstPause = Duration.seconds(300)
    /// Each further pause is so many times as long.
    private static let growth = 4
    /// Attempts in a row after which it is given up, about nine days after the first.
    public static let mostAttempts = 7

    /// - Parameter attempts: that have failed in a row, with this one.
    /// - Returns: nil where it is given up, until the catalogue has another address.
    public static func next(after outcome: CoverFetchOutcome, attempts: Int, at now: Timestamp) -> Timestamp? {
        switch outcome {
        case .kept, .unchanged, .taken, .unusable, .noPicture, .tooLarge: return now + renewal
        case .noRoom, .robots: return now + day
        case .waiting: return now + shortest
        case .busy, .refused, .redirected, .missing, .unresolved, .privateAddress, .unreachable, .timeout:
            guard attempts < mostAttempts else { return nil }
            let factor = (1..<max(1, attempts)).reduce(1) { factor, _ in factor * growth }
            return now + min(firstPause * factor, day * 7)
        }
    }

    /// Whether an attempt that ended so is one that failed.
    public static func isFailure(_ outcome: CoverFetchOutcome) -> Bool {
        switch outcome {
        case .busy, .refused, .redirected, .missing, .unresolved, .privateAddress, .unreachable, .timeout: true
        default: false
        }
    }
}
