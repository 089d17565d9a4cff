import FootbridgeCore

/// Finds the code of a voucher in what a till sends.
struct TillCodes: Sendable {
    let keys: SigningKeys

    /// The code in a text that was typed, or in a QR code's, whose signature must be good.
    ///
    /// - Returns: nil for a typing error, and for a QR code that is forged or altered; nothing is looked up for either.
    func code(in text: String, at now: Timestamp) -> VoucherCode? {
        guard text.hasPrefix(SignedCode.prefix) else { return VoucherCode(text) }
        guard case .voucher(let voucher)? = SignedCode(text, verifiedWith: keys, at: now) else { return nil }
        return voucher.code
    }
}
