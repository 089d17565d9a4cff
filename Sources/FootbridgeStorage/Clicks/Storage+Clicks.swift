public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`. The event carries the visitor and the campaign of the scan that showed the listing.
    ///
    /// May be run again: a click has one id, made before, which is the key of its row.
    public func append(_ click: Click) async throws(StorageError) {
        let clock = clock
        try await driver.write(repeatable: true) { connection in
            let results = try connection.run([
                BoundSQL(Self.clicked, [.id(click.listing)]),
                BoundSQL(Self.shownBy, [.id(click.scan)]),
            ])
            guard let listing = results[0].rows.first else { return }
            var event = Event(kind: .click, occurredAt: click.occurredAt, recordedAt: clock.now)
            event.trace = click.traceID
            event.scan = click.scan
            event.listing = click.listing
            event.click = click.id
            event.merchant = try listing.integer(0)
            event.gtin = try listing.gtin(1)
            event.visitor = try results[1].rows.first?.optionalInteger(0)
            event.campaign = try results[1].rows.first?.optionalText(1)
            _ = try connection.run([
                BoundSQL(
                    Self.insertClick,
                    [
                        .id(click.id), .id(click.scan), .id(click.listing), .integer(event.merchant), .gtin(event.gtin),
                        .time(click.occurredAt),
                    ]),
                event.insertion,
            ])
        }
    }

    private static let clicked: SQL = "SELECT merchant_id, gtin FROM listings WHERE listing_id = $1"
    private static let shownBy: SQL = "SELECT visitor_no, campaign FROM scans WHERE scan_id = $1"
    private static let insertClick: SQL = """
        INSERT INTO clicks (click_id, scan_id, listing_id, merchant_id, gtin, occurred_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """
}
