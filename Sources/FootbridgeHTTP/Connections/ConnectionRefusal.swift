import FootbridgeCore
import HTTPTypes
import NIOCore

/// Answers a connection for which there is no room with 503, whatever it may ask, and closes it once the client has, or
/// after a second.
///
/// The first handler on the socket, so that nothing of the connection reaches any other.
final class ConnectionRefusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = IOData

    static let patience = TimeAmount.seconds(1)

    private let isPolite: Bool
    private var timer: Scheduled<Void>?

    /// - Parameter politely: false closes at once.
    init(politely: Bool) {
        isPolite = politely
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { refuse(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        refuse(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    /// Nothing of it is read: what comes is thrown away, so that the system does not throw the answer away.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
    }

    private func refuse(_ context: ChannelHandlerContext) {
        guard isPolite else {
            context.close(promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(Self.answer)), promise: nil)
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { context.close(promise: nil) }
        context.read()
    }

    private static var answer: ByteBuffer {
        let problem = Problem.tooManyConnections.kept(traceID: TraceID())
        guard case .bytes(let body) = problem.body else { return ByteBuffer() }
        var head = "HTTP/1.1 \(problem.status) Service Unavailable\r\n"
        for field in problem.fields { head += "\(field.name): \(field.value)\r\n" }
        head += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
        var bytes = ByteBuffer(string: head)
        bytes.writeBytes(body)
        return bytes
    }
}

extension Problem {
    static let tooManyConnections = Problem(
        .serviceUnavailable, code: "too-many-connections", title: "Too many connections",
        detail: "As many connections are open as may be, in all or from this address. Try again shortly.",
        retry: .after(seconds: 1), type: "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity")
}
