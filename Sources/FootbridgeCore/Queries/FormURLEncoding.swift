/// `application/x-www-form-urlencoded` (WHATWG URL, 5.1), in which browsers and most clients write queries: the one way in
/// which queries and forms are decoded here.
public enum FormURLEncoding {
    /// One name and its value, each nil where it is not UTF-8.
    public struct Field: Sendable, Hashable {
        public var name: String?
        public var value: String?

        public init(name: String?, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// The fields of a query or a form in their order; one without an equals sign has an empty value.
    public static func fields(of text: some StringProtocol) -> [Field] {
        text.utf8.split(separator: UInt8(ascii: "&")).map { field in
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            return Field(name: decode(name), value: decode(field.dropFirst(name.count + 1)))
        }
    }

    /// One name or value: a plus is a space, and a percent sign without two hexadecimal digits behind it is itself.
    ///
    /// - Returns: nil where what is encoded is not UTF-8.
    public static func decode(_ text: some StringProtocol) -> String? { decode(text.utf8) }

    private static func decode(_ encoded: some Collection<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
                guard digits.count == 2 else { fallthrough }
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
