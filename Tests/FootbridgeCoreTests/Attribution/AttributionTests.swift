import FootbridgeCore
import Testing

@Suite struct AttributionTests {
    private static let noon = Timestamp(microseconds: 1_790_000_000_000_000)
    private static let window = Duration.seconds(7 * 86_400)

    /// A scan or a click of the visitor 7, so long before noon.
    private static func touch(
        _ kind: Event.Kind = .scan, before: Duration, outcome: String = "resolved", merchant: Int64? = nil,
        scan: ScanID? = nil, campaign: String? = nil
    ) throws -> Touch {
        var event = Event(
            kind: kind, occurredAt: Timestamp(microseconds: noon.microseconds - before.microseconds),
            recordedAt: noon + .seconds(1))
        event.visitor = 7
        event.scan = scan ?? ScanID(UUIDv7(at: noon))
        event.outcome = kind == .scan ? outcome : nil
        event.merchant = merchant
        event.campaign = campaign
        return try #require(Touch(event))
    }

    private static func event(_ kind: Event.Kind, pence: Int64? = nil) -> Event {
        var event = Event(kind: kind, occurredAt: noon, recordedAt: noon)
        event.visitor = 7
        (event.merchant, event.store) = (1, 10)
        event.visit = kind == .visit ? VisitID(UUIDv7(at: noon)) : nil
        event.purchase = kind == .purchase ? PurchaseID(UUIDv7(at: noon)) : nil
        event.redemption = kind == .redemption ? RedemptionID(UUIDv7(at: noon)) : nil
        event.amount = pence.flatMap { pence in Currency("GBP").map { Money(minorUnits: pence, currency: $0) } }
        return event
    }

