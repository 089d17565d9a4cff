import FootbridgeCore
import HTTPTypes
import Logging

/// Finds the code of a voucher in what a till sends, and lets nobody try codes until one is good.
struct TillCodes: Sendable {
    let keys: SigningKeys
    let guesses: CodeGuesses
    let storage: any GatewayStorage
    let metrics: Metrics
    let clock: WallClock

    /// Reads a text that was typed, or a QR code's.
    func read(_ text: String) -> TillCode {
        guard text.hasPrefix(SignedCode.prefix) else {
            return TillCode(VoucherCode(text), in: text, isSigned: false)
        }
        guard case .voucher(let voucher)? = SignedCode(text, verifiedWith: keys, at: clock.now) else {
            return TillCode(nil, in: text, isSigned: true)
        }
        return TillCode(voucher.code, in: text, isSigned: true)
    }

    /// Whether a code has to wait after too many unknown ones; see ``CodeGuesses/delay(of:from:at:)``.
    func delay(
        of code: TillCode, from staff: StaffMember, _ context: FootbridgeRequestContext
    ) -> CodeGuesses.Delay? {
        guesses.delay(of: code, from: CodeGuesses.Source(staff, at: context.clientAddress))
    }

    /// Tells operators and the event log that a code has to wait, the latter two once a minute.
    ///
    /// - Returns: the 429 problem.
    func refuse(
        _ delay: CodeGuesses.Delay, to staff: StaffMember, _ context: FootbridgeRequestContext
    ) async -> Problem {
        metrics.codeDelays.increment(by: 1, labels: [("spent", delay.spent.rawValue)])
        if guesses.isToReport(delay, from: CodeGuesses.Source(staff, at: context.clientAddress)) {
            context.logger.warning(
                "too many unknown codes, further ones wait",
                metadata: [
                    "codes.spent": "\(delay.spent)", "staff.store": "\(staff.store)",
                    "staff.device": "\(staff.device.map { "\($0.rawValue)" } ?? "none")",
                    "staff.principal": "\(staff.principal.rawValue)",
                ])
            do {
                try await storage.logCodeDelay(
                    in: staff.store, device: delay.spent == .till ? staff.device : nil, traceID: context.traceID,
                    at: clock.now)
            } catch {
                // Who guesses is refused whether or not the log can be written.
                context.logger.error(
                    "too many unknown codes were not put into the event log", metadata: ["storage.error": "\(error)"])
            }
        }
        return .codeDelay(seconds: delay.seconds)
    }

    /// Counts what a till was told about a code.
    ///
    /// - Parameter isKnown: whether it is a voucher that the till's store may see, redeemable or not.
    func tell(_ code: TillCode, isKnown: Bool, to staff: StaffMember, _ context: FootbridgeRequestContext) {
        let source = CodeGuesses.Source(staff, at: context.clientAddress)
        if guesses.tell(code, isKnown: isKnown, to: source) { metrics.unknownCodes.increment(by: 1, labels: []) }
    }
}

/// What a till sends for a voucher.
struct TillCode: Sendable {
    /// Nil for a typing error, and for a QR code that is forged or altered; nothing is looked up for either.
    let code: VoucherCode?
    /// Whether it is the text of a QR code that looks like one of ours.
    let isSigned: Bool
    /// The same for the same voucher, and in this process alone: what was sent is not to be kept.
    let number: Int

    /// Whether the gateway itself has issued it.
    var isProven: Bool { isSigned && code != nil }

    init(_ code: VoucherCode?, in text: String, isSigned: Bool) {
        self.code = code
        self.isSigned = isSigned
        number = (code?.description ?? text).hashValue
    }
}

extension Problem {
    static func codeDelay(seconds: Int) -> Problem {
        Problem(
            .tooManyRequests, code: "code-delay", title: "Not yet",
            detail: "Too many unknown codes slow a till, its store and its address down.",
            retry: .after(seconds: seconds))
    }
}
