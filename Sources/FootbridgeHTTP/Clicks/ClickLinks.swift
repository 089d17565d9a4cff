import FootbridgeCore

/// Makes the `/go/` links that listings are shown with.
struct ClickLinks: Sendable {
    let tokens: ClickTokens
    let origin: OwnOrigin

    /// - Parameter scan: the scan whose answer shows the listing; nil for a look-up.
    func url(of listing: ListingID, scan: ScanID?, origin: String) -> String {
        "\(origin)/go/\(tokens.token(for: ClickTarget(scan: scan, listing: listing)))"
    }
}
