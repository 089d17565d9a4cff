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

    private static func secret() throws -> ServerSecret {
        try #require(ServerSecret(bytes: ServerSecret.newBytes()))
    }

    @Test("A click token is believed only as it was made")
    func clickTokens() throws {
        let tokens = ClickTokens(secret: try Self.secret())
        let target = ClickTarget(
            scan: ScanID(UUIDv7(at: .init(microseconds: 1))), listing: ListingID(UUIDv7(at: .init(microseconds: 2))))
        let text = tokens.token(for: target)
        #expect(text.utf8.count == ClickTokens.length)
        #expect(tokens.target(of: text) == target)
        #expect(ClickTokens(secret: try Self.secret()).target(of: text) == nil)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(tokens.target(of: changed) == nil)
        }
        let unscanned = ClickTarget(scan: nil, listing: target.listing)
        #expect(tokens.target(of: tokens.token(for: unscanned)) == unscanned)
    }

    @Test("A click token says nothing: neither scan nor listing is in it, and no two are alike")
    func clickTokensAreSilent() throws {
        let tokens = ClickTokens(secret: try Self.secret())
        let target = ClickTarget(
            scan: ScanID(UUIDv7(at: WallClock.system.now)), listing: ListingID(UUIDv7(at: WallClock.system.now)))
        let texts = (0..<100).map { _ in tokens.token(for: target) }
        #expect(Set(texts).count == 100)
        for text in texts {
            let bytes = try #require(Base64URL.decode(text))
            for id in [target.scan?.uuid.bytes ?? [], target.listing.uuid.bytes] {
                let windows = (0...bytes.count - 6).map { Array(bytes[$0..<$0 + 6]) }
                #expect(!windows.contains(Array(id.prefix(6))) && !windows.contains(Array(id.suffix(6))))
            }
        }
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
        let (session, another) = (UUIDv7(at: WallClock.system.now), UUIDv7(at: WallClock.system.now))
        #expect(one.visitorHash(ofSession: session) == one.visitorHash(ofSession: session))
        #expect(one.visitorHash(ofSession: session) != one.visitorHash(ofSession: another))
        #expect(one.visitorHash(ofSession: session) != other.visitorHash(ofSession: session))
    }

    @Test("Public ids are plain words", arguments: ["", "a b", "ä", "a/b", String(repeating: "a", count: 65)])
    func publicIDs(text: String) {
        #expect(PublicID(text) == nil)
        #expect(PublicID("a.B-9_") != nil)
    }
}
