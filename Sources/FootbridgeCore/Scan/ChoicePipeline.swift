public import ProductIdentifiers

/// A shopper's pick among the candidates of a scan, from wish to answer.
public struct ChoicePipeline: Sendable {
    private let storage: any GatewayStorage
    private let clock: WallClock

    public init(storage: any GatewayStorage, clock: WallClock) {
        self.storage = storage
        self.clock = clock
    }

    /// Records a pick, once, and answers it as the scan would have been had the cover been sure; with shops as of now.
    ///
    /// - Parameters:
    ///   - owner: whose scan it has to be.
    ///   - render: the answer of the scan, completed with what the catalogue has of the product.
    ///   - completing: the answer to the request's idempotency key, kept in the same transaction; nil without one.
    public func pick(
        _ gtin: GTIN, of id: ScanID, by owner: Owner, traceID: TraceID,
        render: @Sendable (ScanChoice, CatalogAnswer) throws -> RenderedAnswer,
        completing: @Sendable (RenderedAnswer) -> IdempotencyCompletion?
    ) async throws -> ScanPickOutcome {
        let now = clock.now
        guard let choice = try await storage.choice(of: id, by: owner, at: now) else { return .unknown }
        guard choice.candidates.contains(gtin) else { return .noCandidate }
        if let picked = choice.picked { return Self.outcome(of: gtin, picked) }
        var catalog = try await storage.answer(for: gtin, near: choice.vicinity, at: now, in: choice.language)
            .told(in: choice.country)
        var rendered = try render(choice, catalog)
        while !KeptForm.holds(rendered.body), catalog.leaveOutLeast() { rendered = try render(choice, catalog) }
        let earlier = try await storage.pick(
            ScanPick(
                scan: id, gtin: gtin, outcome: catalog.product == nil ? .unlisted : .resolved,
                shown: ShownStore.shown(in: catalog, from: choice.vicinity?.position), answer: rendered.body, at: now,
                traceID: traceID, completion: completing(rendered)))
        return earlier.map { Self.outcome(of: gtin, $0) } ?? .picked(rendered, isRepeat: false)
    }

    private static func outcome(of gtin: GTIN, _ picked: ScanChoice.Picked) -> ScanPickOutcome {
        picked.gtin == gtin ? .picked(RenderedAnswer(picked: picked.answer), isRepeat: true) : .pickedOther
    }
}

extension RenderedAnswer {
    /// The answer to a pick.
    public init(picked body: [UInt8]) {
        self.init(
            status: 200,
            fields: [
                KeptAnswer.Field(name: "Content-Type", value: "application/json"),
                KeptAnswer.Field(name: "Cache-Control", value: "no-store"),
            ], body: body)
    }
}
