import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import FootbridgeHTTP

@Suite("A client's address")
struct ClientAddressTests {
    @Test("is the whole of an IPv4 address and the /64 of an IPv6 one")
    func networks() throws {
        #expect(try #require(ClientAddress("203.0.113.9")).network == [203, 0, 113, 9])
        #expect(ClientAddress("2001:db8::1") == ClientAddress("2001:db8:0:0:ffff::2"))
        #expect(ClientAddress("2001:db8::1") != ClientAddress("2001:db8:0:1::1"))
        #expect(try #require(ClientAddress("2001:db8::1")).network.count == 8)
        #expect(ClientAddress("203.0.113.9") != ClientAddress("203.0.113.8"))
    }

    @Test("is the IPv4 one where that is mapped into IPv6, and only there")
    func mapped() {
        #expect(ClientAddress("::ffff:203.0.113.9") == ClientAddress("203.0.113.9"))
        #expect(ClientAddress("::ffff:cb00:7109") == ClientAddress("203.0.113.9"))
        #expect(ClientAddress("::203.0.113.9") != ClientAddress("203.0.113.9"))
        #expect(ClientAddress("64:ff9b::203.0.113.9") != ClientAddress("203.0.113.9"))
    }

    @Test(
        "knows this machine",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.254", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("128.0.0.1", false),
            ("::2", false), ("::", false), ("0.0.0.0", false), ("10.0.0.1", false), ("::127.0.0.1", false),
            ("fe80::1", false),
        ])
    func loopback(_ text: String, _ isLoopback: Bool) {
        #expect(ClientAddress(text)?.isLoopback == isLoopback)
    }

    @Test(
        "is nothing but a number",
        arguments: [
            "", "localhost", "unknown", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4:80", "[::1]", "::1%lo",
            " ::1",
            "0x7f.0.0.1", "１.2.3.4", String(repeating: "1", count: 100), "_hidden",
        ])
    func malformed(_ text: String) {
        #expect(ClientAddress(text) == nil)
    }
}

@Suite("Trusted proxies")
struct TrustedProxiesTests {
    /// What a gateway makes of a request from `peer`.
    private static func origin(
        _ proxies: TrustedProxies, peer: String, forwardedFor: [String] = [], proto: String? = nil
    ) throws -> TrustedProxies.Origin {
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 1234)
        let context = FootbridgeRequestContext(
            source: ApplicationRequestContextSource(
                channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        var head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        for value in forwardedFor { head.headerFields.append(HTTPField(name: .xForwardedFor, value: value)) }
        head.headerFields[.xForwardedProto] = proto
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return proxies.origin(of: request, from: context)
    }

    private static func proxies(_ list: String..., overTLS: Bool = false) throws -> TrustedProxies {
        try #require(TrustedProxies(list, overTLS: overTLS))
    }

    @Test("are nobody, unless they are named: what others forward is not believed")
    func untrusted() throws {
        let named = try Self.proxies("10.0.0.0/8")
        for proxies in [.none(), named] {
            let origin = try Self.origin(proxies, peer: "198.51.100.7", forwardedFor: ["127.0.0.1"], proto: "https")
            #expect(origin.address == ClientAddress("198.51.100.7") && !origin.isSecure)
            #expect(origin.forwarding == .byStranger)
            #expect(try Self.origin(proxies, peer: "198.51.100.7").forwarding == .none)
        }
    }

    @Test("say who the client is and whether it came over TLS")
    func trusted() throws {
        let proxies = try Self.proxies("10.0.0.0/8")
        var origin = try Self.origin(proxies, peer: "10.1.2.3", forwardedFor: ["198.51.100.7"], proto: "https")
        #expect(origin.address == ClientAddress("198.51.100.7") && origin.isSecure)
        origin = try Self.origin(proxies, peer: "10.1.2.3", forwardedFor: ["198.51.100.7"], proto: "http")
        #expect(origin.address == ClientAddress("198.51.100.7") && !origin.isSecure)
        origin = try Self.origin(proxies, peer: "::ffff:10.1.2.3", forwardedFor: ["2001:db8::5"])
        #expect(origin.address == ClientAddress("2001:db8::1"))
    }

    @Test("are walked past from the end, so what a client wrote itself does not count")
    func spoofed() throws {
        let proxies = try Self.proxies("10.0.0.0/8", "192.0.2.1")
        let real = ClientAddress("198.51.100.7")
        for chain in [
            ["127.0.0.1, 198.51.100.7"], ["127.0.0.1,198.51.100.7,10.9.9.9"],
            ["127.0.0.1", "198.51.100.7", "192.0.2.1"],
            ["10.0.0.1, 198.51.100.7 , 192.0.2.1"], ["junk, \", 198.51.100.7"],
            [String(repeating: "127.0.0.1, ", count: 2000) + "198.51.100.7"],
        ] {
            #expect(try Self.origin(proxies, peer: "10.1.2.3", forwardedFor: chain).address == real)
        }
    }

    @Test("whose chain is trusted throughout have a client in a trusted network: the first hop")
    func allTrusted() throws {
        let proxies = try Self.proxies("10.0.0.0/8")
        #expect(try Self.origin(proxies, peer: "10.1.2.3").address == ClientAddress("10.1.2.3"))
        #expect(
            try Self.origin(proxies, peer: "10.1.2.3", forwardedFor: ["10.4.4.4, 10.5.5.5"]).address
                == ClientAddress("10.4.4.4"))
        #expect(try Self.origin(proxies, peer: "10.1.2.3", forwardedFor: ["10.4.4.4"]).forwarding == .byProxy)
    }

    @Test(
        "on this machine never make a client this machine, whatever they say",
        arguments: [
            "127.0.0.1", "::1", "127.0.0.1, 127.0.0.2", "unknown", "_hidden", "198.51.100.7:4711", "[2001:db8::5]:4711",
            "198.51.100.7, unknown", "", " , ",
        ])
    func unreadableIsNotLoopback(_ chain: String) throws {
        let origin = try Self.origin(try Self.proxies("127.0.0.0/8"), peer: "127.0.0.1", forwardedFor: [chain])
        #expect(!origin.address.isLoopback)
    }

    @Test(
        "are networks to the bit",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/9", "10.127.255.255", true),
            ("10.0.0.0/9", "10.128.0.0", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
            ("192.0.2.6/31", "192.0.2.7", true), ("192.0.2.6/31", "192.0.2.5", false),
            ("192.0.2.7/32", "192.0.2.7", true),
            ("0.0.0.0/0", "203.0.113.1", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "203.0.113.1", false),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("::1", "::1", true), ("::1/128", "::2", false),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
        ])
    func bits(_ network: String, _ peer: String, _ isTrusted: Bool) throws {
        let origin = try Self.origin(try Self.proxies(network), peer: peer, proto: "https")
        #expect(origin.isSecure == isTrusted)
    }

    @Test(
        "that are no network are refused",
        arguments: [
            "", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "/8",
            "10.0.0.0/8/8",
            "10.0.0.0/ 8", "::ffff:10.0.0.0/104",
        ])
    func malformed(_ entry: String) {
        #expect(TrustedProxies([entry], overTLS: false) == nil)
    }

    @Test("are not needed for TLS of our own")
    func ownTLS() throws {
        #expect(try Self.origin(.none(overTLS: true), peer: "198.51.100.7").isSecure)
        #expect(try Self.origin(try Self.proxies("10.0.0.1", overTLS: true), peer: "10.0.0.1").isSecure)
    }
}
