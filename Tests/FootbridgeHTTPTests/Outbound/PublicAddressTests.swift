import FootbridgeCore
import Testing

@testable import FootbridgeHTTP

@Suite("Where webhooks may go")
struct PublicAddressTests {
    @Test(
        "This machine, networks behind it and special purposes are not anybody's",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.170", "192.0.2.1", "198.18.0.1",
            "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
            "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1",
            "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1",
        ])
    func refused(address: String) throws {
        #expect(!PublicAddress.contains(try #require(ClientAddress.bytes(of: address))))
    }

    @Test(
        "All others are",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.1.1.1", "172.15.1.1",
            "172.32.0.1", "192.169.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2400::1",
        ])
    func taken(address: String) throws {
        #expect(PublicAddress.contains(try #require(ClientAddress.bytes(of: address))))
    }

    @Test(
        "Retry-After is seconds or a date, and what is neither is not there",
        arguments: [
            ("120", 120), ("0", 0), ("Sat, 19 Sep 2026 12:00:00 GMT", nil), ("-1", nil), ("soon", nil), ("", nil),
            ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func retryAfter(text: String, seconds: Int?) {
        let now = Timestamp(microseconds: 1_790_000_000_000_000)
        if text.hasSuffix("GMT") {
            #expect(RetryAfter.wait(text, at: now) == .zero)
            #expect(RetryAfter.wait("Mon, 21 Sep 2026 14:14:40 GMT", at: now) == .seconds(80))
        } else {
            #expect(RetryAfter.wait(text, at: now) == seconds.map { .seconds($0) })
        }
    }
}
