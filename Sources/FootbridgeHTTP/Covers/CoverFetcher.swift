import AsyncHTTPClient
import FootbridgeCore
import NIOCore
import NIOHTTP1
import PhotoDecoding

/// Asks hosts of the operator's list for pictures and for what they ask of robots; every byte and every second is bounded.
struct CoverFetcher: Sendable {
    /// As `robots.txt` names it.
    static let agent = "footbridge"
    /// Redirects that are followed for one picture.
    private static let mostRedirects = 3
    /// Bytes of a picture.
    static let mostBytes = 8 << 20
    /// What a busy origin may ask to be left alone for, at most.
    private static let longestWait = Duration.seconds(86_400)

    let settings: CoverFetchSettings
    let clock: WallClock

    /// What an origin answered.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
        var entityTag: String?
        var location: String?
        /// How long it asked to be left alone.
        var wait: Duration?
        /// Whether the body is packed, as nobody asked for.
        var isPacked: Bool
    }

    /// - Returns: whether an address is on a host of the list.
    func mayAsk(_ url: CoverURL) -> Bool { settings.hosts.contains { $0.has(url) } }

    /// What an origin asks of robots, by RFC 9309: nothing where it has no such file, to be left alone where it cannot say.
    ///
    /// - Throws: ``CoverFetchFailure`` where there is no origin to be asked, `CancellationError`.
    func robots(of origin: CoverURL) async throws -> CoverOriginRules {
        let now = clock.now
        do {
            let answer = try await get(
                origin, path: "/robots.txt", accept: "text/plain", entityTag: nil, mostBytes: RobotsRules.mostBytes,
                cutsOff: true, turn: 0)
            switch answer.status {
            case 200..<300 where !answer.isPacked:
                // No database keeps U+0000, and no path has one.
                let text = String(decoding: answer.body, as: UTF8.self).filter { $0 != "\0" }
                return CoverOriginRules(robots: text, until: now + .seconds(86_400))
            case 300..<500 where answer.status != 429:
                return CoverOriginRules(robots: "", until: now + .seconds(86_400))
            default: break
            }
        } catch let outcome as CoverFetchOutcome {
            // Nobody was asked, and an operator who reads of robots would look in the wrong place.
            if outcome == .unresolved || outcome == .privateAddress { throw CoverFetchFailure(outcome) }
        }
        return CoverOriginRules(robots: "User-agent: *\nDisallow: /", until: now + .seconds(3600))
    }

    /// A picture, through redirects within the list.
    ///
    /// - Parameter isAllowed: whether robots may ask for an address that a redirect leads to; asked once a while is over.
    /// - Returns: nil where it is still the one of the entity tag.
    /// - Throws: ``CoverFetchFailure``, `CancellationError`, and what `isAllowed` throws.
    func picture(
        at url: CoverURL, entityTag: String?, turn: Int, isAllowed: (CoverURL) async throws -> Bool
    ) async throws -> (photo: Photo, entityTag: String?)? {
        var url = url
        for _ in 0...Self.mostRedirects {
            let answer: Answer
            do {
                answer = try await get(
                    url, path: url.path, accept: "image/jpeg, image/png, image/webp", entityTag: entityTag,
                    mostBytes: Self.mostBytes, cutsOff: false, turn: turn)
            } catch let outcome as CoverFetchOutcome {
                throw CoverFetchFailure(outcome)
            }
            switch answer.status {
            case 200:
                guard !answer.isPacked else { throw CoverFetchFailure(.noPicture) }
                do throws(PhotoError) {
                    return (try Photo(bytes: answer.body), answer.entityTag)
                } catch {
                    throw CoverFetchFailure(.noPicture)
                }
            case 304 where entityTag != nil: return nil
            case 301, 302, 303, 307, 308:
                guard let next = answer.location.flatMap(url.redirected(to:)), mayAsk(next) else {
                    throw CoverFetchFailure(.redirected)
                }
                guard try await isAllowed(next) else { throw CoverFetchFailure(.robots) }
                url = next
            case 401, 403, 404, 410: throw CoverFetchFailure(.missing)
            case 429, 503: throw CoverFetchFailure(.busy, wait: answer.wait)
            default: throw CoverFetchFailure(.refused, wait: answer.wait)
            }
        }
        throw CoverFetchFailure(.redirected)
    }

    /// - Parameter cutsOff: whether what is too long is cut off; else it is refused.
    /// - Throws: `CoverFetchOutcome`, `CancellationError`.
    private func get(
        _ url: CoverURL, path: String, accept: String, entityTag: String?, mostBytes: Int, cutsOff: Bool, turn: Int
    ) async throws -> Answer {
        let client: OutboundClient
        do {
            client = try await OutboundClient(to: url.host, allowsPrivate: settings.allowsPrivate, turn: turn)
        } catch let refusal as OutboundClient.Refusal {
            throw refusal == .unresolved ? CoverFetchOutcome.unresolved : .privateAddress
        }
        var request = HTTPClientRequest(url: url.origin + path)
        request.headers = [
            "user-agent": "\(Self.agent)/\(DaemonVersion.current)\(settings.contact.map { " (+\($0))" } ?? "")",
            "accept": accept, "accept-encoding": "identity",
        ]
        if let entityTag { request.headers.add(name: "if-none-match", value: entityTag) }
        let result: Result<Answer, any Error>
        do {
            result = .success(
                try await answer(to: request, by: client.http, mostBytes: mostBytes, cutsOff: cutsOff))
        } catch {
            result = .failure(Task.isCancelled ? CancellationError() : Self.outcome(of: error))
        }
        try await client.close()
        return try result.get()
    }

    /// The whole answer within the time for it: the first of the two that ends ends the other.
    private func answer(
        to request: HTTPClientRequest, by client: HTTPClient, mostBytes: Int, cutsOff: Bool
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer.self) { [settings, clock] group in
            group.addTask {
                let response = try await client.execute(
                    request, timeout: .seconds(max(1, settings.patience.components.seconds)))
                return try await Self.received(response, mostBytes: mostBytes, cutsOff: cutsOff, clock)
            }
            group.addTask {
                try await Task.sleep(for: settings.patience)
                throw CoverFetchOutcome.timeout
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private static func received(
        _ response: HTTPClientResponse, mostBytes: Int, cutsOff: Bool, _ clock: WallClock
    ) async throws -> Answer {
        var answer = Answer(
            status: Int(response.status.code), body: [],
            entityTag: response.headers.first(name: "etag").flatMap { isEntityTag($0) ? $0 : nil },
            location: response.headers.first(name: "location"),
            wait: response.headers.first(name: "retry-after").flatMap { RetryAfter.wait($0, at: clock.now) }
                .map { min($0, longestWait) },
            isPacked: response.headers.first(name: "content-encoding").map { $0.lowercased() != "identity" } ?? false)
        // Of any other answer the head says it all.
        guard answer.status == 200 else { return answer }
        for try await part in response.body {
            let room = mostBytes - answer.body.count
            if part.readableBytes > room {
                guard cutsOff else { throw CoverFetchOutcome.tooLarge }
                answer.body += part.readableBytesView.prefix(room)
                break
            }
            answer.body += part.readableBytesView
        }
        return answer
    }

    private static func isEntityTag(_ text: String) -> Bool {
        (2...200).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func outcome(of error: any Error) -> CoverFetchOutcome {
        if let outcome = error as? CoverFetchOutcome { return outcome }
        return switch error as? HTTPClientError {
        case .deadlineExceeded?, .connectTimeout?, .readTimeout?, .writeTimeout?: .timeout
        default: .unreachable
        }
    }
}

/// Why there is no picture, and how long its origin wants to be left alone.
struct CoverFetchFailure: Error {
    var outcome: CoverFetchOutcome
    var wait: Duration?

    init(_ outcome: CoverFetchOutcome, wait: Duration? = nil) {
        self.outcome = outcome
        self.wait = wait
    }
}
