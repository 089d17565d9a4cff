import Foundation
import Testing

@testable import FootbridgeCore

@Suite("Base64 for URLs")
struct Base64URLTests {
    @Test("Is what Foundation writes in the alphabet of URLs, and is read back")
    func agrees() {
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            let expected = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64URL.encode(bytes) == expected)
            #expect(Base64URL.decode(expected) == bytes)
        }
    }

    @Test(
        "Another alphabet, padding, and bits that no bytes leave behind are refused",
        arguments: ["AA==", "A+", "A/", "A", "AAAAA", "AB", "AAB", "A A", "ÄA", "AA\n"])
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
