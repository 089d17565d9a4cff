public import ProductIdentifiers

/// What stands in the QR code of a placement's poster: a short link, or of a product a GS1 Digital Link below it.
///
/// `https://books.example/c/7k2m9qrt` and
/// `https://books.example/c/7k2m9qrt/01/09780306406157?campaign=lantern-lane/autumn&placement=window`. A phone's own camera
/// opens either; a scan of the latter finds the product, also in other readers of Digital Links.
public struct CampaignLink: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// - Parameter origin: where the daemon is reached, such as `https://books.example`.
    /// - Returns: nil where the origin is no stem of a Digital Link.
    public init?(to placement: CampaignPlacement, at origin: String) {
        let short = "\(origin)/c/\(placement.code)"
        guard let gtin = placement.gtin else {
            description = short
            return
        }
        let parameters = [
            DigitalLink.ExtensionParameter(name: "campaign", value: "\(placement.merchant)/\(placement.name)"),
            DigitalLink.ExtensionParameter(name: "placement", value: placement.placement.description),
        ]
        do {
            description = try DigitalLink(
                stem: short, key: GS1Element(gtin), extensionParameters: parameters.compactMap(\.self)
            ).uri
        } catch {
            return nil
        }
    }
}

/// The campaign that a code in a photo names.
public enum ScannedCampaign: Sendable, Hashable {
    /// In the query of a Digital Link, whoever made it: at most 200 bytes without controls.
    case named(String)
    /// By a short link, which may be one of ours.
    case short(CampaignCode)

    /// - Parameter payload: the text of a symbol, from anywhere.
    /// - Returns: nil where it names none.
    public init?(payload: String) {
        if let code = Self.shortCode(payload) {
            self = .short(code)
            return
        }
        // Why a payload is no link does not matter.
        guard DigitalLink.isPlausible(payload), let link = try? DigitalLink(parsing: payload, options: .scanned),
            let label = Self.label(of: link)
        else { return nil }
        self = .named(label)
    }

    private static func label(of link: DigitalLink) -> String? {
        func value(_ name: String) -> String? {
            let value = link.extensionParameters.first { $0.name == name }?.value
            return value.flatMap { FormURLEncoding.decode($0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let campaign = value("campaign") else { return nil }
        let label = value("placement").map { "\(campaign)/\($0)" } ?? campaign
        let isPrintable = label.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return label.utf8.count <= 200 && isPrintable ? label : nil
    }

    /// Of an address whose path is `/c/` and a code, on whatever host: the same daemon may be reached by several.
    private static func shortCode(_ payload: String) -> CampaignCode? {
        let parts = payload.split(separator: "/", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].lowercased() == "https:" || parts[0].lowercased() == "http:",
            parts[1].isEmpty, !parts[2].isEmpty, parts[3] == "c"
        else { return nil }
        return CampaignCode(parts[4])
    }
}
