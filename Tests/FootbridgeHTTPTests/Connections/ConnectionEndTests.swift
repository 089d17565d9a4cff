import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FootbridgeHTTP

/// How connections end: with the daemon, or with their client.
@Suite struct ConnectionEndTests {
    // MARK: The daemon ends

    @Test func anIdleConnectionClosesAtOnce() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.answer()
        try connection.take()
        connection.quiesce()
        #expect(!connection.isOpen)
    }

    @Test func anAnswerUnderWayIsTheLast() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1") + get("/2"))
        connection.quiesce()
        connection.answer()
        #expect(connection.isOpen)
        let answer = try connection.take()
        #expect(answer.contains("Connection: close\r\n") && answer.hasSuffix("\r\n\r\nok"))
        #expect(connection.hasFinishedSending)
        #expect(connection.routes.paths == ["/1"])
        connection.advance(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test func anAnswerThatWaitsForItsClientIsTheLast() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1") + get("/2"))
        connection.answer()
        connection.quiesce()
        connection.advance(.seconds(3))
        #expect(try connection.take().hasSuffix("\r\n\r\nok"))
        #expect(connection.hasFinishedSending)
        #expect(connection.routes.paths == ["/1"])
    }

    @Test func aClientThatDoesNotReadHasLittleTimeThen() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.answer()
        connection.quiesce()
        connection.advance(.seconds(4))
        #expect(connection.isOpen)
        connection.advance(.seconds(2))
        #expect(!connection.isOpen)
    }

    @Test func anUploadThatWasLetInHasItsDeadlineAndALittle() throws {
        let connection = try ConnectionUnderTest(ConnectionTimes(uploadDeadline: .seconds(60)))
        connection.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
        connection.quiesce()
        connection.advance(.seconds(74))
        connection.send(String(repeating: "x", count: 99))
        #expect(connection.isOpen && connection.routes.bodyParts == [99])
        connection.advance(.seconds(1))
        #expect(!connection.isOpen)
    }

    // MARK: The client ends

    @Test func aClientThatHasFinishedSendingIsAnswered() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1") + String(repeating: get("/2"), count: 100) + get("/3"))
        connection.finishSending()
        for _ in 0..<102 {
            #expect(!connection.routes.inputHasEnded || connection.routes.paths.last == "/3")
            connection.answer()
            try connection.take()
        }
        #expect(connection.routes.paths.count == 102 && connection.routes.inputHasEnded)
    }

    @Test func aClientThatHasFinishedSendingIsAskedWhetherItIsThere() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.finishSending()
        connection.advance(.milliseconds(249))
        #expect(try connection.take().isEmpty)
        connection.advance(.milliseconds(1))
        #expect(try connection.take() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.answer()
        #expect(try connection.take().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func aQuickAnswerNeedsNoAsking() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1"))
        connection.finishSending()
        connection.answer()
        connection.advance(.seconds(1))
        let answer = try connection.take()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nok"))
    }

    @Test func theAskingIsForEachAnswer() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/1") + get("/2"))
        connection.finishSending()
        connection.answer()
        try connection.take()
        connection.advance(.milliseconds(250))
        #expect(try connection.take() == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test(.timeLimit(.minutes(10))) func workForAClientThatIsGoneIsCancelled() async throws {
        try await withConnection { channel, context in
            await #expect(throws: CancellationError.self) {
                try await context.whileClientStays {
                    try await channel.close()
                    try await Task.sleep(for: .seconds(600))
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func workForAClientThatWasGoneBeforeIsCancelled() async throws {
        try await withConnection { channel, context in
            try await channel.close()
            await #expect(throws: CancellationError.self) {
                try await context.whileClientStays { try await Task.sleep(for: .seconds(600)) }
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func workForAClientThatStaysIsDone() async throws {
        try await withConnection { channel, context in
            let isCancelled = try await context.whileClientStays {
                try await channel.testingEventLoop.executeInContext {
                    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
                }
                await channel.testingEventLoop.advanceTime(by: .seconds(5))
                // A cancellation needs some turns to come here.
                for _ in 0..<1000 where !Task.isCancelled { await Task.yield() }
                return Task.isCancelled
            }
            #expect(!isCancelled)
        }
    }

    @Test(.timeLimit(.minutes(10))) func aCancelledRequestCancelsItsWork() async throws {
        try await withConnection { _, context in
            let request = Task { try await context.whileClientStays { try await Task.sleep(for: .seconds(600)) } }
            request.cancel()
            await #expect(throws: CancellationError.self) { try await request.value }
        }
    }

    /// Runs `body` while the answer to a request is in the making.
    private func withConnection(
        _ body: (NIOAsyncTestingChannel, FootbridgeRequestContext) async throws -> Void
    ) async throws {
        let channel = NIOAsyncTestingChannel()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await channel.testingEventLoop.executeInContext {
            try channel.pipeline.syncOperations.addHTTP(ConnectionTimes(), Refusals(), logger)
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        try await channel.writeInbound(ByteBuffer(string: get("/")))
        try await body(channel, FootbridgeRequestContext(source: .init(channel: channel, logger: logger)))
        _ = try await channel.finish(acceptAlreadyClosed: true)
    }
}
