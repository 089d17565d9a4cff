public import NIOCore
import NIOHTTP1
import NIOPosix

/// Connections to one daemon that stay open; on each the next request goes out as soon as the last is answered.
///
/// On one thread and with next to nothing around the sockets, as the client takes its time from the same cores.
public struct KeepAliveConnections: Sendable {
    private let channels: [any Channel]
    private let headers: HTTPHeaders

    /// - Parameters:
    ///   - host: an address; ``DaemonClient/key`` is sent with every request.
    ///   - count: of connections.
    public init(host: String, port: Int, key: String, count: Int) async throws {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Asking())
                }
            }
        var channels: [any Channel] = []
        for _ in 0..<count { channels.append(try await bootstrap.connect(host: host, port: port).get()) }
        self.channels = channels
        headers = ["Host": "\(host):\(port)", "Authorization": "Bearer \(key)"]
    }

    /// Asks for `path` on every connection for about `time`.
    ///
    /// - Returns: answers a second.
    /// - Throws: ``BenchmarkFailure`` where one is not 200.
    public func rate(of path: String, over time: Duration) async throws -> Double {
        let start = ContinuousClock.now
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
        let counts = channels.map { channel in
            let promise = channel.eventLoop.makePromise(of: Int.self)
            channel.triggerUserOutboundEvent(
                Asking.Order(head: head, end: start + time, count: promise), promise: nil)
            return promise.futureResult
        }
        var count = 0
        for answered in counts { count += try await answered.get() }
        return Double(count) / (start.duration(to: .now) / .seconds(1))
    }

    /// Sends each request once, whichever connection is free next.
    ///
    /// - Returns: answers a second, and how long each took, in seconds.
    /// - Throws: ``BenchmarkFailure`` where one is not answered as expected.
    public func rate(of requests: [PostedRequest]) async throws -> (rate: Double, times: [Double]) {
        let start = ContinuousClock.now
        let shares = channels.indices.map { first in
            stride(from: first, to: requests.count, by: channels.count).map { requests[$0] }
        }
        let answers = zip(channels, shares).map { channel, share in
            let promise = channel.eventLoop.makePromise(of: [Double].self)
            channel.triggerUserOutboundEvent(
                Asking.Posts(requests: share[...], headers: headers, times: promise), promise: nil)
            return promise.futureResult
        }
        var times: [Double] = []
        for answered in answers { times += try await answered.get() }
        return (Double(requests.count) / (start.duration(to: .now) / .seconds(1)), times)
    }

    public func close() async throws {
        for channel in channels { try await channel.close() }
    }
}

/// A request that changes something.
public struct PostedRequest: Sendable {
    let path: String
    let body: ByteBuffer
    let key: String
    let status: UInt

    /// - Parameters:
    ///   - body: JSON.
    ///   - key: its Idempotency-Key.
    ///   - status: that it has to be answered with.
    public init(path: String, body: ByteBuffer, key: String, status: UInt) {
        (self.path, self.body, self.key, self.status) = (path, body, key, status)
    }
}

/// Asks for the same until its time is up, or for a list of requests one after the other.
private final class Asking: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    struct Order: Sendable {
        let head: HTTPRequestHead
        let end: ContinuousClock.Instant
        /// Of answers.
        let count: EventLoopPromise<Int>
    }

    struct Posts: Sendable {
        var requests: ArraySlice<PostedRequest>
        let headers: HTTPHeaders
        let times: EventLoopPromise<[Double]>
    }

    private var order: Order?
    private var answered = 0
    private var posts: Posts?
    private var times: [Double] = []
    private var asked = ContinuousClock.now

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        if let posts = event as? Posts {
            (self.posts, times) = (posts, [])
            post(context)
            return
        }
        guard let order = event as? Order else { return }
        self.order = order
        answered = 0
        ask(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let posted = posts?.requests.first {
                guard head.status.code != posted.status else { return }
                posts?.times.fail(BenchmarkFailure("\(posted.path) answered \(head.status.code)"))
                posts = nil
                return
            }
            guard head.status != .ok else { return }
            fail(BenchmarkFailure("\(order?.head.uri ?? "") answered \(head.status.code)"))
        case .body: break
        case .end:
            if posts != nil {
                times.append(asked.duration(to: .now) / .seconds(1))
                posts?.requests.removeFirst()
                post(context)
                return
            }
            answered += 1
            guard let order else { return }
            if ContinuousClock.now < order.end {
                ask(context)
            } else {
                self.order = nil
                order.count.succeed(answered)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(BenchmarkFailure("the daemon closed a connection"))
    }

    private func post(_ context: ChannelHandlerContext) {
        guard let posts, let request = posts.requests.first else {
            posts?.times.succeed(times)
            posts = nil
            return
        }
        var headers = posts.headers
        headers.add(name: "Content-Type", value: "application/json")
        headers.add(name: "Idempotency-Key", value: request.key)
        headers.add(name: "Content-Length", value: String(request.body.readableBytes))
        asked = .now
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: request.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(request.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func ask(_ context: ChannelHandlerContext) {
        guard let order else { return }
        context.write(wrapOutboundOut(.head(order.head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func fail(_ error: BenchmarkFailure) {
        order?.count.fail(error)
        posts?.times.fail(error)
        (order, posts) = (nil, nil)
    }
}
