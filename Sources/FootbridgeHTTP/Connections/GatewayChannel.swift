public import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The HTTP/1.1 server under the routes; `.tls` of it is the HTTPS one.
///
/// - Parameters:
///   - refusals: what is told of requests that cannot be routed.
///   - overTLS: whether it is to be the HTTPS one.
public func gatewayServer(
    _ times: ConnectionTimes = ConnectionTimes(), limits: ConnectionLimits = ConnectionLimits(),
    refusals: Refusals = Refusals(), overTLS: Bool = false
) -> HTTPServerBuilder {
    HTTPServerBuilder {
        GatewayChannel(responder: $0, times: times, limits: limits, refusals: refusals, isUnderTLS: overTLS)
    }
}

/// One connection: from its bytes to requests, one at a time, and from answers to its bytes.
///
/// Hummingbird's own channel reads and parses on while an answer is outstanding, waits for ever for a client to take it,
/// and cuts off what the client has not yet taken of it when the server ends. So the handlers between socket and routes
/// are these: ``AnswerPaceHandler`` and ``RequestGate`` on bytes, the HTTP codec and ``RequestHeadCheck`` behind it, and
/// ``ExchangeHandler`` on requests.
struct GatewayChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let times: ConnectionTimes
    let limits: ConnectionLimits
    let refusals: Refusals
    let isUnderTLS: Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let peer = channel.remoteAddress
            let entry = limits.enter(peer)
            channel.closeFuture.whenComplete { [limits] _ in limits.leave(peer, entry) }
            if case .refused(let bound, let politely, let count) = entry {
                if let count { Self.report(bound, count, peer, logger) }
                // There is no answer in the clear to who speaks TLS, and a handshake is dear.
                let refusal = ConnectionRefusal(politely: politely && !isUnderTLS)
                try channel.pipeline.syncOperations.addHandler(refusal, position: .first)
            }
            // What comes ahead of its turn is at most what one read gives.
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
            try channel.pipeline.syncOperations.addHTTP(
                times, refusals, logger, HeadRoom(in: limits.heads, of: peer))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    private static func report(
        _ bound: ConnectionLimits.Bound, _ count: Int, _ peer: SocketAddress?, _ logger: Logger
    ) {
        logger.warning(
            "connections are refused: as many are open as may be",
            metadata: [
                "connection.limit": "\(bound.rawValue)", "connection.refusals": "\(count)",
                "client.address": "\(ClientAddress(peer))",
            ])
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// Adds all that lies between a connection's bytes and its requests and answers.
    func addHTTP(
        _ times: ConnectionTimes, _ refusals: Refusals, _ logger: Logger, _ headRoom: HeadRoom? = nil
    ) throws {
        let exchange = ExchangeHandler(times, refusals, logger, headRoom)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 32 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 128
        try addHandler(AnswerPaceHandler(times))
        try addHandler(RequestGate(exchange))
        try configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
        try addHandler(RequestHeadCheck())
        try addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try addHandler(exchange)
    }
}
