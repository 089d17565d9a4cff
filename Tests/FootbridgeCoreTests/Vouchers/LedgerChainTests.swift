import Testing

@testable import FootbridgeCore

@Suite("The chain of a ledger")
struct LedgerChainTests {
    static func chain(_ byte: UInt8 = 1) throws -> LedgerChain {
        LedgerChain(secret: try #require(ServerSecret(bytes: Array(repeating: byte, count: 32))))
    }

    static func entry(_ change: (inout LedgerEntry) -> Void = { _ in }) throws -> LedgerEntry {
        let id = try #require(UUIDv7(bytes: Array(1...16)))
        let now = Timestamp(microseconds: 1_790_000_000_000_000)
        var entry = LedgerEntry(
            store: 1, sequence: 2, id: RedemptionID(id), reverses: nil, voucher: VoucherID(id),
            promotion: PromotionID(id), merchant: 3, staff: PrincipalID(rawValue: 4), occurredAt: now, recordedAt: now,
            amount: nil, note: nil)
        change(&entry)
        return entry
    }

    @Test("Another code for every field, for the row before, and for another secret")
    func codes() throws {
        let chain = try Self.chain()
        let other = try #require(UUIDv7(bytes: Array(2...17)))
        let pounds = try #require(Currency("GBP"))
        let later = Timestamp(microseconds: 1_790_000_000_000_001)
        let entries = try [
            Self.entry(), Self.entry { $0.store = 2 }, Self.entry { $0.sequence = 3 },
            Self.entry { $0.id = RedemptionID(other) }, Self.entry { $0.reverses = RedemptionID(other) },
            Self.entry { $0.voucher = VoucherID(other) }, Self.entry { $0.promotion = PromotionID(other) },
            Self.entry { $0.merchant = 4 }, Self.entry { $0.staff = PrincipalID(rawValue: 5) },
            Self.entry { $0.occurredAt = later }, Self.entry { $0.recordedAt = later },
            Self.entry { $0.amount = Money(minorUnits: 100, currency: pounds) },
            Self.entry { $0.amount = Money(minorUnits: 101, currency: pounds) }, Self.entry { $0.note = "" },
            Self.entry { $0.note = "a" },
        ]
        var codes = Set(entries.map { chain.code(of: $0, after: LedgerChain.beginning) })
        #expect(codes.count == entries.count)
        #expect(codes.insert(chain.code(of: entries[0], after: Array(repeating: 1, count: 32))).inserted)
        #expect(codes.insert(try Self.chain(2).code(of: entries[0], after: LedgerChain.beginning)).inserted)
    }

    /// What is in a database must be verified by every later version.
    @Test("The code of a row is the one that it was in version 1")
    func fixed() throws {
        let code = try Self.chain().code(of: Self.entry(), after: LedgerChain.beginning)
        #expect(Hexadecimal.text(code) == "49c9c0452d24adde1ce70ee20ee12e387c21e7264ac52b6c3f8d453f8fa56cc2")
    }

    @Test("A checkpoint comes back as it was signed, and is refused with any character changed")
    func checkpoint() throws {
        let chain = try Self.chain()
        let head = LedgerCheckpoint.Head(
            store: try #require(PublicID("hill.camden")), sequence: 7, code: Array(1...32))
        let checkpoint = LedgerCheckpoint(madeAt: Timestamp(microseconds: 1_790_000_000_000_000), heads: [head])
        let text = checkpoint.text(signedBy: chain)
        #expect(LedgerCheckpoint(text, verifiedWith: chain) == checkpoint)
        #expect(LedgerCheckpoint(text, verifiedWith: try Self.chain(2)) == nil)
        for place in text.indices {
            var other = text
            other.replaceSubrange(place...place, with: text[place] == "7" ? "8" : "7")
            #expect(LedgerCheckpoint(other, verifiedWith: chain) == nil)
        }
    }
}
