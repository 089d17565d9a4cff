/// The address of a store in one line, as it is written where the store is.
public struct PostalAddress: Sendable, Hashable {
    /// Street and number, in the country's own order.
    public var street: String
    /// The town, or a part of one that stands before it.
    public var locality: String
    /// The town that ``locality`` is a part of, or a state or county.
    public var region: String?
    public var postalCode: String?
    /// Two letters (ISO 3166-1).
    public var country: String

    public init(street: String, locality: String, region: String?, postalCode: String?, country: String) {
        self.street = street
        self.locality = locality
        self.region = region
        self.postalCode = postalCode
        self.country = country
    }

    /// `12 High Street, Camden, London NW1 8QP`; `Setzkastenweg 3, 10115 Berlin`; `〒150-0001 東京都渋谷区神宮前1-2-3`.
    public var line: String {
        let region = region == locality || region?.isEmpty == true ? nil : region
        if isWrittenLargestFirst {
            let mark = country == "JP" ? "〒" : ""
            return (postalCode.map { "\(mark)\($0) " } ?? "") + (region ?? "") + locality + street
        }
        guard let postalCode else { return Self.joined(street, locality, region) }
        guard Self.codeFirst.contains(country) else { return Self.joined(street, locality, region) + " \(postalCode)" }
        if let region, Self.townsAsRegions.contains(region) {
            return Self.joined(street, locality, "\(postalCode) \(region)")
        }
        return Self.joined(street, "\(postalCode) \(locality)", region)
    }

    private static func joined(_ parts: String?...) -> String { parts.compactMap(\.self).joined(separator: ", ") }

    /// In Chinese and Japanese characters an address goes from the province down to the number, without gaps.
    private var isWrittenLargestFirst: Bool {
        ["CN", "JP", "TW"].contains(country)
            && locality.unicodeScalars.contains {
                (0x3040...0x30FF).contains($0.value) || (0x4E00...0x9FFF).contains($0.value)
            }
    }

    /// Where the postal code stands before the town (Universal Postal Union, addressing systems of its members).
    private static let codeFirst: Set<String> = [
        "AD", "AL", "AM", "AR", "AT", "BA", "BE", "BG", "CH", "CL", "CR", "CU", "CY", "CZ", "DE", "DK", "DO", "EE",
        "ES",
        "FI", "FO", "FR", "GE", "GL", "GR", "GT", "HR", "IL", "IS", "IT", "LI", "LT", "LU", "MA", "MC", "MD", "ME",
        "MK",
        "MX", "MY", "NL", "NO", "PL", "PT", "PY", "RO", "RS", "SE", "SI", "SK", "SM", "SN", "TN", "TR", "UY", "VA",
    ]

    /// Towns that are a region by themselves: what is called their locality is a district.
    private static let townsAsRegions: Set<String> = [
        "Berlin", "Bremen", "Budapest", "Hamburg", "Oslo", "Paris", "Praha", "Prague", "Vienna", "Wien",
    ]
}
