/// One code found in a photo.
public struct Symbol: Sendable, Hashable {
    /// What read it.
    public enum Engine: String, Sendable, CaseIterable {
        /// The ZBar library.
        case zbar
    }

    /// The kind of code.
    public let symbology: Symbology
    /// The content. Retail codes: the digits with their check digit. QR codes: text, whatever the character set it was
    /// printed in. Control characters (a GS1 separator is U+001D) are kept.
    public let text: String
    /// The content as bytes, before a character set was chosen; for a QR code that names its own character set, UTF-8.
    public let rawBytes: [UInt8]
    /// The two or five digits of an EAN add-on beside a retail code: an issue number or a suggested price.
    public let addOn: String?
    /// Exactly four corners of the code in the upright photo, clockwise as seen. A QR code's begin at its own top left,
    /// wherever that points, and go the other way round if the upright photo shows it in a mirror. A bar code's are a
    /// rectangle around the scan lines that read it, and begin at its top left as seen: its ends are right to a few
    /// pixels, its height is a part of the bars' height.
    public let corners: [Point]
    /// What read it.
    public let engine: Engine
    /// Whether the code starts with FNC1, which says that its content is GS1 element strings.
    public let isGS1: Bool

    /// A symbol as read.
    /// - Parameter corners: exactly four.
    public init(
        symbology: Symbology, text: String, rawBytes: [UInt8], addOn: String? = nil, corners: [Point],
        engine: Engine = .zbar, isGS1: Bool = false
    ) {
        precondition(corners.count == 4, "a symbol has four corners")
        self.symbology = symbology
        self.text = text
        self.rawBytes = rawBytes
        self.addOn = addOn
        self.corners = corners
        self.engine = engine
        self.isGS1 = isGS1
    }
}
