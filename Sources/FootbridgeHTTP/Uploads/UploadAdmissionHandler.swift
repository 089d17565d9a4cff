import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Says "go on" to an upload that was let in, and does not let one that was refused go on for ever.
///
/// The server framework answers neither `Expect: 100-continue` nor limits what it reads after an early answer; this
/// handler sits between the HTTP codec and the framework on every connection and does both. After an answer that came
/// before its request's end, at most `drainBytes` and `drainTime` of that request are read and thrown away, so that the
/// client gets to see the answer; then the connection is closed, and nothing that was pipelined behind is served.
final class UploadAdmissionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The outbound event with which a route lets the upload begin.
    struct LetIn: Sendable {}

    static let drainBytes = 1 << 20
    static let drainTime = TimeAmount.seconds(1)
    /// A request's head must be complete in this time, from the connection's or the previous answer's end.
    private let headTime: TimeAmount

    private var requestsBegun = 0
    private var requestsEnded = 0
    private var answersEnded = 0
    private var expectsContinue = false
    private var answersBegun = 0
    /// Whether the answer under way said that the connection ends with it.
    private var endsWithAnswer = false
    private var drained: Int?
    private var timer: Scheduled<Void>?

    init(headTime: TimeAmount = .seconds(30)) {
        self.headTime = headTime
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { awaitHead(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitHead(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if let drained {
            discard(part, after: drained, context)
            return
        }
        switch part {
        case .head(let head):
            requestsBegun += 1
            timer?.cancel()
            expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
        case .body:
            // A client that did not wait needs no word any more.
            expectsContinue = false
        case .end:
            requestsEnded += 1
        }
        context.fireChannelRead(data)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is LetIn else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if expectsContinue, answersBegun < requestsBegun, drained == nil {
            expectsContinue = false
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            answersBegun += 1
            // The client may send the body anyway, or not: either way this connection cannot be used again.
            if requestsEnded < answersBegun {
                head.headerFields[.connection] = "close"
                endsWithAnswer = true
                context.write(wrapOutboundOut(.head(head)), promise: promise)
                return
            }
        case .body: break
        case .end:
            answersEnded += 1
            if endsWithAnswer {
                context.writeAndFlush(data, promise: promise)
                if requestsEnded < answersEnded { beginDraining(context) } else { context.close(promise: nil) }
                return
            }
            if requestsBegun == answersEnded { awaitHead(context) }
        }
        context.write(data, promise: promise)
    }

    private func awaitHead(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: headTime) { context.close(promise: nil) }
    }

    private func beginDraining(_ context: ChannelHandlerContext) {
        drained = 0
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.drainTime) { context.close(promise: nil) }
    }

    private func discard(_ part: HTTPRequestPart, after drained: Int, _ context: ChannelHandlerContext) {
        switch part {
        case .head: break
        case .body(let buffer):
            self.drained = drained + buffer.readableBytes
            if drained + buffer.readableBytes > Self.drainBytes { context.close(promise: nil) }
        case .end:
            context.close(promise: nil)
        }
    }
}
