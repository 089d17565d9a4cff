import FootbridgeCore
import ProductIdentifiers

/// Placements as the commands show them.
enum CampaignLines {
    /// The address that people can type, too.
    static func short(of placement: CampaignPlacement, at origin: String) -> String { "\(origin)/c/\(placement.code)" }

    static func text(of placement: CampaignPlacement) -> String {
        let cost = placement.cost.map { "\($0.amount) \($0.currency)" } ?? "no cost"
        let end = placement.endsAt.map { "until \($0.rfc3339)" } ?? "no end"
        let about = placement.gtin.map { "  \($0)" } ?? placement.store.map { "  \($0)" } ?? ""
        return "\(placement.label)  /c/\(placement.code)  from \(placement.startsAt.rfc3339) \(end)  \(cost)\(about)"
    }

    /// - Parameter link: what stands in the QR code, where that is known.
    static func json(of placement: CampaignPlacement, link: String? = nil, files: [String]? = nil) -> JSON {
        .object(
            [
                JSON.Member("campaign", .string(placement.label)),
                JSON.Member("merchant", .string(placement.merchant.description)),
                JSON.Member("name", .string(placement.name.description)),
                JSON.Member("placement", .string(placement.placement.description)),
                JSON.Member("code", .string(placement.code.description)),
                JSON.Member("gtin", .text(placement.gtin?.description)),
                JSON.Member("store", .text(placement.store?.description)),
                JSON.Member("cost", .text(placement.cost?.amount)),
                JSON.Member("currency", .text(placement.cost?.currency.description)),
                JSON.Member("starts_at", .string(placement.startsAt.rfc3339)),
                JSON.Member("ends_at", .text(placement.endsAt?.rfc3339)),
            ] + (link.map { [JSON.Member("link", .string($0))] } ?? [])
                + (files.map { [JSON.Member("files", .array($0.map { .string($0) }))] } ?? []))
    }
}
