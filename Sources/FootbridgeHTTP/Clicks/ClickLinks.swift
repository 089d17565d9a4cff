import FootbridgeCore
import Synchronization

/// Makes the `/go/` links that listings are shown with.
struct ClickLinks: Sendable {
    let tokens: ClickTokens
    let origin: OwnOrigin
    private let lookUps = LookUpTokens()

    init(tokens: ClickTokens, origin: OwnOrigin) {
        self.tokens = tokens
        self.origin = origin
    }

    /// - Parameter scan: the scan whose answer shows the listing; nil for a look-up.
    func url(of listing: ListingID, scan: ScanID?, origin: String) -> String {
        let token = scan == nil ? lookUps.token(of: listing, from: tokens) : nil
        return "\(origin)/go/\(token ?? tokens.token(for: ClickTarget(scan: scan, listing: listing)))"
    }
}

/// The tokens of listings that look-ups show. They name nobody, so all who look may have the same; to make one anew took
/// longer than to write the rest of its listing.
private final class LookUpTokens: Sendable {
    /// A few hundred bytes each.
    private static let limit = 10_000

    private let known = Mutex<[ListingID: String]>([:])

    func token(of listing: ListingID, from tokens: ClickTokens) -> String {
        if let token = known.withLock({ $0[listing] }) { return token }
        let token = tokens.token(for: ClickTarget(scan: nil, listing: listing))
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[listing] = token
        }
        return token
    }
}
