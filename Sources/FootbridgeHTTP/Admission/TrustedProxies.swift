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

    /// Where a request comes from.
    struct Origin {
        /// Of the client; one that a field names is never this machine.
        var address: ClientAddress
        /// Whether it came over TLS.
        var isSecure: Bool
        var forwarding: Forwarding
    }

    /// Who says that a request was forwarded.
    enum Forwarding: Sendable, Hashable {
        /// Nobody.
        case none
        /// A proxy that is trusted.
        case byProxy
        /// Somebody who is not: a proxy that the operator forgot to name, or anybody who writes such fields.
        case byStranger
    }

    /// The fields by which proxies say that they forward.
    private static let forwardingFields: [HTTPField.Name] = [
        .xForwardedFor, .xForwardedProto, .xForwardedHost, .xRealIP, .forwarded,
    ]

    /// Walks `X-Forwarded-For` from its end past every proxy that is trusted. Where all of it is, the first hop is the
    /// client: one inside a trusted network.
    func origin(of request: Request, from context: FootbridgeRequestContext) -> Origin {
        let isForwarded = Self.forwardingFields.contains { request.headers.contains($0) }
        guard trusts(context.channel.remoteAddress) else {
            return Origin(
                address: context.clientAddress, isSecure: terminatesTLS,
                forwarding: isForwarded ? .byStranger : .none)
        }
        var origin = Origin(
            address: context.clientAddress, isSecure: terminatesTLS || request.headers[.xForwardedProto] == "https",
            forwarding: isForwarded ? .byProxy : .none)
        let forwarded = request.headers[values: .xForwardedFor]
        guard !forwarded.isEmpty else { return origin }
        let hops = forwarded.joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false).suffix(16)
        for hop in hops.reversed() {
            // A hop that is no address (RFC 7239 has `unknown`) came from behind the proxy: counted with the proxy's
            // own requests, but never taken for this machine.
            guard let address = hop.split(separator: " ").first, let client = ClientAddress(address) else {
                origin.address = context.clientAddress.beyondProxy
                return origin
            }
            origin.address = client.beyondProxy
            if !trusts(String(address)) { return origin }
        }
        return origin
    }

    /// Whether it is one of these proxies that a connection comes from.
    func trusts(_ peer: SocketAddress?) -> Bool {
        guard !networks.isEmpty, let address = peer?.ipAddress else { return false }
        return trusts(address)
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = ClientAddress.bytes(of: address) else { return false }
        return networks.contains { $0.contains(bytes) }
    }
}
