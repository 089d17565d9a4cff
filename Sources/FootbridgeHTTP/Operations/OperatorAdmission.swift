import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Tells operators from others: by the address that they ask on, which is theirs alone, or by an admin's key.
struct OperatorAdmission: Sendable {
    let storage: any GatewayStorage
    /// Bounds how fast keys can be guessed, and how often storage is asked about them.
    let addressLimiter: RateLimiter<ClientAddress>
    /// Whether the routes are those of the operations address.
    var isOwnAddress = false

    /// Whether the request comes from an operator.
    ///
    /// Nobody is one because of where they seem to come from: a proxy on this machine makes everybody come from it.
    ///
    /// - Throws: the 403 problem where somebody who is not trusted says that they forward it, or the key is not an
    ///   admin's; 401 where the key is unknown; 429 where too many were tried.
    func isOperator(_ request: Request, _ context: FootbridgeRequestContext) async throws -> Bool {
        guard context.forwarding != .byStranger else { throw Problem.forwardedByStranger }
        guard let authorization = request.headers[.authorization] else {
            return isOwnAddress && context.forwarding == .none
        }
        _ = try admit(addressLimiter.take(for: context.clientAddress))
        guard let key = APIKey(bearer: authorization), let principal = try await storage.principal(keyHash: key.hash)
        else { throw Problem.unauthenticated }
        guard principal.role == .admin else { throw Problem.forbidden }
        return true
    }
}
