import FootbridgeCore
public import Hummingbird
public import Logging
import NIOCore

/// What is known of one request beside the request itself.
public struct FootbridgeRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Names the request in every line it writes.
    public var logger: Logger
    /// The connection, on which an upload is told to go on.
    let channel: any Channel
    /// 32 hexadecimal digits that name the request in its answer and in the log (W3C Trace Context's trace-id).
    var traceID: TraceID
    /// The address the request came from; behind a trusted proxy, the one that the proxy saw.
    var clientAddress: ClientAddress
    /// Whether the client reached us, or the trusted proxy in front of us, over TLS.
    var isSecure: Bool
    /// Who says that it was forwarded.
    var forwarding = TrustedProxies.Forwarding.none
    /// Set once the request is authenticated.
    var principal: Principal?
    /// The anonymous session behind `principal`, exactly where that is the shopper page.
    var session: AnonymousSession?
    /// The shopper behind a page with a publishable key, where `principal` is of such and the request says which.
    var pageShopper: VisitorHash?
    /// Who is signed in on which device, exactly where `principal` is one of a store's people.
    var staffSession: StaffSession?
    /// Whether they may do what only a lead may.
    var isLead = false

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        logger = source.logger
        channel = source.channel
        traceID = TraceID()
        clientAddress = ClientAddress(source.channel.remoteAddress)
        isSecure = false
    }

    /// Who is asking.
    ///
    /// - Throws: the 401 problem where nobody was authenticated, or 403 where the role is not `role`.
    func principal(as role: Role) throws(Problem) -> Principal {
        guard let principal else { throw .unauthenticated }
        guard principal.role == role else { throw .forbidden }
        return principal
    }

    /// Whose will be what the request makes, and whose it may see.
    ///
    /// - Throws: as ``principal(as:)``, and the 400 problem where a publishable key comes without a page session.
    func owner(as role: Role) throws(Problem) -> Owner {
        let principal = try principal(as: role)
        if let shopper { return .session(shopper, of: principal.id) }
        guard !principal.isPublishable else { throw .pageSessionNeeded }
        return .principal(principal.id)
    }

    /// Whom nobody vouches for: a session of the shopper page, or of a page with a publishable key.
    var shopper: VisitorHash? { session?.visitor ?? pageShopper }
}
