import CoverRecognition
public import FootbridgeCore
public import Logging
import PhotoDecoding
import ProductIdentifiers
public import ServiceLifecycle
import Synchronization

/// What can be set of fetching covers.
public struct CoverFetchSettings: Sendable {
    /// Where covers may be fetched from; nothing is where there are none.
    public var hosts: [CoverHost] = []
    /// Whether hosts may be this machine or in networks that are not public.
    public var allowsPrivate = false
    /// Bytes that all kept covers together may take.
    public var space = 10 << 30
    /// Between two requests to one server, at least.
    public var pause = Duration.seconds(1)
    /// How long one answer may take to be there as a whole, however slowly it drips.
    public var patience = Duration.seconds(20)
    /// Where whoever wonders about the requests finds who sends them; nil for nowhere.
    public var contact: String?

    public init() {}
}

/// What the metrics tell of fetching covers.
public final class CoverFetchTally: Sendable {
    /// Whether it was told that there is no room.
    let isFull = Atomic(false)
    private let fetches = Counter("footbridge_cover_fetches_total", "Attempts to fetch a cover, by result.")

    public init() {}

    func count(_ outcome: CoverFetchOutcome) {
        fetches.increment(by: 1, labels: [("result", outcome.rawValue)])
    }

    func write(to lines: inout [String]) { fetches.write(to: &lines) }
}

/// Fetches the covers that the catalogue names, from hosts of the operator's list and from nowhere else; nothing that came
/// out of a photo ever gets here.
///
/// One request at a time for a server, of all daemons together, and a pause after each. What came of it is in the database:
/// a daemon that starts goes on where another ended. A picture is decoded like a photo, where a thread is free.
public struct CoverFetchService: Service {
    /// Between two looks at what there is to do, where none says otherwise.
    private static let interval = Duration.seconds(1)
    /// Products that are looked through at once.
    private static let page = 1000
    /// After the catalogue was looked through from its beginning to its end.
    private static let rest = Duration.seconds(60)
    /// For a thread to decode a picture on that no photo wants.
    private static let patience = Duration.seconds(30)

    private let storage: any GatewayStorage
    private let reading: ReadingPool
    private let settings: CoverFetchSettings
    private let fetcher: CoverFetcher
    private let tally: CoverFetchTally
    private let clock: WallClock
    private let logger: Logger
    /// Of this run of the daemon.
    private let owner = UUIDv7(at: WallClock.system.now)

    public init(
        storage: any GatewayStorage, reading: ReadingPool, settings: CoverFetchSettings, tally: CoverFetchTally,
        clock: WallClock = .system, logger: Logger
    ) {
        self.storage = storage
        self.reading = reading
        self.settings = settings
        self.tally = tally
        self.clock = clock
        self.logger = logger
        fetcher = CoverFetcher(settings: settings, clock: clock)
    }

