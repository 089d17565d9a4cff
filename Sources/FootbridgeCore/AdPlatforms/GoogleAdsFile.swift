/// The files by which Google Ads takes offline conversions, line by line: click conversions, and their adjustments.
///
/// A line is there only for a scan that came with a `gclid`, `gbraid` or `wbraid` and with the shopper's answers to both
/// questions of consent, `ad_user_data` being granted. Times are UTC, which the first line says; that leaves no hour that
/// comes twice.
public struct GoogleAdsFile: Sendable {
    /// Which of the two it is.
    public enum Kind: Sendable {
        case conversions, adjustments
    }

    /// Google takes a conversion that is no longer than this after its click.
    static let longestLag = Duration.seconds(90 * 86_400)

    public let kind: Kind
    private let names: ConversionNames

    public init(_ kind: Kind, names: ConversionNames = ConversionNames()) {
        self.kind = kind
        self.names = names
    }

    /// The first two lines, without an end of line behind the second.
    public var head: String {
        let columns =
            switch kind {
            case .conversions:
                """
                Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency,Order ID,GBRAID,WBRAID,\
                Ad User Data,Ad Personalization
                """
            case .adjustments:
                "Order ID,Conversion Name,Adjustment Time,Adjustment Type,Adjusted Value,Adjusted Value Currency"
            }
        return "Parameters:TimeZone=+0000\n\(columns)"
    }

    /// The line of one row, without an end of line; nil where Google is not to be told of it.
    public func line(of row: AdConversion) -> String? {
        guard row.isConsented(personalized: false), let click = Self.click(of: row),
            row.conversion.occurredAt - row.scannedAt <= Self.longestLag
        else { return nil }
        switch (kind, row.meaning) {
        case (.conversions, .first): return Self.line(conversion(row, click))
        case (.adjustments, .restated(let value?)): return Self.line(adjustment(row, "RESTATE", to: value))
        case (.adjustments, .retracted): return Self.line(adjustment(row, "RETRACT", to: nil))
        default: return nil
        }
    }

    private func conversion(_ row: AdConversion, _ click: (kind: AdClickKind, id: String)) -> [String] {
        let share = row.conversion.share
        func id(_ kind: AdClickKind) -> String { click.kind == kind ? click.id : "" }
        return [
            id(.gclid), names.name(of: row.conversion.kind), Self.time(row.conversion.occurredAt),
            share?.amount ?? "", share?.currency.description ?? "", row.orderID, id(.gbraid), id(.wbraid),
            Self.word(row.details.consent.adUserData), Self.word(row.details.consent.adPersonalization),
        ]
    }

    private func adjustment(_ row: AdConversion, _ type: String, to value: Money?) -> [String] {
        [
            row.orderID, names.name(of: row.conversion.kind), Self.time(row.conversion.recordedAt), type,
            value?.amount ?? "", value?.currency.description ?? "",
        ]
    }

    /// One identifier a line; the most exact that came.
    private static func click(of row: AdConversion) -> (kind: AdClickKind, id: String)? {
        for kind in [AdClickKind.gclid, .gbraid, .wbraid] {
            if let id = row.click(kind) { return (kind, id) }
        }
        return nil
    }

    /// `yyyy-MM-dd HH:mm:ss`.
    private static func time(_ time: Timestamp) -> String {
        String(time.rfc3339.prefix(19)).replacing("T", with: " ")
    }

    private static func word(_ answer: AdConsent.Answer?) -> String {
        switch answer {
        case .granted: "Granted"
        case .denied: "Denied"
        case nil: ""
        }
    }

    /// RFC 4180. Click ids and names of conversions are checked before; what else is in a field is of our making.
    private static func line(_ fields: [String]) -> String {
        fields.map { field in
            guard field.unicodeScalars.contains(where: { [",", "\"", "\n", "\r"].contains($0) }) else { return field }
            return "\"" + field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
        }.joined(separator: ",")
    }
}
