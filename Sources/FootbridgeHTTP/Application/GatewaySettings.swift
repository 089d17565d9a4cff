public import PhotoDecoding

/// What can be set of the HTTP side; the defaults work.
public struct GatewaySettings: Sendable {
    /// Uploads received or answered at once; one more is refused at once. Bounds memory at this many times 20 MiB.
    public var uploadPlaces = 64
    public var pace = UploadPace()
    public var limits = PhotoLimits()
    /// Requests a minute of one key or session; 0 is no limit.
    public var keyQuota = 6000
    /// Requests a minute from one address; 0 is no limit.
    public var addressQuota = 1200
    /// Unknown codes of vouchers a minute that one store is told of, a third of them at one till, and four times as many at
    /// one address; 0 is no limit.
    public var guessQuota = 60
    public var proxies = TrustedProxies.none()
    public var origin = OwnOrigin(publicURL: nil)

    public init() {}
}
