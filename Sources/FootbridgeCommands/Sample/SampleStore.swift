import FootbridgeCore
import FootbridgeStorage

/// One sample shop in the form of a line.
struct SampleStore: Sendable {
    let merchant: MerchantRecord
    let code: String
    let name: String
    let street: String
    let locality: String
    let region: String?
    let postalCode: String?
    let country: String
    let position: Position
    let timeZone: StoreTimeZone
    /// As an import file writes them; empty where they are not known.
    let hours: String
    /// What the shop sells in.
    let currency: Currency

    init(
        _ merchant: MerchantRecord, _ code: String, _ name: String, _ street: String, _ locality: String,
        _ postalCode: String?, _ latitude: Double, _ longitude: Double, _ hours: String, in town: SampleTown
    ) {
        guard let position = Position(latitude: latitude, longitude: longitude),
            let timeZone = StoreTimeZone(identifier: town.timeZone), let currency = Currency(town.currency)
        else { preconditionFailure("sample store \(code): its place, zone or currency is not known here") }
        self.merchant = merchant
        self.code = code
        self.name = name
        self.street = street
        self.locality = locality
        self.region = town.region
        self.postalCode = postalCode
        self.country = town.country
        self.position = position
        self.timeZone = timeZone
        self.hours = hours
        self.currency = currency
    }

    /// `merchant.code`, as an import makes it.
    var id: PublicID {
        guard let id = PublicID("\(merchant.merchant.id).\(code)") else {
            preconditionFailure("sample store \(code) has no public id")
        }
        return id
    }

    /// The shop with hours around the Christmases before and after `now`.
    func record(at now: Timestamp) -> StoreRecord {
        let year = CivilDate(daysSinceEpoch: Int(now.microseconds / 86_400_000_000)).components.year
        let christmas = [year, year + 1].map {
            "\($0)-12-24 09:00-16:00; \($0)-12-25 closed; \($0)-12-26 11:00-16:00"
        }
        let special = hours.isEmpty || hours == "24h" ? "" : christmas.joined(separator: ";")
        do throws(RowProblem) {
            return StoreRecord(
                id: id, merchant: merchant.merchant, code: code, name: name, street: street, locality: locality,
                region: region, postalCode: postalCode, country: country, position: position, timeZone: timeZone,
                hours: try HoursText.hours(week: hours, special: special))
        } catch {
            preconditionFailure("sample store \(code): \(error)")
        }
    }
}

/// What the shops of one town share.
struct SampleTown: Sendable {
    let region: String?
    /// ISO 3166-1 alpha-2.
    let country: String
    let timeZone: String
    let currency: String

    static let london = SampleTown(region: "London", country: "GB", timeZone: "Europe/London", currency: "GBP")
    static let britain = SampleTown(region: nil, country: "GB", timeZone: "Europe/London", currency: "GBP")
    static let dublin = SampleTown(region: "Dublin", country: "IE", timeZone: "Europe/Dublin", currency: "EUR")
    static let paris = SampleTown(region: "Paris", country: "FR", timeZone: "Europe/Paris", currency: "EUR")
    static let berlin = SampleTown(region: "Berlin", country: "DE", timeZone: "Europe/Berlin", currency: "EUR")
    static let newYork = SampleTown(
        region: "New York", country: "US", timeZone: "America/New_York", currency: "USD")
    static let tokyo = SampleTown(region: "Tokyo", country: "JP", timeZone: "Asia/Tokyo", currency: "JPY")
    static let kathmandu = SampleTown(
        region: "Kathmandu", country: "NP", timeZone: "Asia/Kathmandu", currency: "NPR")
    static let auckland = SampleTown(
        region: "Auckland", country: "NZ", timeZone: "Pacific/Auckland", currency: "NZD")
    static let sydney = SampleTown(region: "Sydney", country: "AU", timeZone: "Australia/Sydney", currency: "AUD")
}
