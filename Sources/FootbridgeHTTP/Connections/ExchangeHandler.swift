import FootbridgeCore
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Holds one connection to one request and its answer at a time, and says when the connection ends.
///
/// - A request is passed on once the socket has taken the whole answer to the one before.
/// - `Expect: 100-continue` is answered when the route lets the upload in, not before.
/// - After an answer that came before its request's end, that request is read and thrown away, within bounds of time and
///   bytes, so that the client gets to see the answer; nothing that was pipelined behind is served.
/// - When the daemon ends, the answer under way is the connection's last; a connection without one closes at once.
/// - A client that is gone is noticed while its answer is in the making, and who watches is told. Its connection being
///   closed or reset means that. The end of its half alone does not: it may have said all it has to say (RFC 9112 §9.6)
///   and wait. A closed one looks the same until something is sent there; so it is sent `100 Continue`, which every
///   client has to skip (RFC 9110 §15.2) and a closed one's system answers with a reset.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The outbound event with which a route lets the upload begin.
    struct LetIn: Sendable {}

    /// The outbound event with which a route watches for the client's leaving before it has its answer.
    struct Watch: Sendable {
        /// Ends then.
        let whileThere: AsyncStream<Never>.Continuation
    }

    /// A request that was passed on, until its answer has been taken.
    private struct Exchange {
        /// What its Content-Length says is still to come.
        var bodyAhead = 0
        var isRequestComplete = false
        var expectsContinue = false
        var isAnswerBegun = false
        /// The connection ends with its answer.
        var isLast = false
    }

    /// What came behind a complete request, in the same portion.
    private enum Ahead {
        case part(HTTPRequestPart)
        case failure(any Error)
        case inputClosed
    }

    private let times: ConnectionTimes
    private let refusals: Refusals
    private let logger: Logger
    private let headRoom: HeadRoom?
    private var exchange: Exchange?
    private var ahead = CircularBuffer<Ahead>(initialCapacity: 0)
    private var watching: [Watch] = []
    private var isEnding = false
    private var clientHasFinished = false
    /// The last answer has been written: what still comes is nobody's.
    private(set) var isOver = false
    /// Set by the ``RequestGate`` where it waits to be asked for more.
    var somethingIsHeld = false
    /// Set by the ``RequestGate`` when bytes come.
    var headHasBegun = false
    /// When the head that is awaited must be complete.
    private var headDue: NIODeadline?
    private var headTimer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var endTimer: Scheduled<Void>?
    private var departureTimer: Scheduled<Void>?

    /// - Parameter headRoom: nil where the heads of all connections have no bound together.
    init(_ times: ConnectionTimes, _ refusals: Refusals, _ logger: Logger, _ headRoom: HeadRoom? = nil) {
        self.headRoom = headRoom
        self.times = times
        self.refusals = refusals
        self.logger = logger
    }

    /// Whether more of the connection's bytes may be parsed.
    var takesMore: Bool { ahead.isEmpty && exchange?.isRequestComplete != true }
    /// Whether there is no memory for what has come of a head, with these bytes.
    func lacksRoom(for bytes: ByteBuffer) -> Bool {
        exchange == nil && headRoom?.add(bytes.readableBytes) == false
    }
    /// So many of the coming bytes are of the request under way.
    var bodyAhead: Int { exchange?.bodyAhead ?? 0 }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { awaitHead(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitHead(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
    }

    private func leave() {
        headTimer?.cancel()
        drainTimer?.cancel()
        endTimer?.cancel()
        departureTimer?.cancel()
        headRoom?.clear()
        for watch in watching { watch.whileThere.finish() }
        watching = []
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !isOver else { return }
        if takesMore {
            passOn(part, context)
        } else {
            ahead.append(.part(part))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return }
        if takesMore {
            fail(error, context)
        } else {
            ahead.append(.failure(error))
        }
    }

    /// Answers what is no request, in its turn. Of a request under way only its route can say what becomes of it.
    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        switch error {
        case _ where exchange != nil: context.fireErrorCaught(error)
        case let error as HTTPParserError: refuse(Problem(error), context)
        case let refusal as RequestHeadCheck.Refusal: refuse(Problem(refusal), context)
        case is HTTP1TypeConversionError: refuse(.unknownMethod, context)
        case is RequestGate.NoRoom: refuse(.overloaded, context)
        default: context.fireErrorCaught(error)
        }
    }

    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        headDue = nil
        let traceID = TraceID()
        var logger = logger
        logger[metadataKey: "trace.id"] = "\(traceID)"
        refusals.tell(problem, because: problem, of: .none, logger)
        let answer = problem.rendered(traceID: traceID)
        var fields = HTTPFields(answer.fields)
        fields[.contentLength] = String(answer.body.count)
        fields[.xContentTypeOptions] = "nosniff"
        write(context, .head(HTTPResponse(status: problem.status, headerFields: fields)))
        write(context, .body(ByteBuffer(bytes: answer.body)))
        write(context, .end(nil))
        context.flush()
    }

    private func write(_ context: ChannelHandlerContext, _ part: HTTPResponsePart) {
        write(context: context, data: NIOAny(part), promise: nil)
    }

    private func passOn(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            headDue = nil
            exchange = Exchange(
                bodyAhead: head.headerFields[.contentLength].flatMap { Int($0) } ?? 0,
                expectsContinue: head.headerFields[.expect]?.lowercased() == "100-continue",
                isLast: isEnding || head.headerFields[.connection]?.lowercased() == "close")
        case .body(let bytes):
            exchange?.bodyAhead -= bytes.readableBytes
            // A client that did not wait needs no word any more.
            exchange?.expectsContinue = false
        case .end:
            exchange?.bodyAhead = 0
            exchange?.isRequestComplete = true
            if clientHasFinished { awaitDeparture(context) }
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    private func passOnAhead(_ context: ChannelHandlerContext) {
        guard !ahead.isEmpty else { return }
        while exchange?.isRequestComplete != true, let next = ahead.popFirst() {
            switch next {
            case .part(let part): passOn(part, context)
            case .failure(let error): fail(error, context)
            case .inputClosed: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
        context.fireChannelReadComplete()
    }

    private func awaitHead(_ context: ChannelHandlerContext) {
        let due = context.eventLoop.now + times.head
        headDue = due
        headHasBegun = somethingIsHeld
        // A timer for each request would cost more than the request's parsing: one is left to run out.
        if headTimer == nil { scheduleHeadTimer(at: due, context) }
    }

    private func scheduleHeadTimer(at due: NIODeadline, _ context: ChannelHandlerContext) {
        headTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            self.headTimer = nil
            guard let due = self.headDue else { return }
            if due <= context.eventLoop.now {
                if self.headHasBegun { self.refuse(.headTooSlow, context) } else { context.close(promise: nil) }
            } else {
                self.scheduleHeadTimer(at: due, context)
            }
        }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard head.status.kind != .informational else { break }
            // What is answered to a head that cannot be parsed has no request.
            var current = exchange ?? Exchange()
            current.isAnswerBegun = true
            // Of an incomplete request the client may send the rest or not: the connection cannot be used again.
            current.isLast = current.isLast || isEnding || !current.isRequestComplete
            exchange = current
            guard current.isLast else { break }
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            return
        case .body: break
        case .end:
            if exchange?.isLast == true { isOver = true }
            let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
            taken.futureResult.assumeIsolated().whenSuccess { self.answerIsTaken(context) }
            context.write(data, promise: taken)
            return
        }
        context.write(data, promise: promise)
    }

    private func answerIsTaken(_ context: ChannelHandlerContext) {
        let isLast = isEnding || exchange?.isLast == true
        let isWhole = exchange?.isRequestComplete != false
        exchange = nil
        headRoom?.clear()
        watching = []
        departureTimer?.cancel()
        guard !isLast else {
            endConnection(context, after: isWhole ? times.drain : times.drainOfUpload)
            return
        }
        passOnAhead(context)
        if exchange == nil { awaitHead(context) }
        if somethingIsHeld { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case is LetIn:
            if let current = exchange, current.expectsContinue, !current.isAnswerBegun {
                exchange?.expectsContinue = false
                sendContinue(context)
            }
            promise?.succeed()
        case let watch as Watch:
            if exchange != nil { watching.append(watch) }
            promise?.succeed()
        default:
            context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    private func sendContinue(_ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            beginEnding(context)
        case is RequestGate.ClientFinished:
            clientHasFinished = true
            if exchange?.isRequestComplete == true { awaitDeparture(context) }
        case ChannelEvent.inputClosed where !ahead.isEmpty:
            ahead.append(.inputClosed)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func beginEnding(_ context: ChannelHandlerContext) {
        guard !isEnding else { return }
        isEnding = true
        ahead.removeAll()
        if exchange == nil, !isOver {
            context.close(promise: nil)
        } else {
            endTimer = context.eventLoop.assumeIsolated().scheduleTask(in: times.end) { context.close(promise: nil) }
        }
    }

    private func awaitDeparture(_ context: ChannelHandlerContext) {
        departureTimer?.cancel()
        departureTimer = context.eventLoop.assumeIsolated().scheduleTask(in: times.departure) {
            guard let exchange = self.exchange, !exchange.isAnswerBegun else { return }
            self.sendContinue(context)
        }
    }

    private func endConnection(_ context: ChannelHandlerContext, after drain: TimeAmount) {
        isOver = true
        ahead.removeAll()
        headDue = nil
        drainTimer = context.eventLoop.assumeIsolated().scheduleTask(in: drain) { context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        // The route does not ask for more any longer.
        context.read()
    }
}
