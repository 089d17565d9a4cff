import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes

@testable import FootbridgeHTTP

extension FuzzTarget {
    /// What a client sends on one connection: a byte by which it is cut into pieces, and the bytes.
    static let http = FuzzTarget(
        "http",
        seeds: {
            [
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /v1/scans HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nHEAD /c HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nxyz",
            ]
            .map { [7] + Array($0.utf8) }
        },
        check: { input in
            var reader = InputReader(input)
            let size = 1 + Int(reader.byte() % 64)
            let whole = try Connection(reader.rest, sizes: [max(1, reader.rest.count)])
            let pieces = try Connection(reader.rest, sizes: [size, 1, 3 * size])
            // Otherwise what stands in front of the daemon may take one request for two.
            try require(whole.requests == pieces.requests, "\(whole.requests), but in pieces \(pieces.requests)")
            try require(
                whole.requests.reduce(0) { $0 + $1.body.count } <= reader.rest.count, "more came out than went in")
            for connection in [whole, pieces] {
                try require(
                    connection.answers.count(of: "HTTP/1.1 200 ") == connection.finished,
                    "\(connection.finished) requests, other answers: \(connection.answers)")
                try require(
                    connection.finished <= connection.requests.count
                        && connection.requests.count <= connection.finished + 1, "requests within each other")
            }
        })

    /// A request as the routes see it.
    private struct Seen: Equatable {
        var method: String
        var path: String?
        var fields: [String]
        var body: [UInt8] = []
        var isWhole = false
    }

    /// A connection whose routes answer each request once it is whole.
    private struct Connection {
        var requests: [Seen]
        var finished: Int
        var answers: String

        init(_ bytes: ArraySlice<UInt8>, sizes: [Int]) throws {
            let channel = EmbeddedChannel()
            let routes = Routes()
            try channel.pipeline.syncOperations.addHTTP(
                ConnectionTimes(), Refusals(), Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }))
            try channel.pipeline.syncOperations.addHandler(routes)
            channel.allowRemoteHalfClosure = true
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            var (rest, turn) = (bytes, 0)
            while !rest.isEmpty, channel.isActive {
                let piece = rest.prefix(sizes[turn % sizes.count])
                rest = rest.dropFirst(piece.count)
                turn += 1
                channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
                channel.pipeline.fireChannelReadComplete()
            }
            var answers = ""
            while let bytes = try channel.readOutbound(as: ByteBuffer.self) { answers += String(buffer: bytes) }
            (requests, finished, self.answers) = (routes.requests, routes.finished, answers)
            _ = try? channel.finish(acceptAlreadyClosed: true)
        }
    }

    private final class Routes: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        typealias OutboundOut = HTTPResponsePart

        private(set) var requests: [Seen] = []
        private(set) var finished = 0

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                requests.append(
                    Seen(
                        method: head.method.rawValue, path: head.path,
                        fields: head.headerFields.map { "\($0.name.canonicalName): \($0.value)" }))
            case .body(let bytes):
                requests[requests.count - 1].body += Array(bytes.readableBytesView)
            case .end:
                requests[requests.count - 1].isWhole = true
                finished += 1
                let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
