import FootbridgeCore
import FootbridgeStorage

/// The sample booksellers; none exists, and names under `.example` never will (RFC 2606).
enum SampleMerchants {
    static let all = [lanternLane, twoRivers, paperHarbour, quickquire, marginAndNotes]

    /// Shops in Britain and Ireland; believes its stock for a day only.
    static let lanternLane = merchant("lantern-lane", "Lantern Lane Books", stockTimeToLive: .seconds(86_400))
    /// Shops in London, Paris and Berlin.
    static let twoRivers = merchant("two-rivers", "Two Rivers Booksellers")
    /// Shops in London and on four other continents.
    static let paperHarbour = merchant("paper-harbour", "Paper Harbour")
    /// Online only.
    static let quickquire = merchant("quickquire", "Quickquire")
    /// Online only, and has opted out of being compared on price.
    static let marginAndNotes = merchant("margin-and-notes", "Margin & Notes", isPriceCompared: false)

    private static func merchant(
        _ id: String, _ name: String, isPriceCompared: Bool = true, stockTimeToLive: Duration = .seconds(172_800)
    ) -> MerchantRecord {
        guard let publicID = PublicID(id) else { preconditionFailure("sample merchant \(id) has no public id") }
        return MerchantRecord(
            Merchant(id: publicID, name: name), isPriceCompared: isPriceCompared, stockTimeToLive: stockTimeToLive)
    }
}
