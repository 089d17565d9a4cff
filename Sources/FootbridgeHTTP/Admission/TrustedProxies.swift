import HTTPTypes
import Hummingbird
import NIOCore

/// The reverse proxies whose word on a client's address and scheme is taken.
public struct TrustedProxies: Sendable {
    private let networks: [AddressNetwork]
    private let terminatesTLS: Bool

    /// Trusts nobody.
    public static func none(overTLS: Bool = false) -> TrustedProxies {
        TrustedProxies(networks: [], terminatesTLS: overTLS)
    }

    private init(networks: [AddressNetwork], terminatesTLS: Bool) {
        self.networks = networks
        self.terminatesTLS = terminatesTLS
    }

    /// - Parameters:
    ///   - list: addresses or networks such as `10.0.0.0/8` and `fd00::/8`.
    ///   - overTLS: whether this daemon itself speaks TLS.
    /// - Returns: nil where one is neither.
    public init?(_ list: [String], overTLS: Bool) {
        let networks = list.compactMap { AddressNetwork($0) }
        guard networks.count == list.count else { return nil }
        self.init(networks: networks, terminatesTLS: overTLS)
    }

    public var isEmpty: Bool { networks.isEmpty }

    /// Where a request comes from, walking `X-Forwarded-For` from its end past every proxy that is trusted, and
    /// whether it came over TLS.
    func origin(of request: Request, from context: FootbridgeRequestContext) -> (ClientAddress, isSecure: Bool) {
        guard !networks.isEmpty, let peer = context.channel.remoteAddress?.ipAddress, trusts(peer) else {
            return (context.clientAddress, terminatesTLS)
        }
        let isSecure = terminatesTLS || request.headers[.xForwardedProto] == "https"
        let forwarded = request.headers[values: .xForwardedFor]
        guard !forwarded.isEmpty else { return (context.clientAddress, isSecure) }
        let hops = forwarded.joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false).suffix(16)
        for hop in hops.reversed() {
            // A hop that is no address (RFC 7239 has `unknown`) came from behind the proxy: counted with the proxy's
            // own requests, but never taken for this machine.
            guard let address = hop.split(separator: " ").first, let client = ClientAddress(address) else {
                return (context.clientAddress.beyondProxy, isSecure)
            }
            if !trusts(String(address)) { return (client, isSecure) }
        }
        return (context.clientAddress, isSecure)
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = ClientAddress.bytes(of: address) else { return false }
        return networks.contains { $0.contains(bytes) }
    }
}
