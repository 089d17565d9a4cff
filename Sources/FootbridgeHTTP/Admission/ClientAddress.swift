import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// The network address that limits are counted by: an IPv4 address, or the /64 of an IPv6 one, since that is what one
/// customer is given.
struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 8 bytes; empty where the transport has no address, as in tests.
    let network: [UInt8]
    private(set) var isLoopback: Bool

    /// Of an IPv6 address its network alone.
    var description: String {
        switch network.count {
        case 4: network.map(String.init).joined(separator: ".")
        case 8:
            stride(from: 0, to: 8, by: 2).map { String(Int(network[$0]) << 8 | Int(network[$0 + 1]), radix: 16) }
                .joined(separator: ":") + "::/64"
        default: "unknown"
        }
    }

    /// The same network, as someone on it who is not this machine.
    var beyondProxy: ClientAddress {
        var address = self
        address.isLoopback = false
        return address
    }

    init(_ address: SocketAddress?) {
        self.init(bytes: address?.ipAddress.flatMap(Self.bytes(of:)))
    }

    /// - Returns: nil where `text` is not a numeric address.
    init?(_ text: some StringProtocol) {
        guard let bytes = Self.bytes(of: text) else { return nil }
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]?) {
        switch bytes?.count {
        case 4:
            network = bytes ?? []
            isLoopback = bytes?.first == 127
        case 16:
            network = bytes.map { Array($0.prefix(8)) } ?? []
            isLoopback = bytes == [UInt8](repeating: 0, count: 15) + [1]
        default:
            (network, isLoopback) = ([], true)
        }
    }

    /// A numeric address in network order: 4 bytes, also where it was mapped into IPv6, or 16.
    static func bytes(of text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        var v4 = in_addr()
        if inet_pton(AF_INET, String(text), &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, String(text), &v6) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: v6) { Array($0) }
        let isMapped = bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}
