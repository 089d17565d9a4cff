import FootbridgeCore
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import FootbridgeHTTP

@Suite("Uploads of sessions")
struct SessionUploadsTests {
    private static func shopper(_ byte: UInt8, at address: String = "192.0.2.1") throws -> FootbridgeRequestContext {
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 1234)
        var context = FootbridgeRequestContext(
            source: ApplicationRequestContextSource(
                channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        context.pageShopper = VisitorHash(bytes: Array(repeating: byte, count: 32))
        return context
    }

    @Test("Frames are counted apart from photos, and those in which something was read among them")
    func frames() throws {
        let uploads = SessionUploads(quota: 2)
        let (shopper, other, now) = (try Self.shopper(1), try Self.shopper(2), ContinuousClock.now)
        for _ in 0..<3 { #expect(uploads.take(for: shopper, isLive: true, at: now)?.isAllowed == true) }
        uploads.charge(shopper, at: now)
        #expect(uploads.take(for: shopper, isLive: true, at: now)?.isAllowed == true)
        #expect(uploads.take(for: shopper, at: now)?.isAllowed == true)
        // Its photos are spent now, and with them what frames may record.
        #expect(uploads.take(for: shopper, at: now)?.isAllowed == false)
        #expect(uploads.take(for: shopper, isLive: true, at: now)?.isAllowed == false)
        #expect(uploads.take(for: other, isLive: true, at: now)?.isAllowed == true)
        #expect(uploads.take(for: shopper, isLive: true, at: now + .seconds(31))?.isAllowed == true)
    }

    @Test("An address has the photos of eight sessions, read frames among them")
    func address() throws {
        let uploads = SessionUploads(quota: 1)
        let now = ContinuousClock.now
        for byte in 1...UInt8(SessionUploads.sessionsOfAddress) { uploads.charge(try Self.shopper(byte), at: now) }
        #expect(uploads.take(for: try Self.shopper(99), isLive: true, at: now)?.isAllowed == false)
        #expect(uploads.take(for: try Self.shopper(99, at: "192.0.2.2"), isLive: true, at: now)?.isAllowed == true)
    }
}
