import FootbridgeCore
import FootbridgeHTTP

/// How much one caller may do, and where the daemon itself may go.
struct LimitSettingGroup: SettingGroup {
    static let title = "LIMITS"

    let key = Setting.number(
        "rate-limit-key", 0...1_000_000, unit: "requests a minute", default: GatewaySettings().keyQuota,
        "what one key or session may ask; 0 for no limit")
    let sessionUploads = Setting.number(
        "rate-limit-session-uploads", 0...1_000_000, unit: "uploads a minute",
        default: GatewaySettings().sessionUploadQuota,
        "what one anonymous session may upload, and eight times as much all of one address; 0 for no limit")
    let address = Setting.number(
        "rate-limit-address", 0...1_000_000, unit: "requests a minute", default: GatewaySettings().addressQuota,
        "what one address may ask; 0 for no limit")
    let guesses = Setting.number(
        "rate-limit-guesses", 0...1_000_000, unit: "codes a minute", default: GatewaySettings().guessQuota,
        "unknown voucher codes in one store, a third of them at one till, four times as many at one address; 0 for no limit"
    )
    let webhookAllowPrivate = Setting.truth(
        "webhook-allow-private", "lets webhooks go to this machine, to private networks and over http")
}

/// How long what could point to a person is kept.
struct RetentionSettingGroup: SettingGroup {
    static let title = "RETENTION"

    let personal = Self.days(
        "retention-personal", Retention().personalParts, "how long positions, ad click ids and consent are kept")
    let visitors = Self.days(
        "retention-visitors", Retention().visitorNames, "how long a visitor is known again")
    let rejects = Self.days(
        "retention-rejects", Retention().rejects, "how long rows of shops that could not be taken are kept")

    private static func days(_ key: String, _ standard: Duration, _ help: String) -> Setting<Int> {
        .number(key, 1...3650, unit: "days", default: Int(standard.components.seconds) / 86_400, help)
    }
}
