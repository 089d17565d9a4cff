import AsyncHTTPClient
import FootbridgeCore
import NIOCore

/// Sends requests to one host that somebody else chose.
///
/// The host is looked up once, and its address checked; every connection then goes to that very address, whatever the
/// name means a moment later. Certificates are verified for the name. Redirects are not followed.
struct OutboundClient: Sendable {
    /// Why a host may not be asked.
    enum Refusal: Error {
        /// It has no address.
        case unresolved
        /// None of its addresses is a public one.
        case privateAddress
    }

    private static let connectPatience = TimeAmount.seconds(5)

    let http: HTTPClient

    /// - Parameters:
    ///   - allowsPrivate: whether it may be this machine, or in a network that is not public.
    ///   - turn: which of several addresses to take: each failed attempt takes the next.
    /// - Throws: ``Refusal``.
    init(to host: String, allowsPrivate: Bool, turn: Int) async throws {
        let found = try await HostAddresses.of(host)
        guard !found.isEmpty else { throw Refusal.unresolved }
        let allowed = found.filter { address in
            allowsPrivate || ClientAddress.bytes(of: address).map(PublicAddress.contains) ?? false
        }
        guard !allowed.isEmpty else { throw Refusal.privateAddress }
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: Self.connectPatience), decompression: .disabled)
        configuration.dnsOverride = [host: allowed[turn % allowed.count]]
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async throws { try await http.shutdown() }
}