    private static func outcome(_ events: Event...) throws -> Outcome { try #require(Outcome(history: events)) }

    private static func attribution(
        _ model: AttributionModel = .lastTouch, touches: Set<TouchKind> = [.scan, .click]
    ) -> Attribution {
        Attribution(AttributionSettings(model: model, window: window, touches: touches, version: 1))
    }

    @Test func `A touch at the beginning of the window is out, one just after it and one with the outcome are in`()
        throws
    {
        let outcome = try Self.outcome(Self.event(.visit))
        let attribution = Self.attribution()
        for (before, counts) in [
            (Self.window, false), (Self.window - .microseconds(1), true), (.zero, true), (.microseconds(-1), false),
        ] {
            let touch = try Self.touch(before: before)
            #expect(attribution.counts(touch, for: outcome) == counts, "\(before)")
            #expect(attribution.shares(of: outcome, touches: [touch]).map(\.touch) == [counts ? touch : nil])
        }
    }

    @Test(arguments: 1...50)
    func `Linear shares are whole millionths that sum to one, and the rest goes to the last touches`(count: Int) throws
    {
        let touches = try (0..<count).map { try Self.touch(before: .seconds(count - $0)) }
        let outcome = try Self.outcome(Self.event(.visit))
        let shares = Self.attribution(.linear).shares(of: outcome, touches: touches.shuffled())
        #expect(shares.map(\.touch) == touches)
        let credits = shares.map(\.credit)
        #expect(credits.reduce(0, +) == Conversion.wholeCredit)
        #expect(credits == credits.sorted() && (credits.last ?? 0) - (credits.first ?? 0) <= 1)
    }

    @Test func `Three touches get a third each, and the last of them the millionth that is left`() throws {
        let touches = try [3, 2, 1].map { try Self.touch(before: .seconds($0)) }
        func credits(_ model: AttributionModel) throws -> [Int] {
            Self.attribution(model).shares(of: try Self.outcome(Self.event(.visit)), touches: touches).map(\.credit)
        }
        #expect(try credits(.linear) == [333_333, 333_333, 333_334])
        #expect(try credits(.lastTouch) == [0, 0, 1_000_000])
        #expect(try credits(.firstTouch) == [1_000_000, 0, 0])
    }

    @Test func `Scans that found no product, and clicks to other merchants, lead nowhere`() throws {
        let outcome = try Self.outcome(Self.event(.visit))
        let touches = try [
            Self.touch(before: .seconds(5), outcome: "no_symbol"), Self.touch(before: .seconds(4), outcome: "store"),
            Self.touch(.click, before: .seconds(3), merchant: 2), Self.touch(.click, before: .seconds(2), merchant: 1),
            Self.touch(before: .seconds(6), outcome: "unlisted"),
        ]
        let path = Self.attribution().shares(of: outcome, touches: touches).map(\.touch)
        #expect(path == [touches[4], touches[3]])
        let scans = Self.attribution(touches: [.scan]).shares(of: outcome, touches: touches)
        #expect(scans.map(\.touch) == [touches[4]] && scans.map(\.credit) == [1_000_000])
    }

    @Test(arguments: AttributionModel.allCases)
    func `A voucher is credited to its own scan, however old, and the path is kept`(model: AttributionModel) throws {
        let scan = ScanID(UUIDv7(at: Self.noon))
        let own = try Self.touch(before: Self.window * 3, outcome: "store", scan: scan)
        let others = try [2, 1].map { try Self.touch(before: .seconds($0)) }
        var event = Self.event(.redemption)
        event.scan = scan
        let shares = Self.attribution(model, touches: [.click]).shares(
            of: try Self.outcome(event), touches: others + [own])
        #expect(shares.map(\.touch) == [own] && shares.map(\.credit) == [1_000_000])
        let all = Self.attribution(model).shares(of: try Self.outcome(event), touches: others + [own])
        #expect(all.map(\.touch) == [own] + others && all.map(\.credit) == [1_000_000, 0, 0])
    }

    @Test func `A voucher whose scan is not known is nobody's, and its path is kept`() throws {
        let touch = try Self.touch(before: .seconds(1))
        let shares = Self.attribution().shares(of: try Self.outcome(Self.event(.redemption)), touches: [touch])
        #expect(shares.map(\.touch) == [nil, touch] && shares.map(\.credit) == [1_000_000, 0])
    }

    @Test func `An outcome without a path is one row without a touch, of which nothing is sure`() throws {
        let outcome = try Self.outcome(Self.event(.visit))
        let rows = Self.attribution().corrections(
            to: [], outcome: outcome, touches: [], store: nil, run: 1, recordedAt: Self.noon)
        #expect(rows.map(\.credit) == [Conversion.wholeCredit])
        #expect(rows.map(\.touch) == [nil] && rows.map(\.confidence) == [0] && rows.map(\.lagSeconds) == [nil])
    }

    @Test func `A path is at most fifty touches long, and keeps the last`() throws {
        let touches = try (0..<60).map { try Self.touch(before: .seconds(100 - $0)) }
        let shares = Self.attribution(.firstTouch).shares(of: try Self.outcome(Self.event(.visit)), touches: touches)
        #expect(shares.map(\.touch) == Array(touches.suffix(50)))
        #expect(shares.first?.credit == Conversion.wholeCredit)
    }

    @Test func `Confidence falls from the till over the door and the report to what is inferred`() throws {
        var visit = Self.event(.visit)
        func percent(_ event: Event) throws -> Int { try Self.outcome(event).confidence.percent }
        let redeemed = try percent(Self.event(.redemption))
        let unplaced = try percent(visit)
        visit.outcome = "near"
        let near = try percent(visit)
        visit.outcome = "far"
        let far = try percent(visit)
        var purchase = Self.event(.purchase, pence: 100)
        let inferred = try percent(purchase)
        purchase.click = ClickID(UUIDv7(at: Self.noon))
        let reported = try percent(purchase)
        #expect([redeemed, near, unplaced, reported, inferred, far] == [100, 90, 60, 50, 25, 10])
    }

    @Test func `A late touch takes back what the last one had, and no more`() throws {
        let outcome = try Self.outcome(Self.event(.visit))
        let (first, late) = (try Self.touch(before: .seconds(9)), try Self.touch(before: .seconds(5)))
        func corrections(_ rows: [Conversion], _ touches: [Touch], _ model: AttributionModel) -> [Conversion] {
            Self.attribution(model).corrections(
                to: rows, outcome: outcome, touches: touches, store: nil, run: 1, recordedAt: Self.noon)
        }
        let rows = corrections([], [first], .lastTouch)
        let after = corrections(rows, [first, late], .lastTouch)
        #expect(after.map(\.credit) == [-1_000_000, 0, 1_000_000])
        #expect(after.map(\.reverses) == [rows[0].id, nil, nil])
        #expect(after.map(\.touch?.event) == [first, first, late].map(\.credited.event))
        #expect((rows + after).map(\.credit).reduce(0, +) == Conversion.wholeCredit)
        #expect(corrections(rows + after, [late, first], .lastTouch).isEmpty)
        // The first touch keeps its row: only the late one's is new.
        let kept = corrections(corrections([], [first], .firstTouch), [first, late], .firstTouch)
        #expect(kept.map(\.credit) == [0] && kept.map(\.reverses) == [nil])
    }

    @Test func `A refund changes the value, and a full one takes the conversion back`() throws {
        let (order, touch) = (Self.event(.purchase, pence: 2000), try Self.touch(before: .seconds(9)))
        func refund(_ pence: Int64) -> Event {
            var event = order
            event.id = EventID(UUIDv7(at: Self.noon))
            event.amount = Currency("GBP").map { Money(minorUnits: -pence, currency: $0) }
            return event
        }
        func corrections(_ rows: [Conversion], _ events: Event...) throws -> [Conversion] {
            Self.attribution().corrections(
                to: rows, outcome: try #require(Outcome(history: events)), touches: [touch], store: nil, run: 1,
                recordedAt: Self.noon)
        }
        var rows = try corrections([], order)
        #expect(rows.map(\.value?.minorUnits) == [2000])
        let partly = try corrections(rows, order, refund(500))
        #expect(partly.map(\.value?.minorUnits) == [2000, 1500] && partly.map(\.credit) == [-1_000_000, 1_000_000])
        rows += partly
        let wholly = try corrections(rows, order, refund(500), refund(1500))
        #expect(wholly.map(\.value?.minorUnits) == [1500] && wholly.map(\.credit) == [-1_000_000])
        #expect(Attribution.standing(rows + wholly).isEmpty)
        // Heard of before its order, a refund waits for it.
        #expect(Outcome(history: [refund(500)]) == nil)
        #expect(try Self.outcome(refund(500), order).value?.minorUnits == 1500)
        #expect(try Self.outcome(refund(500), order).isTakenBack == false)
    }

    @Test func `The distance is from the scan's place to the store, also of the click that came of it`() throws {
        let scan = ScanID(UUIDv7(at: Self.noon))
        var scanned = try Self.touch(before: .seconds(9), scan: scan)
        scanned.position = Position(latitude: 51.5, longitude: -0.14)
        let click = try Self.touch(.click, before: .seconds(5), merchant: 1, scan: scan)
        let rows = Self.attribution().corrections(
            to: [], outcome: try Self.outcome(Self.event(.visit)), touches: [scanned, click],
            store: Position(latitude: 51.51, longitude: -0.14), run: 1, recordedAt: Self.noon)
        #expect(rows.map(\.distanceMeters) == [1112, 1112] && rows.map(\.lagSeconds) == [9, 5])
    }
}