    /// Runs until the daemon ends; what is under way then is cut off, and fetched by whoever goes on.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await lookThroughCatalogue() }
                for server in Set(settings.hosts.flatMap(\.servers)).sorted() {
                    group.addTask { await fetch(from: server) }
                }
            }
        }
    }

    // MARK: What there is to fetch

    private func lookThroughCatalogue() async {
        await repeated("the catalogue's covers cannot be looked through, will try again") { place in
            let covers = try await storage.catalogCovers(after: place, limit: Self.page)
            let new = covers.compactMap { cover -> (gtin: GTIN, url: String, server: String)? in
                guard cover.known != cover.url, let url = CoverURL(cover.url), fetcher.mayAsk(url) else { return nil }
                return (cover.gtin, cover.url, url.server)
            }
            if !new.isEmpty { try await storage.enqueue(new, at: clock.now) }
            place = covers.last?.gtin
            // From the beginning again, after a while.
            return place == nil ? Self.rest : .milliseconds(50)
        }
    }

    // MARK: Fetching

    private func fetch(from server: String) async {
        await repeated("covers cannot be fetched for want of the database, will try again") { _ in
            try await fetchNext(from: server)
            return settings.pause
        }
    }

    /// Repeats a step until the daemon ends, and tells once of what the database cannot do.
    ///
    /// - Parameter step: gets the place that it left; returns how long to wait for the next one.
    private func repeated(
        _ complaint: String, _ step: (inout GTIN?) async throws -> Duration
    ) async {
        var place: GTIN?
        var isTroubled = false
        while !Task.isCancelled {
            var pause = Self.interval
            do {
                pause = try await step(&place)
                isTroubled = false
            } catch is CancellationError {
                return
            } catch {
                if !isTroubled { logger.warning("\(complaint)", metadata: ["storage.error": "\(error)"]) }
                isTroubled = true
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Makes one attempt where there is something to fetch, and nobody else asks the server.
    private func fetchNext(from server: String) async throws {
        let lease = CoverServerLease(server: server, owner: owner)
        guard try await storage.dueCover(from: server, at: clock.now) != nil, try await storage.take(lease) else {
            return
        }
        var pause = settings.pause
        do {
            // Another daemon may have fetched it meanwhile.
            if let due = try await storage.dueCover(from: server, at: clock.now) {
                pause = max(pause, try await fetch(due))
            }
        } catch {
            try await storage.release(lease, pausing: pause)
            throw error
        }
        try await storage.release(lease, pausing: pause)
    }

    /// - Returns: how long the server is to be left alone.
    private func fetch(_ due: DueCover) async throws -> Duration {
        var pause = Duration.zero
        var entityTag = due.entityTag
        let outcome: CoverFetchOutcome
        do {
            guard let url = CoverURL(due.url), fetcher.mayAsk(url) else { throw CoverFetchFailure(.redirected) }
            let rules = try await rules(of: url)
            pause = rules.delay ?? .zero
            guard rules.allow(url.path) else { throw CoverFetchFailure(.robots) }
            let fetched = try await fetcher.picture(at: url, entityTag: entityTag, turn: due.attempts) { next in
                try await Task.sleep(for: settings.pause)
                return try await self.rules(of: next).allow(next.path)
            }
            if let fetched {
                outcome = try await keep(fetched.photo, of: due.gtin)
                entityTag = fetched.entityTag
            } else {
                outcome = .unchanged
            }
        } catch let failure as CoverFetchFailure {
            outcome = failure.outcome
            pause = max(pause, failure.wait ?? .zero)
        }
        tally.count(outcome)
        // Only what is kept is asked for by its tag the next time.
        let isKept = outcome == .kept || outcome == .unchanged
        try await storage.record(outcome, of: due, entityTag: isKept ? entityTag : nil, at: clock.now)
        tellRoom(outcome)
        return pause
    }

    /// What an origin asks of robots: as it is remembered, or asked for anew.
    private func rules(of url: CoverURL) async throws -> RobotsRules {
        if let known = try await storage.coverRules(of: url.origin), known.until > clock.now {
            return RobotsRules(known.robots, for: CoverFetcher.agent)
        }
        let rules = try await fetcher.robots(of: url)
        try await storage.remember(rules, of: url.origin)
        try await Task.sleep(for: settings.pause)
        return RobotsRules(rules.robots, for: CoverFetcher.agent)
    }

    private func keep(_ photo: Photo, of gtin: GTIN) async throws -> CoverFetchOutcome {
        let picture: CoverPicture
        do {
            picture = try await reading.cover(of: photo, within: Self.patience).picture
        } catch is PhotoError {
            return .unusable
        } catch is CoverRejection {
            return .unusable
        } catch is Overloaded {
            return .waiting
        }
        let cover = NewCover(gtin: gtin, picture: picture, source: .catalogue)
        switch try await storage.store(cover, within: settings.space, at: clock.now) {
        case .added, .replaced: return .kept
        case .unchanged: return .unchanged
        case .taken, .notListed: return .taken
        case .full: return .noRoom
        }
    }

    private func tellRoom(_ outcome: CoverFetchOutcome) {
        switch outcome {
        case .noRoom:
            guard !tally.isFull.exchange(true, ordering: .relaxed) else { return }
            logger.warning(
                "there is no room for more covers of the catalogue: see the setting cover-space",
                metadata: ["covers.space": "\(settings.space)"])
        case .kept: tally.isFull.store(false, ordering: .relaxed)
        default: break
        }
    }
}
