public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`. The event carries the visitor and the campaign of the scan that showed the listing.
    ///
    /// May be run again: a click has one id, made before, which is the key of its row.
    @discardableResult
    public func append(_ click: Click) async throws(StorageError) -> ClickID? {
        let clock = clock
        return try await driver.write(repeatable: true) { connection -> ClickID? in
            let (listings, scans) = try connection.rows(
                Self.clicked(.id(click.listing)), Self.shownBy(.id(click.scan)))
            guard let listing = listings.first else { return nil }
            let repeats = try connection.run([
                BoundSQL(
                    Self.claimRepeats,
                    [
                        .blob(click.repeatKey), .id(click.id), .time(click.occurredAt),
                        .time(click.occurredAt + (.zero - Click.window)),
                    ]),
                BoundSQL(Self.counted, [.blob(click.repeatKey)]),
            ])
            guard repeats[0].changed == 1 else { return try repeats[1].rows.first?.id(0) }
            var event = Event(kind: .click, occurredAt: click.occurredAt, recordedAt: clock.now)
            event.trace = click.traceID
            event.scan = click.scan
            event.listing = click.listing
            event.click = click.id
            (event.merchant, event.gtin) = listing
            (event.visitor, event.campaign) = scans.first ?? (nil, nil)
            _ = try connection.run([
                BoundSQL(
                    Self.insertClick,
                    [
                        .id(click.id), .id(click.scan), .id(click.listing), .integer(event.merchant), .gtin(event.gtin),
                        .time(click.occurredAt), .blob(click.traceID.bytes),
                    ]),
                event.insertion,
            ])
            return click.id
        }
    }

    /// Of two at the same time the later one waits here for the other's transaction, and then repeats it.
    private static let claimRepeats: SQL = """
        INSERT INTO recent_clicks (repeat_key, click_id, occurred_at) VALUES ($1, $2, $3)
        ON CONFLICT (repeat_key) DO UPDATE SET click_id = excluded.click_id, occurred_at = excluded.occurred_at
        WHERE recent_clicks.occurred_at <= $4
        """
    private static let counted: SQL = "SELECT click_id FROM recent_clicks WHERE repeat_key = $1"

    private static let clicked = Columns(Columns("merchant_id", Int64.self), Columns("gtin", GTIN.self)) { ($0, $1) }
        .from("listings WHERE listing_id = $1")
    private static let shownBy = Columns(
        Columns("visitor_no", Int64?.self), Columns("campaign", String?.self)
    ) { ($0, $1) }.from("scans WHERE scan_id = $1")
    private static let insertClick: SQL = """
        INSERT INTO clicks (click_id, scan_id, listing_id, merchant_id, gtin, occurred_at, trace_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
}
