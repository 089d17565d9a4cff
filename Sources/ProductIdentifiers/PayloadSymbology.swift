/// The kind of symbol a payload was read from, as far as its meaning depends on it.
public enum PayloadSymbology: Sendable, Hashable, CaseIterable {
    /// EAN-13, 13 digits.
    case ean13
    /// EAN-8, eight digits.
    case ean8
    /// UPC-A, 12 digits, or 13 with the leading zero of its EAN-13 form.
    case upcA
    /// UPC-E, eight digits with number system and check digit; or already expanded to UPC-A, 12 or 13 digits.
    case upcE
    /// An EAN-13 that the reader reports as the ISBN-10 it stands for.
    case isbn10
    /// ITF-14, 14 digits.
    case itf14
    /// GS1 DataBar of any kind: an element string, or the 14 digits alone.
    case dataBar
    /// QR code with plain text.
    case qr
    /// QR code whose first character is FNC1: a GS1 element string.
    case qrGS1
    /// Data Matrix with FNC1 first: a GS1 element string.
    case dataMatrixGS1
    /// Code 128 without FNC1.
    case code128
    /// GS1-128: Code 128 with FNC1 first.
    case gs1_128
    /// Anything else.
    case other
}
