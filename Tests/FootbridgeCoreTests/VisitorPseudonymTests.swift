import Testing

@testable import FootbridgeCore

@Suite("Visitors' names for analysts")
struct VisitorPseudonymTests {
    @Test("A visitor has one name in a scope, and another in every other scope, generation and installation")
    func scopes() throws {
        let secret = try #require(ServerSecret(bytes: Array(0..<32)))
        let other = try #require(ServerSecret(bytes: Array(1..<33)))
        let (quay, heron) = (try #require(PublicID("quay")), try #require(PublicID("heron")))
        let spaces = [
            VisitorPseudonyms(secret: secret, scope: .gateway, generation: 1),
            VisitorPseudonyms(secret: secret, scope: .gateway, generation: 2),
            VisitorPseudonyms(secret: secret, scope: .merchant(quay), generation: 1),
            VisitorPseudonyms(secret: secret, scope: .merchant(quay), generation: 2),
            VisitorPseudonyms(secret: secret, scope: .merchant(heron), generation: 1),
            VisitorPseudonyms(secret: other, scope: .merchant(quay), generation: 1),
        ]
        let visitors: [Int64] = [1, 2, 3, 1 << 40, .max]
        let names = spaces.flatMap { space in visitors.map { space.name(of: $0) } }
        #expect(Set(names).count == spaces.count * visitors.count)
        for name in names {
            #expect(name.utf8.count == 22 && name.hasPrefix("v_"))
            #expect(name.dropFirst(2).utf8.allSatisfy { Base32.value(of: $0) != nil })
        }
        let again = VisitorPseudonyms(secret: secret, scope: .merchant(quay), generation: 1)
        #expect(visitors.map { again.name(of: $0) } == visitors.map { spaces[2].name(of: $0) })
    }

    @Test("A name is the first 100 bits of HMAC-SHA256 in Crockford's base 32")
    func knownName() throws {
        let secret = try #require(ServerSecret(bytes: Array(0..<32)))
        let names = VisitorPseudonyms(secret: secret, scope: .gateway, generation: 1)
        #expect(names.name(of: 1) == "v_vew99k9jstd76b4eb5kv")
    }
}
