import FootbridgeCore
import HTTPTypes
import Hummingbird
import SymbolDrawing

/// `/v1/staff…`: a browser becomes a store's device with a one-time code, and people sign in on it with their PIN.
struct StaffController: Sendable {
    let storage: any GatewayStorage
    let sessions: StaffSessions
    let requests: JSONRequest
    let keys: SigningKeys
    let origins: OwnOrigin
    let clock: WallClock

    /// Revoked vouchers that a device can know of without the network.
    private static let revokedLimit = 10_000

    // MARK: The device

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let (key, device) = try await device(of: request)
        let session = sessions.session(of: request).flatMap { $0.device == device.id ? $0 : nil }
        var person: StaffPerson?
        if let session {
            person = try await storage.staffMember(session.person, on: device.id, keyHash: key.hash)?.person
        }
        return try await response(
            device, person: person, until: person == nil ? nil : session?.expires, status: .ok)
    }

    private func device(of request: Request) async throws -> (DeviceKey, StaffDevice) {
        guard let key = sessions.deviceKey(of: request), let device = try await storage.staffDevice(keyHash: key.hash)
        else { throw Problem.notEnrolled }
        return (key, device)
    }

    private func response(
        _ device: StaffDevice, person: StaffPerson?, until end: Timestamp?, status: HTTPResponse.Status
    ) async throws -> Response {
        let now = clock.now
        return WireJSON.response(
            StaffBody(
                device: device, person: person, sessionEndsAt: end, now: now,
                keys: SigningKeys.numbers(inUseAt: now).map { ($0, keys.publicKey($0)) },
                revoked: try await storage.revokedVouchers(
                    of: device.merchant.id, at: now, limit: Self.revokedLimit)),
            status: status)
    }

    private struct Enrolment: Decodable, Sendable {
        var code: String
        var name: DeviceName?
    }

    func enrol(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let asked = try await requests.body(Enrolment.self, of: request, context)
        let key = DeviceKey()
        guard let code = VoucherCode(asked.code),
            try await storage.enrol(code, name: asked.name?.text, key: key, at: clock.now),
            let device = try await storage.staffDevice(keyHash: key.hash)
        else { throw Problem.unknownEnrolment }
        var response = try await response(device, person: nil, until: nil, status: .created)
        response.headers[values: .setCookie] = [
            sessions.deviceCookie(key, isSecure: context.needsSecureCookies),
            sessions.noCookie(isSecure: context.needsSecureCookies),
        ]
        return response
    }

    private struct NewEnrolment: Decodable, Sendable {
        var name: DeviceName?
    }

    /// For a lead, who shows the code to whoever holds the new device.
    func makeEnrolment(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let staff = try context.staff()
        guard staff.isLead else { throw Problem.leadNeeded }
        let asked = try await requests.body(NewEnrolment.self, of: request, context)
        let now = clock.now
        let enrolment = StaffEnrolment(
            code: VoucherCode(), store: staff.store, name: asked.name?.text, expiresAt: now + StaffEnrolment.lifetime)
        guard try await storage.add(enrolment, at: now) else { throw Problem.notFound }
        let url = "\(origins.text(of: request, context))/staff#enrol=\(enrolment.code)"
        guard let code = QRCode(url) else { throw Problem.internal }
        return WireJSON.response(
            EnrolmentBody(enrolment: enrolment, url: url, picture: code.svg(label: "QR")), status: .created)
    }

    // MARK: The session

    private struct SignIn: Decodable, Sendable {
        var person_id: PersonNumber
        var pin: String
    }

    func signIn(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        let (_, device) = try await device(of: request)
        let asked = try await requests.body(SignIn.self, of: request, context)
        guard let pin = StaffPIN(asked.pin) else { throw Problem.badParameter("pin", "4 to 12 digits.") }
        let now = clock.now
        switch try await storage.tryPIN(of: asked.person_id.id, on: device.id, at: now) {
        case .locked: throw Problem.deviceLocked
        case .delayed(let until): throw Problem.pinDelay(until, at: now)
        case .unknownPerson: throw Problem.wrongPIN(triesLeft: nil)
        case .compare(let hash, let triesLeft):
            guard try await Self.matches(pin, hash) else { throw Problem.wrongPIN(triesLeft: triesLeft) }
        }
        try await storage.forgiveWrongPINs(of: asked.person_id.id, on: device.id)
        let person = device.people.first { $0.id == asked.person_id.id }
        var response = try await response(
            device, person: person, until: now + StaffSessions.lifetime, status: .created)
        response.headers[.setCookie] = sessions.newCookie(
            of: asked.person_id.id, on: device.id, isSecure: context.needsSecureCookies)
        return response
    }

    /// Away from the threads that requests are answered on: a comparison is tens of milliseconds of work.
    @concurrent private static func matches(_ pin: StaffPIN, _ hash: StaffPIN.Hash) async throws -> Bool {
        pin.matches(hash)
    }

    func signOut(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        return Response(
            status: .noContent, headers: [.setCookie: sessions.noCookie(isSecure: context.needsSecureCookies)])
    }
}

extension FootbridgeRequestContext {
    /// Whether cookies are to be `Secure`: always but on loopback in the clear, where browsers would not send them back.
    var needsSecureCookies: Bool { isSecure || !clientAddress.isLoopback }
}

extension Problem {
    static let notEnrolled = challenging(
        Problem(
            .unauthorized, code: "not-enrolled", title: "This browser is no device of a store",
            detail: "Enrol it with a one-time code."))

    /// A 401 says what would be asked for (RFC 9110 §15.5.2); there is no registered scheme for a device and its PIN.
    private static func challenging(_ problem: Problem) -> Problem {
        var problem = problem
        problem.headers[.wwwAuthenticate] = "Footbridge-Device"
        return problem
    }

    static let unknownEnrolment = Problem(
        .notFound, code: "unknown-code", title: "This code enrols nothing",
        detail: "It is mistyped, was used already, or has run out.")
    static let deviceLocked = Problem(
        .forbidden, code: "device-locked", title: "This device is locked",
        detail: "Too many wrong PINs. Unlock it with footbridge staff unlock, or enrol it anew.")
    static let leadNeeded = Problem(
        .forbidden, code: "lead-needed", title: "Only a lead may do this")

    static func wrongPIN(triesLeft: Int?) -> Problem {
        var problem = challenging(Problem(.unauthorized, code: "wrong-pin", title: "Wrong PIN"))
        if let triesLeft { problem.members = [("tries_left", triesLeft)] }
        return problem
    }

    static func pinDelay(_ until: Timestamp, at now: Timestamp) -> Problem {
        let seconds = Int((until.microseconds - now.microseconds + 999_999) / 1_000_000)
        return Problem(
            .tooManyRequests, code: "pin-delay", title: "Not yet", detail: "Wrong PINs slow a device down.",
            retry: .after(seconds: max(1, seconds)))
    }
}

/// What a device is called, 1 to 60 characters.
private struct DeviceName: RequestText, Sendable {
    let text: String

    init?(requestText text: String) {
        guard let note = RequestNote(requestText: text), text.unicodeScalars.count <= 60 else { return nil }
        self.text = note.text
    }

    static var expectation: String { "1 to 60 characters, none of them a control character." }
}

/// The number of a person.
private struct PersonNumber: RequestText, Sendable {
    let id: PrincipalID

    init?(requestText text: String) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text), number >= 1 else {
            return nil
        }
        id = PrincipalID(rawValue: number)
    }

    static var expectation: String { "the id of one of the people." }
}
