import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes

@testable import FootbridgeHTTP

/// All that lies between a connection's bytes and its routes, with a clock and a client that the test moves.
///
/// The client takes nothing until ``take()``, as one does that never reads.
final class ConnectionUnderTest {
    let channel = EmbeddedChannel()
    let routes = Routes()
    private let socket = Socket()

    init(
        _ times: ConnectionTimes = ConnectionTimes(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(socket)
        try pipeline.addHTTP(times, Refusals(), logger)
        try pipeline.addHandler(routes)
        channel.allowRemoteHalfClosure = true
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Sends bytes as the client, all in one read.
    func send(_ text: String) {
        channel.pipeline.fireChannelRead(ByteBuffer(string: text))
        channel.pipeline.fireChannelReadComplete()
    }

    /// Answers as a route does.
    func answer(_ text: String = "ok", status: HTTPResponse.Status = .ok) {
        let head = HTTPResponse(status: status, headerFields: [.contentLength: "\(text.utf8.count)"])
        channel.pipeline.write(HTTPResponsePart.head(head), promise: nil)
        channel.pipeline.write(HTTPResponsePart.body(ByteBuffer(string: text)), promise: nil)
        channel.pipeline.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
    }

    /// Writes a part of an answer that is longer.
    func write(_ part: HTTPResponsePart) {
        channel.pipeline.writeAndFlush(part, promise: nil)
    }

    /// The client takes all that waits for it.
    ///
    /// - Returns: what it got.
    @discardableResult
    func take() throws -> String {
        channel.flush()
        socket.release()
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    func advance(_ time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time)
    }

    /// The client's half ends.
    func finishSending() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    /// The daemon is told to end.
    func quiesce() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    /// Asks the socket for more, as the channel does by itself after each read.
    func readOn() {
        channel.pipeline.read()
    }

    var isOpen: Bool { channel.isActive }
    /// Whether the daemon's half has ended.
    var hasFinishedSending: Bool { socket.hasFinishedSending }
    /// How often more was asked of the socket.
    var reads: Int { socket.reads }

    /// What the routes saw.
    final class Routes: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart

        private(set) var paths: [String] = []
        private(set) var bodyParts: [Int] = []
        private(set) var errors = 0
        private(set) var inputHasEnded = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): paths.append(head.path ?? "")
            case .body(let bytes): bodyParts.append(bytes.readableBytes)
            case .end: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            errors += 1
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { inputHasEnded = true }
        }
    }

    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = Any

        private(set) var reads = 0
        private(set) var hasFinishedSending = false
        private var context: ChannelHandlerContext?

        func handlerAdded(context: ChannelHandlerContext) {
            self.context = context
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            self.context = nil
        }

        func read(context: ChannelHandlerContext) {
            reads += 1
            context.read()
        }

        /// Nothing goes out until the client takes it.
        func flush(context: ChannelHandlerContext) {}

        func release() {
            context?.flush()
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            if mode == .output {
                hasFinishedSending = true
                promise?.succeed()
            } else {
                context.close(mode: mode, promise: promise)
            }
        }
    }
}

/// One request without a body.
func get(_ path: String, _ fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
}
