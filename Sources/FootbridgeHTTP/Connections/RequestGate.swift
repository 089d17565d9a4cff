import NIOCore

/// Gives the HTTP parser the bytes of one request at a time: while an answer is outstanding they stay bytes, and once
/// some lie here no more are read from the socket.
///
/// Requests of 18 bytes become parts of hundreds, so a parser that gets all that came takes many times its size. It gets
/// `portion` at a time, or all of a body whose length is known, until ``ExchangeHandler`` has a whole request. After the
/// connection's last answer what still comes is thrown away, `drainBytes` at most.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The inbound event that the client's half of the connection has ended, told as soon as it has;
    /// `ChannelEvent.inputClosed` follows behind the bytes that were held.
    struct ClientFinished: Sendable {}

    static let portion = 1024
    /// What may be held. One read gives 64 KiB at most; only when the client's half ends does the system hand over all
    /// that it has, which may be megabytes.
    static let heldLimit = 1 << 20
    /// More than the largest upload, whose client may read nothing before it has sent all.
    static let drainBytes = 24 << 20

    /// There is no memory for a head as long as this one.
    struct NoRoom: Error {}

    private let exchange: ExchangeHandler
    private var held: ByteBuffer? {
        didSet { exchange.somethingIsHeld = held != nil }
    }
    private var heldEnd = false
    private var readWithheld = false
    private var isPassing = false
    private var drained = 0

    init(_ exchange: ExchangeHandler) {
        self.exchange = exchange
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !exchange.isOver else {
            drained += bytes.readableBytes
            if drained > Self.drainBytes { context.close(promise: nil) }
            return
        }
        exchange.headHasBegun = true
        if held == nil, !isPassing, bytes.readableBytes <= room {
            pass(bytes, context)
            return
        }
        if held == nil { held = bytes } else { held?.writeBuffer(&bytes) }
        passOn(context)
        if let held, held.readableBytes > Self.heldLimit { context.close(promise: nil) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Nobody behind asks for what is thrown away.
        if exchange.isOver { context.read() }
        context.fireChannelReadComplete()
    }

    /// The exchange asks too, when an answer has been taken.
    func read(context: ChannelHandlerContext) {
        if exchange.isOver { held = nil }
        if passOn(context) { context.fireChannelReadComplete() }
        if held == nil { context.read() } else { readWithheld = true }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        context.fireUserInboundEventTriggered(ClientFinished())
        if held == nil { context.fireUserInboundEventTriggered(event) } else { heldEnd = true }
    }

    /// How many bytes the parser may get now.
    private var room: Int { exchange.takesMore ? max(Self.portion, exchange.bodyAhead) : 0 }

    /// Gives the parser bytes, unless they are of a head that has become too long for what is left.
    private func pass(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        if exchange.lacksRoom(for: bytes) {
            held = nil
            context.fireErrorCaught(NoRoom())
        } else {
            context.fireChannelRead(wrapInboundOut(bytes))
        }
    }

    /// - Returns: whether anything was passed on.
    @discardableResult
    private func passOn(_ context: ChannelHandlerContext) -> Bool {
        guard !isPassing else { return false }
        isPassing = true
        defer { isPassing = false }
        var hasPassed = false
        while let size = held?.readableBytes, room > 0, let bytes = held?.readSlice(length: min(size, room)) {
            if held?.readableBytes == 0 { held = nil }
            hasPassed = true
            pass(bytes, context)
        }
        guard held == nil else { return hasPassed }
        if heldEnd {
            heldEnd = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        if readWithheld {
            readWithheld = false
            context.read()
        }
        return hasPassed
    }
}
