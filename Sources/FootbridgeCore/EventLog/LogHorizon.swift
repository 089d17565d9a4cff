/// How far the log can be read at one moment, and up to when it is complete.
///
/// What may be read is what stands before ``end``; whoever reads on from there later has missed nothing. Both hold for
/// ever: an event that is committed later stands at ``end`` or behind it, and is recorded after ``watermark``.
public struct LogHorizon: Sendable, Hashable {
    /// Every event that stands before it is there, and none will come to stand there any more.
    public var end: LogPosition
    /// Every event that was or will be recorded at this time or earlier stands before ``end``.
    public var watermark: Timestamp

    public init(end: LogPosition, watermark: Timestamp) {
        self.end = end
        self.watermark = watermark
    }

    /// Of a log with one writer at a time (SQLite), as of one snapshot.
    ///
    /// A writer has the whole database to itself from its first statement to its commit, so what can be read is complete.
    /// It records each event later than the last one and later than announced, whatever its clock shows: so all that come
    /// are later than the last one seen.
    /// - Parameter last: the last event; nil where there is none.
    public static func oneWriter(
        epoch: Int64, last: (sequence: Int64, recordedAt: Timestamp)?, mark: LogMark
    ) -> LogHorizon {
        LogHorizon(
            end: LogPosition(epoch: epoch, transaction: 0, sequence: (last?.sequence ?? 0) + 1),
            watermark: max(last?.recordedAt ?? mark.announced, mark.announced))
    }

    /// Of a log with many writers at a time (PostgreSQL), as of one snapshot.
    ///
    /// Writers commit in any order, so only what is below the oldest transaction still open is complete. Which times open
    /// transactions have taken cannot be seen; but none that began behind the mark's fence took one that was announced.
    /// - Parameter oldestOpen: every transaction with a lower number has ended.
    public static func manyWriters(epoch: Int64, oldestOpen: Int64, mark: LogMark) -> LogHorizon {
        LogHorizon(
            end: LogPosition(epoch: epoch, transaction: oldestOpen, sequence: 0),
            watermark: mark.isSettled(oldestOpen: oldestOpen) ? mark.announced : mark.settled)
    }
}

/// A time that the log's writers were told, so that the watermark can go on without knowing their clocks.
///
/// It is moved in three steps: a time is *announced*, and from its commit on a writer that sees it records at later times
/// only; a later transaction becomes the *fence*, behind which every writer has seen it; once all before the fence have
/// ended, it is *settled*, and the next can be announced. A writer takes its transaction's number first and looks at what
/// is announced then, so that a number behind the fence means that it has seen it.
public struct LogMark: Sendable, Hashable {
    /// Writers that see it record later than this.
    public var announced: Timestamp
    /// What was announced before, and is settled.
    public var settled: Timestamp
    /// Every transaction with a greater number has seen what is announced; nil until that can be said, 0 where it is true
    /// of all.
    public var fence: Int64?

    public init(announced: Timestamp, settled: Timestamp, fence: Int64?) {
        self.announced = announced
        self.settled = settled
        self.fence = fence
    }

    /// Whether no writer is left that may record at a time announced.
    func isSettled(oldestOpen: Int64) -> Bool {
        fence.map { $0 < oldestOpen } ?? false
    }
}
