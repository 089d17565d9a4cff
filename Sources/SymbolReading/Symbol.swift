/// One code found in a photo.
public struct Symbol: Sendable, Hashable {
    /// What read it.
    public enum Engine: String, Sendable, CaseIterable {
        /// The project's own readers: EAN, UPC, QR codes and DataBar.
        case footbridge
        /// The ZBar library: other bar codes, and retail codes that its own readers confirmed.
        case zbar
    }

    /// One of several QR codes that carry a message together (structured append), when not all of them were read.
    public struct Part: Sendable, Hashable {
        /// Its place among them, from 1.
        public let number: Int
        /// How many there are, 2 to 16.
        public let count: Int

        /// A part of a message.
        public init(number: Int, count: Int) {
            self.number = number
            self.count = count
        }
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
    /// Exactly four corners of the code in the upright photo. They begin at the code's own top left, wherever that
    /// points, and go round clockwise as the code is read; so the other way round if the upright photo shows it in a
    /// mirror. Those of bar codes that are no retail codes are a rectangle around the scan lines that read it, and begin
    /// at its top left as seen: its height is a part of the bars' height.
    public let corners: [Point]
    /// What read it.
    public let engine: Engine
    /// Whether the code starts with FNC1, which says that its content is GS1 element strings.
    public let isGS1: Bool
    /// Which part of a message this is; nil for a whole one, joined from several codes or not.
    public let part: Part?

    /// A symbol as read.
    /// - Parameter corners: exactly four.
    public init(
        symbology: Symbology, text: String, rawBytes: [UInt8], addOn: String? = nil, corners: [Point],
        engine: Engine = .footbridge, isGS1: Bool = false, part: Part? = nil
    ) {
        precondition(corners.count == 4, "a symbol has four corners")
        self.symbology = symbology
        self.text = text
        self.rawBytes = rawBytes
        self.addOn = addOn
        self.corners = corners
        self.engine = engine
        self.isGS1 = isGS1
        self.part = part
    }
}
