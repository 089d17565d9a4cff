import Crypto
import FootbridgeCore

/// Makes the `/go/` links that listings are shown with.
struct ClickLinks: Sendable {
    let key: SymmetricKey
    let origin: OwnOrigin

    init(secret: ServerSecret, origin: OwnOrigin) {
        key = secret.key(for: .clicks)
        self.origin = origin
    }

    /// - Parameter scan: the scan whose answer shows the listing; nil for a look-up.
    func url(of listing: ListingID, scan: ScanID?, origin: String) -> String {
        "\(origin)/go/\(ClickToken(scan: scan, listing: listing).signed(with: key))"
    }
}
