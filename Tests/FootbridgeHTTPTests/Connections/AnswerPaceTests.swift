import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Testing

@testable import FootbridgeHTTP

/// How long an answer waits for its client.
@Suite struct AnswerPaceTests {
    @Test func aClientThatNeverReadsIsCutOff() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/"))
        connection.answer()
        connection.advance(.seconds(29))
        #expect(connection.isOpen)
        connection.advance(.seconds(2))
        #expect(!connection.isOpen)
    }

    @Test func aClientThatTookItsAnswerIsNot() throws {
        let connection = try ConnectionUnderTest()
        connection.send(get("/"))
        connection.answer()
        connection.advance(.seconds(20))
        try connection.take()
        connection.send(get("/"))
        connection.advance(.seconds(20))
        connection.answer()
        connection.advance(.seconds(20))
        #expect(connection.isOpen)
    }

    @Test func aSlowClientMayTakeLong() throws {
        let connection = try ConnectionUnderTest()
        try begin(connection)
        for _ in 0..<60 {
            connection.write(.body(ByteBuffer(repeating: 0, count: 5 * 1200)))
            connection.advance(.seconds(5))
            #expect(connection.isOpen)
            try connection.takeButOne()
        }
        connection.advance(.seconds(29))
        #expect(connection.isOpen, "it may be in a tunnel for a while")
    }

    @Test func aClientThatDripsIsCutOff() throws {
        let connection = try ConnectionUnderTest()
        try begin(connection)
        var seconds = 0
        while connection.isOpen, seconds < 600 {
            connection.write(.body(ByteBuffer(repeating: 0, count: 1000)))
            connection.advance(.seconds(2))
            seconds += 2
            try connection.takeButOne()
        }
        #expect((60...62).contains(seconds))
    }

    @Test func anAnswerMayBeLongInTheMaking() throws {
        let connection = try ConnectionUnderTest()
        try begin(connection)
        for _ in 0..<40 {
            connection.write(.body(ByteBuffer(repeating: 0, count: 10)))
            connection.advance(.seconds(2))
            try connection.take()
            connection.advance(.seconds(25))
        }
        #expect(connection.isOpen)
    }

    private func begin(_ connection: ConnectionUnderTest) throws {
        connection.send(get("/"))
        connection.write(.head(HTTPResponse(status: .ok, headerFields: [.contentLength: "10000000"])))
        try connection.take()
    }
}

extension ConnectionUnderTest {
    /// The client takes all that waits for it but one byte that comes behind.
    fileprivate func takeButOne() throws {
        try take()
        write(.body(ByteBuffer(string: "x")))
    }
}
