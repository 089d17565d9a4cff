import FootbridgeCore

/// Runs as they are stored.
enum AttributionRunRows {
    /// A run, and how its rows go on.
    struct State {
        var run: AttributionRun
        /// No outcome that it has taken in happened later.
        var latestOutcome: Timestamp?
        /// Of its last row.
        var lastRecordedAt: Timestamp
        var current: Int
    }

    private static let terms = Columns(
        Columns("r.from_at", Timestamp?.self), Columns("r.to_at", Timestamp?.self),
        Columns("r.merchant_id", Int64?.self), Columns("r.model", AttributionModel?.self),
        Columns("r.window_s", Int64?.self)
    ) {
        AttributionTerms(from: $0, to: $1, merchant: $2, model: $3, window: $4.map { .seconds($0) })
    }
    private static let run = Columns(
        Columns("r.run_no", Int.self), Columns("r.created_at", Timestamp.self), terms,
        Columns("r.settings_version", Int.self), Columns("r.rows", Int64.self),
        Columns("r.log_epoch, r.transaction_no, r.sequence", LogPosition.self),
        Columns("r.whole_epoch, r.whole_transaction_no, r.whole_sequence", LogPosition.self),
        Columns("r.watermark", Timestamp.self),
        make: AttributionRun.init(
            number:createdAt:terms:settingsVersion:rows:position:recomputedTo:watermark:))
    private static let state = Columns(
        run, Columns("r.latest_outcome_at", Timestamp?.self), Columns("r.rows_recorded_at", Timestamp.self),
        Columns("h.current_run", Int.self), make: State.init(run:latestOutcome:lastRecordedAt:current:))

    /// A run; the current one where `$1` is null.
    static let one = state.from(
        "attribution_head h JOIN attribution_runs r ON r.run_no = COALESCE(CAST($1 AS BIGINT), h.current_run)")
    /// All of them, the newest first.
    static let all = state.from(
        "attribution_head h JOIN attribution_runs r ON r.run_no >= 1 ORDER BY r.run_no DESC")
    static let lastNumber = Columns("COALESCE(max(run_no), 0)", Int.self).from("attribution_runs")

    /// Runs are made, and settings changed, one after the other: a run goes by all settings up to its version.
    static let alone = SQL(
        sqlite: "SELECT 1", postgresql: "SELECT 1 FROM attribution_head WHERE one_row = 1 FOR UPDATE")

    static let insert: SQL = """
        INSERT INTO attribution_runs (run_no, created_at, settings_version, from_at, to_at, merchant_id, model, window_s,
          whole_epoch, whole_transaction_no, whole_sequence, log_epoch, transaction_no, sequence, rows,
          rows_recorded_at, watermark)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, 0, 0)
        """

    /// Moves a run on from where it was read. Changes nothing where another process has done that meanwhile; one that is
    /// about to holds the row until it has committed, and is waited for.
    static let advance: SQL = """
        UPDATE attribution_runs SET log_epoch = $1, transaction_no = $2, sequence = $3, latest_outcome_at = $4,
          rows = $5, rows_recorded_at = $6, watermark = $7
        WHERE run_no = $8 AND log_epoch = $9 AND transaction_no = $10 AND sequence = $11 AND rows = $12
        """

    static let makeCurrent: SQL = "UPDATE attribution_head SET current_run = $1"
}

extension LogPosition {
    /// Three columns.
    var columns: [SQLValue] { [.integer(epoch), .integer(transaction), .integer(sequence)] }
}
