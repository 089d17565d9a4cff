import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Lets staff in where a key would be asked for: by the cookies of a device and of somebody who is signed in on it.
struct StaffAdmission: Sendable {
    let storage: any GatewayStorage
    let sessions: StaffSessions
    let origins: OwnOrigin

    /// - Returns: whose quota the request is taken from; nil where nobody is signed in.
    /// - Throws: the 403 problem where a change of state does not come from our own page.
    func admit(
        _ request: Request, _ context: inout FootbridgeRequestContext
    ) async throws -> AdmissionMiddleware.Subject? {
        guard let key = sessions.deviceKey(of: request), let session = sessions.session(of: request) else { return nil }
        let hash = key.hash
        guard let member = try await storage.staffMember(session.person, on: session.device, keyHash: hash) else {
            return nil
        }
        if request.method != .get && request.method != .head {
            guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        }
        context.principal = Principal(
            id: member.person.id, name: member.person.name, role: .staff, store: member.store)
        context.staffSession = session
        context.isLead = member.person.isLead
        return .key(hash)
    }
}
