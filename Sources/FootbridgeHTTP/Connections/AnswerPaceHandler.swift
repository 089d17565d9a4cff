import NIOCore

/// Closes a connection whose client does not take its answers, or takes them too slowly: `stall`, `grace` and
/// `leastRate` of ``ConnectionTimes``.
///
/// It counts what the connection's socket has taken, which is what the client has taken and what lies in the buffers of
/// both systems.
final class AnswerPaceHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private struct Wait {
        var began: NIODeadline
        var takenBefore: Int
        var lastTaken: Int
        var lastProgress: NIODeadline
    }

    private let times: ConnectionTimes
    private var stall: TimeAmount
    /// Bytes of all answers so far.
    private var offered = 0
    /// Something waits for the client.
    private var wait: Wait?
    private var check: Scheduled<Void>?

    init(_ times: ConnectionTimes) {
        self.times = times
        stall = times.stall
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        offered += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        // To look now would cost every answer; the next look is soon.
        if check == nil, context.channel.isActive { scheduleCheck(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { stall = min(stall, times.stallAtEnd) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        check?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.cancel()
    }

    private func scheduleCheck(_ context: ChannelHandlerContext) {
        let often = TimeAmount.nanoseconds(min(stall, times.stallAtEnd).nanoseconds / 4)
        let interval = min(TimeAmount.seconds(1), often)
        check = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        check = nil
        let waiting = waiting(context)
        guard waiting > 0 else {
            wait = nil
            return
        }
        let (now, taken) = (context.eventLoop.now, offered - waiting)
        var wait = wait ?? Wait(began: now, takenBefore: taken, lastTaken: taken, lastProgress: now)
        if taken > wait.lastTaken { (wait.lastTaken, wait.lastProgress) = (taken, now) }
        self.wait = wait
        let waited = now - wait.began
        let due = Int64(times.leastRate) * waited.nanoseconds / 1_000_000_000
        if now - wait.lastProgress >= stall || (waited >= times.grace && taken - wait.takenBefore < due) {
            context.close(promise: nil)
        } else {
            scheduleCheck(context)
        }
    }

    /// Bytes that the socket has not taken.
    private func waiting(_ context: ChannelHandlerContext) -> Int {
        do {
            return Int(try context.channel.syncOptions?.getOption(.bufferedWritableBytes) ?? 0)
        } catch {
            // The channel has closed.
            return 0
        }
    }
}
