import Crypto
import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import FootbridgeHTTP

@Suite("An anonymous session")
struct AnonymousSessionTests {
    private static func sessions(_ byte: UInt8 = 1, clock: SettableClock) throws -> AnonymousSessions {
        AnonymousSessions(
            secret: try #require(ServerSecret(bytes: [UInt8](repeating: byte, count: 32))), clock: clock.wallClock)
    }

    private static func request(cookie: String?) -> Request {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        head.headerFields[.cookie] = cookie
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// `name=value` of a Set-Cookie field.
    private static func pair(_ field: String) -> String { String(field.prefix { $0 != ";" }) }

    @Test("is known again by its cookie, until 30 days are over")
    func lifetime() throws {
        let clock = SettableClock(Bookshop.now)
        let sessions = try Self.sessions(clock: clock)
        let cookie = Self.pair(sessions.newCookie(isSecure: true))
        let session = try #require(sessions.session(of: Self.request(cookie: cookie)))
        #expect(session.expires == Bookshop.now + .seconds(30 * 86_400))
        #expect(sessions.session(of: Self.request(cookie: "other=1; \(cookie)")) == session)
        clock.advance(by: .seconds(30 * 86_400 - 1))
        #expect(sessions.session(of: Self.request(cookie: cookie)) == session)
        clock.advance(by: .seconds(1))
        #expect(sessions.session(of: Self.request(cookie: cookie)) == nil)
    }

    @Test("has a cookie that scripts cannot read and other sites do not send")
    func attributes() throws {
        let sessions = try Self.sessions(clock: SettableClock(Bookshop.now))
        let attributes = sessions.newCookie(isSecure: true).split(separator: "; ").dropFirst()
        #expect(attributes.elementsEqual(["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Strict", "Secure"]))
        #expect(!sessions.newCookie(isSecure: false).contains("Secure"))
    }

    @Test("is one visitor as long as it lasts, and every other session another")
    func visitor() throws {
        let clock = SettableClock(Bookshop.now)
        let sessions = try Self.sessions(clock: clock)
        let (cookie, other) = (
            Self.pair(sessions.newCookie(isSecure: true)), Self.pair(sessions.newCookie(isSecure: true))
        )
        let visitor = sessions.session(of: Self.request(cookie: cookie))?.visitor
        clock.advance(by: .seconds(7 * 86_400))
        #expect(visitor != nil && sessions.session(of: Self.request(cookie: cookie))?.visitor == visitor)
        #expect(sessions.session(of: Self.request(cookie: other))?.visitor != visitor)
    }

    @Test("lasts on for whoever comes back, as the same visitor")
    func renewed() throws {
        let clock = SettableClock(Bookshop.now)
        let sessions = try Self.sessions(clock: clock)
        let cookie = Self.pair(sessions.newCookie(isSecure: true))
        let session = try #require(sessions.session(of: Self.request(cookie: cookie)))
        #expect(sessions.renewedCookie(session, isSecure: true) == nil)
        clock.advance(by: .seconds(29 * 86_400))
        let renewed = Self.pair(try #require(sessions.renewedCookie(session, isSecure: true)))
        clock.advance(by: .seconds(29 * 86_400))
        #expect(sessions.session(of: Self.request(cookie: cookie)) == nil)
        #expect(sessions.session(of: Self.request(cookie: renewed))?.visitor == session.visitor)
    }

    @Test("is never the same twice")
    func random() throws {
        let sessions = try Self.sessions(clock: SettableClock(Bookshop.now))
        #expect(Set((0..<100).map { _ in sessions.newCookie(isSecure: false) }).count == 100)
    }

    @Test("is not known where any character of its cookie was changed, or one is missing or added")
    func forged() throws {
        let sessions = try Self.sessions(clock: SettableClock(Bookshop.now))
        let cookie = Self.pair(sessions.newCookie(isSecure: true))
        let name = "\(AnonymousSessions.cookieName)="
        let value = Array(cookie.dropFirst(name.count))
        for index in value.indices {
            var forged = value
            forged[index] = forged[index] == "A" ? "B" : "A"
            #expect(sessions.session(of: Self.request(cookie: name + String(forged))) == nil, "character \(index)")
        }
        for text in ["", String(value.dropLast()), String(value) + "A", String(value.dropFirst()), String(value) + "="]
        {
            #expect(sessions.session(of: Self.request(cookie: name + text)) == nil)
        }
        #expect(sessions.session(of: Self.request(cookie: nil)) == nil)
        #expect(sessions.session(of: Self.request(cookie: "=;;=\(cookie)")) == nil)
    }

    @Test("made with another secret is not known")
    func otherSecret() throws {
        let clock = SettableClock(Bookshop.now)
        let cookie = Self.pair(try Self.sessions(2, clock: clock).newCookie(isSecure: true))
        #expect(try Self.sessions(1, clock: clock).session(of: Self.request(cookie: cookie)) == nil)
        #expect(try Self.sessions(2, clock: clock).session(of: Self.request(cookie: cookie)) != nil)
    }

    @Test("cannot be made from a click link, which another key signs")
    func otherPurpose() throws {
        let secret = try #require(ServerSecret(bytes: [UInt8](repeating: 1, count: 32)))
        let sessions = AnonymousSessions(secret: secret, clock: SettableClock(Bookshop.now).wallClock)
        let message = UUIDv7(at: Bookshop.now).bytes + [UInt8](repeating: 0x7F, count: 8)
        let mac = HMAC<SHA256>.authenticationCode(for: message, using: secret.key(for: .clicks))
        let cookie = "\(AnonymousSessions.cookieName)=\(Base64URL.encode(message + mac))"
        #expect(sessions.session(of: Self.request(cookie: cookie)) == nil)
    }
}
