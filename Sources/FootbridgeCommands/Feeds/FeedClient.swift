import AsyncHTTPClient
import FootbridgeCore
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// Asks a daemon for a feed.
struct FeedClient: Sendable {
    /// Why nothing, or not all, came.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// Whether the same may succeed later.
        var isTemporary = false
        /// Seconds that the daemon asks to wait.
        var retryAfter: Int?

        init(_ description: String, isTemporary: Bool = false, retryAfter: Int? = nil) {
            self.description = description
            self.isTemporary = isTemporary
            self.retryAfter = retryAfter
        }
    }

    /// An answer of which the body is still to come.
    struct Answer {
        let supersededBy: String?
        fileprivate let body: HTTPClientResponse.Body

        /// - Throws: ``Failure`` where the body ends before its end; what `use` throws.
        func forEachPiece(_ use: (ByteBufferView) throws -> Void) async throws {
            var pieces = body.makeAsyncIterator()
            while true {
                let piece: ByteBuffer?
                do {
                    piece = try await pieces.next()
                } catch {
                    throw Failure("the connection broke off", isTemporary: true)
                }
                guard let piece else { return }
                try use(piece.readableBytesView)
            }
        }
    }

    private let source: String
    private let key: APIKey
    private let client: HTTPClient

    /// - Parameter source: the feed's address with its format.
    init(source: String, key: APIKey) {
        self.source = source
        self.key = key
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(60)))
        // What a daemon sends is kept in files as it comes, and never whole in memory.
        configuration.decompression = .enabled(limit: .none)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async throws {
        try await client.shutdown()
    }

    /// - Throws: ``Failure``.
    func get(after cursor: FeedCursor?) async throws -> Answer {
        var request = HTTPClientRequest(url: source + (cursor.map { "&after=\($0.text)" } ?? ""))
        request.headers.add(name: "Authorization", value: "Bearer \(key.secret)")
        request.headers.add(name: "Accept-Encoding", value: "gzip")
        request.headers.add(name: "User-Agent", value: "footbridge/\(DaemonVersion.current)")
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw Failure("\(source) cannot be reached: \(error)", isTemporary: true)
        }
        guard response.status == .ok else { throw await Self.failure(of: response) }
        return Answer(supersededBy: response.headers.first(name: "Footbridge-Superseded-By"), body: response.body)
    }

    private struct Problem: Decodable {
        var title: String
        var detail: String?
    }

    private static func failure(of response: HTTPClientResponse) async -> Failure {
        var words = "\(response.status.code) \(response.status.reasonPhrase)"
        do {
            let body = try await response.body.collect(upTo: 64 << 10)
            let problem = try JSONDecoder().decode(Problem.self, from: Data(body.readableBytesView))
            words += ": \(problem.title)" + (problem.detail.map { ". \($0)" } ?? "")
        } catch {
            // An answer without a problem's words, such as a proxy's: its status has to do.
        }
        let isTemporary = [408, 429, 500, 502, 503, 504].contains(response.status.code)
        return Failure(
            words, isTemporary: isTemporary,
            retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) })
    }
}
