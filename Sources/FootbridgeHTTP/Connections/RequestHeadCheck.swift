import HTTPTypes
import NIOCore
import NIOHTTP1

/// Refuses requests whose head is no HTTP/1.1 though it can be parsed: those by which two servers in a row can come to
/// think differently of where a request ends or whom it is for (RFC 9112, 3.2 and 6.1), and what parsing further on would
/// hide. Behind such a head the connection is of no use.
final class RequestHeadCheck: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// Why a head is refused; travels along the pipeline as the parser's own errors do.
    enum Refusal: Error, Hashable {
        case host
        case transferCoding
        case transferCodings
        case blankBehindOrigin
    }

    private var hasRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        if case .head(let head) = unwrapInboundIn(data), let refusal = Self.refusal(of: head) {
            hasRefused = true
            context.fireErrorCaught(refusal)
        } else {
            context.fireChannelRead(data)
        }
    }

    private static func refusal(of head: HTTPRequestHead) -> Refusal? {
        let hosts = head.headers["host"]
        // Before 1.1 there was no such field, and probes of proxies still speak 1.0.
        let needsHost = head.version != .http1_0
        guard hosts.count == 1 || (hosts.isEmpty && !needsHost), hosts.allSatisfy(isHost) else { return .host }
        let codings = head.headers["transfer-encoding"]
        guard codings.isEmpty || (codings.count == 1 && codings[0].lowercased() == "chunked" && needsHost) else {
            return .transferCoding
        }
        // It says what the client takes of an answer, of which chunked is no choice (RFC 9110, 10.1.4).
        guard !head.headers["te"].contains(where: { $0.lowercased().contains("chunked") }) else {
            return .transferCodings
        }
        // Would be gone further on, and the origin then one that it was not.
        guard !head.headers["origin"].contains(where: { $0.hasSuffix(" ") || $0.hasSuffix("\t") }) else {
            return .blankBehindOrigin
        }
        return nil
    }

    /// Whether there is a host, and nothing that ends one.
    private static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !delimiters.contains($0) }
    }

    private static let delimiters = Set(",/\\?#@".utf8)
}

extension Problem {
    /// What a client is told whose bytes are no request.
    init(_ error: HTTPParserError) {
        switch error {
        case .invalidMethod: self = .unknownMethod
        case .headerOverflow: self = .headTooLarge
        case .invalidContentLength, .unexpectedContentLength:
            self = .badRequest("Content-Length is no number, is there twice, or stands beside Transfer-Encoding.")
        case .invalidChunkSize: self = .badRequest("A chunk of the body has no size.")
        case .invalidVersion: self = .badRequest("This is no HTTP/1.1.")
        default: self = .badRequest("This is no request of HTTP/1.1.")
        }
    }

    init(_ refusal: RequestHeadCheck.Refusal) {
        switch refusal {
        case .host: self = .badRequest("Host has to be there once, and to be a host.")
        case .transferCoding: self = .unknownTransferCoding
        case .transferCodings: self = .badRequest("TE must not name chunked.")
        case .blankBehindOrigin: self = .badRequest("There is a blank behind Origin.")
        }
    }

    static let headTooLarge = Problem(
        .requestHeaderFieldsTooLarge, code: "head-too-large", title: "The request's head is too large",
        detail: "One field may have 32 KiB, all of them 64 KiB, and there may be 128.")

    static let unknownTransferCoding = Problem(
        .notImplemented, code: "unknown-transfer-coding", title: "This transfer coding is not known here",
        detail: "Send the body with Content-Length, or with Transfer-Encoding: chunked and nothing else.")

    static let headTooSlow = Problem(
        .requestTimeout, code: "too-slow", title: "The request took too long",
        detail: "Its head did not end in time.", retry: .sameRequest)
}
