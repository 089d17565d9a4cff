import FootbridgeCore
import Testing

@Suite("PINs")
struct StaffPINTests {
    @Test("Match what was hashed of them and nothing else, with another salt each time")
    func matches() throws {
        let pin = try #require(StaffPIN("482915"))
        let hash = pin.hash
        #expect(pin.matches(hash))
        #expect(try #require(StaffPIN("482916")).matches(hash) == false)
        #expect(pin.hash != hash)
        #expect(hash.bytes.count == 32 && hash.salt.count == 16)
    }

    @Test("Are 4 to 12 digits", arguments: ["", "123", "1234567890123", "12a4", "１２３４", "12 4"])
    func others(text: String) {
        #expect(StaffPIN(text) == nil)
    }

    @Test("Wrong ones slow a device down more and more")
    func pace() {
        let delays = (1...PINPace.triesUntilLocked).map { PINPace.delay(after: $0) }
        #expect(delays.prefix(4) == [.zero, .zero, .seconds(2), .seconds(4)])
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
    }
}
