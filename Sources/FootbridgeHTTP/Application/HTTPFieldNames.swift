import HTTPTypes

/// Fields that the HTTP library has no names for.
extension HTTPField.Name {
    static let rateLimit = Self.constant("ratelimit")
    static let rateLimitPolicy = Self.constant("ratelimit-policy")
    static let serverTiming = Self.constant("server-timing")
    static let footbridgeSession = Self.constant("footbridge-session")
    static let idempotencyKey = Self.constant("idempotency-key")
    static let referrerPolicy = Self.constant("referrer-policy")
    static let permissionsPolicy = Self.constant("permissions-policy")
    static let serviceWorkerAllowed = Self.constant("service-worker-allowed")
    static let footbridgeWatermark = Self.constant("footbridge-watermark")
    static let xForwardedFor = Self.constant("x-forwarded-for")
    static let xForwardedProto = Self.constant("x-forwarded-proto")
    static let xForwardedHost = Self.constant("x-forwarded-host")
    static let xRealIP = Self.constant("x-real-ip")
    static let forwarded = Self.constant("forwarded")
    static let footbridgeMore = Self.constant("footbridge-more")
    static let footbridgeSupersededBy = Self.constant("footbridge-superseded-by")
    static let link = Self.constant("link")
    static let footbridgeMerchant = Self.constant("footbridge-merchant")
    static let footbridgeSignature = Self.constant("footbridge-signature")
    static let purpose = Self.constant("purpose")

    private static func constant(_ name: String) -> Self {
        guard let name = Self(name) else { preconditionFailure("\(name) is not a field name") }
        return name
    }
}
