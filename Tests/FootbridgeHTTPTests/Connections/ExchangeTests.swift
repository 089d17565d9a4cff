import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FootbridgeHTTP

/// One request and its answer at a time.
@Suite struct ExchangeTests {
    @Test func aRequestIsPassedOnOnceTheAnswerBeforeHasBeenTaken() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.send(get("/2"))
        #expect(connection.routes.paths == ["/1"])
        connection.answer()
        #expect(connection.routes.paths == ["/1"], "its answer is written, but nobody took it")
        #expect(try connection.take().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(connection.routes.paths == ["/1", "/2"])
    }

    @Test func pipelinedRequestsAreAllServedInOrder() throws {
        let connection = try ConnectionUnderTest()
        let paths = (0..<500).map { "/\($0)" }
        connection.send(paths.map { get($0) }.joined())
        for count in 1...paths.count {
            #expect(connection.routes.paths.count == count)
            connection.answer()
            try connection.take()
        }
        #expect(connection.routes.paths == paths)
        #expect(connection.isOpen)
    }

    @Test func ofWhatCameAheadOnlyAPortionIsParsed() throws {
        let connection = try ConnectionUnderTest()
        let parsed = PartCount()
        let pipeline = connection.channel.pipeline.syncOperations
        try pipeline.addHandler(parsed, position: .before(pipeline.handler(type: ExchangeHandler.self)))
        connection.send(String(repeating: get("/"), count: 2000))
        #expect(parsed.parts <= 2 * RequestGate.portion / get("/").utf8.count + 2)
        connection.answer()
        try connection.take()
        #expect(connection.routes.paths.count == 2)
    }

    @Test func theSocketIsNotReadWhileSomethingCameAhead() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.readOn()
        #expect(connection.reads == 1, "a client that does not pipeline costs nothing")
        connection.send(get("/2"))
        connection.readOn()
        connection.readOn()
        #expect(connection.reads == 1)
        connection.answer()
        try connection.take()
        #expect(connection.reads > 1)
        #expect(connection.routes.paths == ["/1", "/2"])
    }

    @Test func aBodyStreamsInPartsAsLargeAsTheyCame() throws {
        let connection = try ConnectionUnderTest()
        connection.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\n\r\n")
        connection.send(String(repeating: "x", count: 60_000))
        connection.readOn()
        #expect(connection.reads == 1)
        connection.send(String(repeating: "x", count: 60_000))
        connection.send(String(repeating: "x", count: 30_000) + get("/2"))
        #expect(connection.routes.bodyParts == [60_000, 60_000, 30_000])
        #expect(connection.routes.paths == ["/1"])
        connection.answer()
        try connection.take()
        #expect(connection.routes.paths == ["/1", "/2"])
    }

    @Test func aChunkedBodyIsFollowedByTheNextRequest() throws {
        let connection = try ConnectionUnderTest()
        let chunk = "bb8\r\n" + String(repeating: "x", count: 3000) + "\r\n"
        connection.send(
            "POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)0\r\n\r\n" + get("/2"))
        #expect(connection.routes.bodyParts.reduce(0, +) == 6000)
        #expect(connection.routes.paths == ["/1"])
        connection.answer()
        try connection.take()
        #expect(connection.routes.paths == ["/1", "/2"])
    }

    @Test func whatIsNoBodyFailsTheRequestUnderWay() throws {
        let connection = try ConnectionUnderTest()
        connection.send("POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n")
        #expect(connection.routes.paths == ["/1"] && connection.routes.errors == 1)
        connection.answer("", status: .badRequest)
        #expect(try connection.take().contains("Connection: close\r\n"))
        #expect(connection.hasFinishedSending)
    }

    @Test func moreAheadThanMayBeHeldClosesTheConnection() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        let piece = String(repeating: "x", count: RequestGate.heldLimit / 2)
        connection.send(piece)
        connection.send(piece)
        #expect(connection.isOpen)
        connection.send("x")
        #expect(!connection.isOpen)
    }

    @Test func theAnswerToAnUnfinishedRequestIsTheLast() throws {
        let connection = try ConnectionUnderTest()
        connection.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n")
        connection.answer(status: .unauthorized)
        #expect(try connection.take().contains("Connection: close\r\n"))
        #expect(connection.hasFinishedSending)
        connection.send(String(repeating: "x", count: RequestGate.drainBytes))
        #expect(connection.isOpen)
        #expect(connection.routes.bodyParts.isEmpty)
        connection.send("x")
        #expect(!connection.isOpen)
    }

    @Test func aClientThatStillSendsHasTimeToSeeItsRefusal() throws {
        let connection = try ConnectionUnderTest()
        connection.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n")
        connection.answer(status: .unauthorized)
        try connection.take()
        for second in 1...9 {
            let reads = connection.reads
            connection.send(String(repeating: "x", count: 800_000))
            #expect(connection.reads > reads, "nobody but the connection itself asks for more")
            connection.advance(.seconds(1))
            #expect(connection.isOpen, "after \(second) s")
        }
        connection.advance(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test func aLastAnswerIsLeftToTheClientForAWhile() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1", "Connection: Close\r\n") + get("/2"))
        connection.answer()
        connection.advance(.seconds(10))
        #expect(connection.isOpen && !connection.hasFinishedSending, "a slow client has not got it")
        #expect(try connection.take().contains("Connection: close\r\n"))
        #expect(connection.hasFinishedSending)
        #expect(connection.routes.paths == ["/1"])
        connection.advance(.milliseconds(999))
        #expect(connection.isOpen)
        connection.advance(.milliseconds(1))
        #expect(!connection.isOpen)
    }

    @Test func aHeadHasItsTimeAndAnAnswerItsOwn() throws {
        let connection = try ConnectionUnderTest()
        connection.advance(.seconds(29))
        connection.send(get("/1"))
        connection.advance(.seconds(300))
        #expect(connection.isOpen, "the answer may be long in the making")
        connection.answer()
        try connection.take()
        connection.advance(.seconds(29))
        #expect(connection.isOpen)
        connection.advance(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test func goOnIsSaidOnceTheUploadIsLetIn() throws {
        let connection = try ConnectionUnderTest()
        connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.take().isEmpty)
        connection.channel.triggerUserOutboundEvent(ExchangeHandler.LetIn(), promise: nil)
        connection.channel.triggerUserOutboundEvent(ExchangeHandler.LetIn(), promise: nil)
        #expect(try connection.take() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send("ab")
        connection.answer()
        #expect(try connection.take().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(connection.isOpen && !connection.hasFinishedSending)
    }
}

private final class PartCount: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private(set) var parts = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parts += 1
        context.fireChannelRead(data)
    }
}
