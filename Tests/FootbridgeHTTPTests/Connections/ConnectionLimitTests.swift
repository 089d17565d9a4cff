import NIOCore
import NIOEmbedded
import Testing

@testable import FootbridgeHTTP

@Suite("Connections at once")
struct ConnectionLimitTests {
    private func peer(_ address: String) throws -> SocketAddress { try SocketAddress(ipAddress: address, port: 1) }

    private func bound(_ entry: ConnectionLimits.Entry) -> ConnectionLimits.Bound? {
        if case .refused(let bound, _, _) = entry { bound } else { nil }
    }

    @Test("are bounded in all and for one address, and come back")
    func bounds() throws {
        let limits = ConnectionLimits(total: 5, ofAddress: 3)
        let (first, second) = (try peer("10.0.0.1"), try peer("10.0.0.2"))
        let held = (0..<3).map { _ in limits.enter(first) }
        #expect(held.allSatisfy { bound($0) == nil })
        #expect(bound(limits.enter(first)) == .address)
        for _ in 0..<2 { #expect(bound(limits.enter(second)) == nil) }
        #expect(bound(limits.enter(try peer("10.0.0.3"))) == .total)
        #expect(limits.served == 5 && limits.refusals == [.address: 1, .total: 1])
        #expect(limits.takePeak() == nil, "they are open")
        limits.leave(first, held[0])
        #expect(bound(limits.enter(first)) == nil)
    }

    @Test("of a trusted proxy may be all")
    func proxies() throws {
        let proxies = try #require(TrustedProxies(["10.0.0.1"], overTLS: false))
        let limits = ConnectionLimits(total: 5, ofAddress: 1, proxies: proxies)
        for _ in 0..<5 { #expect(bound(limits.enter(try peer("10.0.0.1"))) == nil) }
        #expect(bound(limits.enter(try peer("10.0.0.1"))) == .total)
    }

    @Test("that are refused politely are few, so that descriptors do not run out")
    func refusals() throws {
        let limits = ConnectionLimits(total: 1, spare: 20, ofAddress: 1)
        let address = try peer("10.0.0.1")
        _ = limits.enter(address)
        var entries = (0..<100).map { _ in limits.enter(address) }
        func polite() -> Int {
            entries.count { if case .refused(_, politely: true, _) = $0 { true } else { false } }
        }
        #expect(polite() == 10)
        for entry in entries { limits.leave(address, entry) }
        entries = [limits.enter(address)]
        #expect(polite() == 1)
    }

    @Test("are accepted no faster than they are looked at")
    func accepting() {
        let limits = ConnectionLimits(total: 1, spare: 20, ofAddress: 1)
        for _ in 0..<21 {
            #expect(limits.isAcceptingNewConnections())
            limits.connectionOpened()
        }
        #expect(!limits.isAcceptingNewConnections())
        limits.connectionClosed()
        #expect(limits.isAcceptingNewConnections())
    }

    @Test("that are refused get an answer and a second to see it")
    func refusal() throws {
        let channel = EmbeddedChannel(handler: ConnectionRefusal(politely: true))
        channel.allowRemoteHalfClosure = true
        try channel.connect(to: peer("10.0.0.1")).wait()
        let answer = try #require(try channel.readOutbound(as: IOData.self))
        guard case .byteBuffer(let bytes) = answer else {
            Issue.record("no bytes")
            return
        }
        let text = String(buffer: bytes)
        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(text.contains("\"code\":\"too-many-connections\""))
        #expect(text.lowercased().contains("\r\nretry-after: 1\r\n"))
        channel.embeddedEventLoop.advanceTime(by: ConnectionRefusal.patience)
        #expect(!channel.isActive)
    }
}
