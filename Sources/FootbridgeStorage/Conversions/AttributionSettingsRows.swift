import FootbridgeCore

/// Settings as they are stored.
enum AttributionSettingsRows {
    private static let settings = Columns(
        Columns("model", AttributionModel.self), Columns("window_s", Int64.self), Columns("scans_count", Bool.self),
        Columns("clicks_count", Bool.self), Columns("version", Int.self)
    ) { model, window, scans, clicks, version in
        AttributionSettings(
            model: model, window: .seconds(window), touches: Set((scans ? [.scan] : []) + (clicks ? [.click] : [])),
            version: version)
    }

    /// Those of a merchant (`$1`) that a run of a version (`$2`) goes by.
    static let newest = settings.from(
        "attribution_settings WHERE merchant_id = $1 AND version <= $2 ORDER BY version DESC LIMIT 1")

    static let merchant = Columns("merchant_id", Int64.self).from("merchants WHERE public_id = $1")

    static let insert: SQL = """
        INSERT INTO attribution_settings (version, merchant_id, model, window_s, scans_count, clicks_count, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    static let newestVersion = Columns("COALESCE(max(version), 0)", Int.self).from("attribution_settings")
}
