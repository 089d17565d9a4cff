import Glibc
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import FootbridgeHTTP

/// What a client's system says when the client closes, over real connections.
@Suite(.timeLimit(.minutes(10))) struct DepartureTests {
    enum Departure: CaseIterable {
        /// As a program that ends, or a page that is left.
        case close
        /// As a system that has no such connection any more.
        case reset
    }

    @Test("Work for a client that is gone is cancelled", arguments: Departure.allCases)
    func departure(_ departure: Departure) async throws {
        let work = Work()
        try await withClient(of: work) { client in
            var begun = work.begun.makeAsyncIterator()
            _ = await begun.next()
            if departure == .reset {
                let socket = try #require(client.channel as? any SocketOptionProvider)
                try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            try await client.channel.close()
            var cancelled = work.cancelled.makeAsyncIterator()
            _ = await cancelled.next()
        }
    }

    @Test("A client that has only finished sending is answered") func halfClosure() async throws {
        let work = Work()
        try await withClient(of: work) { client in
            var begun = work.begun.makeAsyncIterator()
            _ = await begun.next()
            try await client.channel.close(mode: .output)
            try await client.executeThenClose { received, _ in
                var text = ""
                for try await bytes in received {
                    text += String(buffer: bytes)
                    // It has been asked whether it is there, and is.
                    if text == "HTTP/1.1 100 Continue\r\n\r\n" { work.end.finish() }
                }
                #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
                #expect(text.hasSuffix("\r\n\r\ndone"))
            }
        }
    }

    /// What a route does until it is told to end.
    private struct Work: Sendable {
        let begun: AsyncStream<Void>
        let cancelled: AsyncStream<Void>
        let end: AsyncStream<Never>.Continuation
        private let begins: AsyncStream<Void>.Continuation
        private let cancels: AsyncStream<Void>.Continuation
        private let ended: AsyncStream<Never>

        init() {
            (begun, begins) = AsyncStream.makeStream()
            (cancelled, cancels) = AsyncStream.makeStream()
            (ended, end) = AsyncStream.makeStream()
        }

        func answer(_ context: FootbridgeRequestContext) async throws -> Response {
            try await context.whileClientStays {
                begins.yield()
                for await _ in ended {}
                if Task.isCancelled { cancels.yield() }
                return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "done")))
            }
        }
    }

    /// Runs `body` with a connection on which a request for `work` was sent.
    private func withClient(
        of work: Work, _ body: @Sendable (NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws -> Void
    ) async throws {
        let router = Router(context: FootbridgeRequestContext.self)
        router.get("/work") { _, context in try await work.answer(context) }
        let application = Application(
            router: router, server: gatewayServer(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await application.test(.live) { gateway in
            let port = try #require(gateway.port)
            let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await client.channel.writeAndFlush(ByteBuffer(string: get("/work")))
            try await body(client)
            work.end.finish()
        }
    }
}
