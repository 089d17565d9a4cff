import FootbridgeCore
import Testing

@testable import FootbridgeHTTP

/// Places and memory, shared out without any socket.
@Suite("The budget of uploads")
struct UploadBudgetTests {
    private typealias Share = UploadBudget.Share

    private static let limits = UploadLimits(places: 8, memory: 80 << 20, addressPlaces: 4, sessionPlaces: 2)
    private let budget = UploadBudget(Self.limits, upload: 20 << 20)

    private func key(_ address: String) throws -> Uploader {
        Uploader(address: try #require(ClientAddress(address)), session: nil)
    }

    private func session(_ address: String) throws -> Uploader {
        Uploader(
            address: try #require(ClientAddress(address)),
            session: VisitorHash(bytes: (0..<32).map { _ in .random(in: 0...255) }))
    }

    @Test("gives one address a part of the places, and leaves the others to the next")
    func addressPlaces() throws {
        for _ in 0..<4 { #expect(budget.take(Share(places: 1), for: try key("10.0.0.1")) == nil) }
        #expect(budget.take(Share(places: 1), for: try key("10.0.0.1")) == .address)
        #expect(budget.look(try key("10.0.0.1"), bytes: 0) == .address)
        for _ in 0..<4 { #expect(budget.take(Share(places: 1), for: try key("10.0.0.2")) == nil) }
        #expect(budget.take(Share(places: 1), for: try key("10.0.0.3")) == .places)
        #expect(budget.busiest?.places == 4)
        budget.giveBack(Share(places: 1), of: try key("10.0.0.1"))
        #expect(budget.take(Share(places: 1), for: try key("10.0.0.3")) == nil)
    }

    @Test("leaves a quarter of places and memory to keys, whatever sessions there are")
    func reserve() throws {
        for number in 0..<6 { #expect(budget.take(Share(places: 1), for: try session("10.0.0.\(number)")) == nil) }
        #expect(budget.take(Share(places: 1), for: try session("10.0.0.9")) == .reserve)
        for _ in 0..<2 { #expect(budget.take(Share(places: 1), for: try key("10.0.0.9")) == nil) }

        let memory = UploadBudget(Self.limits, upload: 20 << 20)
        for number in 0..<3 {
            #expect(memory.take(Share(bytes: 20 << 20), for: try session("10.0.0.\(number)")) == nil)
        }
        #expect(memory.take(Share(bytes: 1), for: try session("10.0.0.9")) == .reserve)
        #expect(memory.take(Share(bytes: 20 << 20), for: try key("10.0.0.9")) == nil)
        #expect(memory.take(Share(bytes: 1), for: try key("10.0.0.9")) == .memory)
    }

    @Test("counts all keys of a holder as one, and leaves a quarter of places and memory to everybody else")
    func holders() throws {
        let merchant = try #require(PublicID("quay"))
        func uploader(_ number: Int, _ principal: Principal) throws -> Uploader {
            Uploader(
                address: try #require(ClientAddress("10.0.0.\(number)")), session: nil,
                holder: KeyHolder(of: principal))
        }
        func client(_ id: Int64) -> Principal { Principal(id: PrincipalID(rawValue: id), name: "", role: .client) }
        // A merchant's own key, and those of its stores, from addresses of their own.
        let ofMerchant = [
            Principal(id: PrincipalID(rawValue: 2), name: "", role: .merchant, merchant: merchant),
            Principal(id: PrincipalID(rawValue: 3), name: "", role: .staff, store: PublicID("quay.soho")),
            Principal(id: PrincipalID(rawValue: 4), name: "", role: .staff, store: PublicID("quay.bank")),
        ]
        for same in [ofMerchant, [client(5)]] {
            let budget = UploadBudget(Self.limits, upload: 20 << 20)
            for number in 0..<6 {
                let one = try uploader(number, same[number % same.count])
                #expect(budget.take(Share(places: 1, bytes: 10 << 20), for: one) == nil)
            }
            for principal in same {
                #expect(budget.look(try uploader(9, principal), bytes: 0) == .holder)
                #expect(budget.take(Share(bytes: 1), for: try uploader(9, principal)) == .holder)
            }
            for number in 0..<2 {
                #expect(budget.take(Share(places: 1), for: try uploader(9, client(10))) == nil, "\(number)")
            }
            #expect(budget.take(Share(places: 1), for: try session("10.0.0.8")) == .places)
            for number in 0..<6 {
                budget.giveBack(Share(places: 1, bytes: 10 << 20), of: try uploader(number, same[number % same.count]))
            }
            #expect(budget.take(Share(places: 1), for: try uploader(0, same[0])) == nil)
        }
        // Another merchant whose name begins alike is another one.
        let other = Principal(id: PrincipalID(rawValue: 9), name: "", role: .staff, store: PublicID("quayside.soho"))
        #expect(
            KeyHolder(of: other) != KeyHolder(of: ofMerchant[0]) && KeyHolder(of: client(5)) != KeyHolder(of: client(6))
        )
    }

    @Test("lets viewfinders' frames in only while half of it is free, and nobody else is kept out by them")
    func frames() throws {
        var frames = try key("10.0.0.1")
        frames.isLive = true
        for _ in 0..<4 { #expect(budget.take(Share(places: 1), for: frames) == nil) }
        var others = try key("10.0.0.2")
        others.isLive = true
        #expect(budget.look(others, bytes: 0) == .live)
        #expect(budget.take(Share(places: 1), for: try key("10.0.0.2")) == nil)
        let memory = UploadBudget(Self.limits, upload: 20 << 20)
        #expect(memory.take(Share(bytes: 40 << 20), for: try key("10.0.0.3")) == nil)
        #expect(memory.look(others, bytes: 1) == .live)
    }

    @Test("gives one session a few places, and one address half of the memory")
    func sessionAndMemory() throws {
        let shopper = try session("10.0.0.1")
        for _ in 0..<2 { #expect(budget.take(Share(places: 1), for: shopper) == nil) }
        #expect(budget.take(Share(places: 1), for: shopper) == .session)
        for _ in 0..<2 { #expect(budget.take(Share(bytes: 20 << 20), for: try key("10.0.0.5")) == nil) }
        #expect(budget.take(Share(bytes: 1), for: try key("10.0.0.5")) == .address)
        #expect(budget.look(try key("10.0.0.5"), bytes: 1) == .address)
    }

    @Test("has room for one whole upload of anybody, however small it is")
    func small() throws {
        let budget = UploadBudget(UploadLimits(places: 8, memory: 24 << 20), upload: 20 << 20)
        #expect(budget.take(Share(places: 1, bytes: 20 << 20), for: try session("10.0.0.1")) == nil)
    }

    @Test("is whole again once all is given back, and says then what its peak was")
    func whole() throws {
        let uploaders = try (0..<3).flatMap { [try key("10.0.0.\($0)"), try session("10.0.0.\($0)")] }
        for uploader in uploaders { #expect(budget.take(Share(places: 1, bytes: 4 << 20), for: uploader) == nil) }
        #expect(budget.takePeak() == nil, "it is held now")
        for uploader in uploaders { budget.giveBack(Share(places: 1, bytes: 4 << 20), of: uploader) }
        #expect(budget.occupied == Share() && budget.busiest == nil)
        #expect(budget.takePeak() == 24 << 20)
        #expect(budget.takePeak() == 0)
    }

    @Test("is shared by a thousand uploads at once without one byte too many")
    func race() async throws {
        let uploader = try key("10.0.0.1")
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<1000 {
                group.addTask { [budget] in budget.take(Share(bytes: 1 << 20), for: uploader) == nil ? 1 : 0 }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 40 && budget.occupied.bytes == 40 << 20)
    }
}

@Suite("Bytes of an upload that are kept")
struct ChunkedBytesTests {
    @Test("come out as they went in, whatever their pieces", arguments: [1, 1000, 65_535, 65_536, 65_537, 200_000])
    func pieces(size: Int) {
        let whole = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        var bytes = ChunkedBytes()
        for start in stride(from: 0, to: whole.count, by: size) {
            bytes.append(whole[start..<min(whole.count, start + size)])
        }
        #expect(bytes.count == whole.count)
        #expect(bytes.joined() == whole)
        #expect(ChunkedBytes().joined().isEmpty)
    }
}

@Suite("The pace of an upload")
struct RecentBytesTests {
    @Test("is that of the last seconds: what came before earns nothing")
    func window() {
        var recent = RecentBytes(window: .seconds(5))
        let start = ContinuousClock.now
        func rate(_ bytes: Int, _ seconds: Double) -> Double? {
            recent.rate(of: bytes, at: start.advanced(by: .seconds(seconds)))
        }
        for quarter in 0..<20 { #expect(rate(250_000, Double(quarter) / 4) == nil) }
        #expect(rate(250_000, 5) == 0, "silent since its first moment")
        for quarter in 21..<40 { #expect(rate(250_000 + (quarter - 20) * 2500, Double(quarter) / 4) ?? 0 > 0) }
        #expect(rate(300_000, 10) == 10_000)
        #expect(rate(300_000, 15) == 0)
    }
}
