extension Attribution {
    /// The rows to add to a run so that what stands there of an outcome is what it should be: those that take back what is
    /// no longer true, then those that say what is. None where nothing is to change.
    ///
    /// - Parameters:
    ///   - rows: all that the run has of the outcome, in order.
    ///   - store: where the outcome's store is.
    ///   - run: its number.
    ///   - recordedAt: of the new rows.
    public func corrections(
        to rows: [Conversion], outcome: Outcome, touches: some Sequence<Touch>, store: Position?, run: Int,
        recordedAt: Timestamp
    ) -> [Conversion] {
        let shares = shares(of: outcome, touches: touches)
        let wanted = shares.map { share in
            row(share, of: outcome, among: shares, store: store, run: run, recordedAt: recordedAt)
        }
        let standing = Self.standing(rows)
        let (have, want) = (Set(standing.map(\.substance)), Set(wanted.map(\.substance)))
        return standing.filter { !want.contains($0.substance) }.map { $0.takenBack(recordedAt: recordedAt) }
            + wanted.filter { !have.contains($0.substance) }
    }

    /// The rows that no other one takes back, without those that do.
    public static func standing(_ rows: [Conversion]) -> [Conversion] {
        let takenBack = Set(rows.compactMap(\.reverses))
        return rows.filter { $0.reverses == nil && !takenBack.contains($0.id) }
    }

    private func row(
        _ share: Share, of outcome: Outcome, among path: [Share], store: Position?, run: Int, recordedAt: Timestamp
    ) -> Conversion {
        var row = Conversion(
            id: ConversionID(UUIDv7(at: recordedAt)), run: run, outcome: outcome.id, occurredAt: outcome.occurredAt,
            recordedAt: recordedAt, merchant: outcome.merchant, model: settings.model, window: settings.window,
            settingsVersion: settings.version, credit: share.credit,
            confidence: (share.touch == nil ? .unattributed : outcome.confidence).percent)
        row.visitor = outcome.visitor
        row.gtin = outcome.gtin ?? share.touch?.gtin
        row.store = outcome.store
        row.promotion = outcome.promotion
        row.voucher = outcome.voucher
        row.value = outcome.value
        row.scan = share.touch == nil ? outcome.scan : share.touch?.scan
        row.campaign = share.touch?.campaign
        guard let touch = share.touch else { return row }
        row.touch = touch.credited
        row.lagSeconds = (outcome.occurredAt - touch.occurredAt).components.seconds
        // A click was where its scan was.
        let scan =
            touch.credited.kind == .scan
            ? touch : path.compactMap(\.touch).first { $0.scan == touch.scan && $0.credited.kind == .scan }
        if let store, let position = scan?.position {
            row.distanceMeters = Int64(position.distance(to: store).value.rounded())
        }
        return row
    }
}

extension Conversion {
    /// What a row says of its outcome, run and settings being the same. What else is in it follows from that, but for the
    /// distance: that of a row written stays when the position is forgotten.
    fileprivate struct Substance: Hashable {
        var touch: EventID?
        var credit: Int
        var value: Money?
        var confidence: Int
    }

    fileprivate var substance: Substance {
        Substance(touch: touch?.event, credit: credit, value: value, confidence: confidence)
    }

    /// The row that takes this one back.
    fileprivate func takenBack(recordedAt: Timestamp) -> Conversion {
        var row = self
        row.id = ConversionID(UUIDv7(at: recordedAt))
        row.recordedAt = recordedAt
        row.credit = -credit
        row.reverses = id
        return row
    }
}
