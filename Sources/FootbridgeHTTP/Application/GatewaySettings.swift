public import PhotoDecoding

/// What can be set of the HTTP side; the defaults work.
public struct GatewaySettings: Sendable {
    public var uploads = UploadLimits()
    public var pace = UploadPace()
    public var limits = PhotoLimits()
    /// Requests a minute of one key or session; 0 is no limit.
    public var keyQuota = 6000
    /// Uploads a minute of one anonymous session, and ``SessionUploads/sessionsOfAddress`` times as many of all at one
    /// address; 0 is no limit.
    public var sessionUploadQuota = 60
    /// Requests a minute from one address; 0 is no limit.
    public var addressQuota = 1200
    /// Unknown codes of vouchers a minute that one store is told of, a third of them at one till, and four times as many at
    /// one address; 0 is no limit.
    public var guessQuota = 60
    /// Bytes that all kept covers together may take.
    public var coverSpace = 10 << 30
    public var proxies = TrustedProxies.none()
    public var origin = OwnOrigin(publicURL: nil)

    public init() {}

    /// What uploads share, whole.
    public func makeUploadBudget() -> UploadBudget { UploadBudget(uploads, upload: limits.maximumBytes) }
}
