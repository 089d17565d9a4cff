import Crypto
import Testing

@testable import FootbridgeCore

struct IdentityTests {
    @Test("Identifiers sort by time in all three forms and read back")
    func sortable() throws {
        let ids = (0..<200).map { ScanID(UUIDv7(at: Timestamp(microseconds: 1_700_000_000_000_000 + $0 * 1000))) }
        #expect(ids.map(\.uuid) == ids.map(\.uuid).sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
        #expect(ids.map(\.uuid.bytes).elementsEqual(ids.map(\.uuid.bytes).sorted { $0.lexicographicallyPrecedes($1) }))
        for id in ids {
            #expect(ScanID(id.description) == id)
            #expect(UUIDv7(bytes: id.uuid.bytes) == id.uuid)
            #expect(id.uuid.bytes[6] >> 4 == 7 && id.uuid.bytes[8] >> 6 == 2)
        }
    }

    @Test("Another kind's identifier, or a damaged one, is refused")
    func refusedIdentifiers() throws {
        let id = ScanID(UUIDv7(at: Timestamp(microseconds: 0)))
        let text = id.description
        #expect(ClickID(text) == nil)
        #expect(ScanID(text.dropLast()) == nil)
        #expect(ScanID(text + "0") == nil)
        #expect(ScanID(text.uppercased()) == nil)
        #expect(ScanID("scn_" + String(repeating: "z", count: 26)) == nil)
        #expect(ScanID("scn-" + text.dropFirst(4)) == nil)
        #expect(ScanID("") == nil)
    }

    @Test("A click token is believed only as it was signed")
    func clickTokens() throws {
        let key = SymmetricKey(size: .bits256)
        let token = ClickToken(
            scan: ScanID(UUIDv7(at: .init(microseconds: 1))), listing: ListingID(UUIDv7(at: .init(microseconds: 2))))
        let text = token.signed(with: key)
        #expect(ClickToken(text, key: key) == token)
        #expect(ClickToken(text, key: SymmetricKey(size: .bits256)) == nil)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(ClickToken(changed, key: key) == nil)
        }
        let unscanned = ClickToken(scan: nil, listing: token.listing)
        #expect(ClickToken(unscanned.signed(with: key), key: key) == unscanned)
    }

    @Test("A key is told by its form before anything is looked up")
    func apiKeys() throws {
        let key = APIKey()
        #expect(APIKey(key.secret) == key)
        #expect(key.secret != APIKey().secret)
        #expect(key.hash.count == 32)
        #expect(APIKey("fbk_short") == nil)
        #expect(APIKey(key.secret.uppercased()) == nil)
        #expect(APIKey("xxx_" + key.secret.dropFirst(4)) == nil)
    }

    @Test("A visitor's name differs by principal and by installation")
    func visitorHashes() throws {
        let (one, other) = (
            try #require(ServerSecret(bytes: ServerSecret.newBytes())),
            try #require(ServerSecret(bytes: ServerSecret.newBytes()))
        )
        let web = PrincipalID.web
        #expect(one.visitorHash(of: "v", for: web) == one.visitorHash(of: "v", for: web))
        #expect(one.visitorHash(of: "v", for: web) != other.visitorHash(of: "v", for: web))
        #expect(one.visitorHash(of: "v", for: web) != one.visitorHash(of: "v", for: PrincipalID(rawValue: 2)))
        #expect(one.visitorHash(of: "1\nv", for: web) != one.visitorHash(of: "v", for: PrincipalID(rawValue: 11)))
        #expect(ServerSecret(bytes: [1, 2, 3]) == nil)
    }

    @Test("Public ids are plain words", arguments: ["", "a b", "ä", "a/b", String(repeating: "a", count: 65)])
    func publicIDs(text: String) {
        #expect(PublicID(text) == nil)
        #expect(PublicID("a.B-9_") != nil)
    }
}
