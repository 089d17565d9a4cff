public import NIOCore

/// How long a connection may take for what its client has to do.
public struct ConnectionTimes: Sendable {
    /// For a request's head, from the connection's begin or the previous answer's end.
    public var head = TimeAmount.seconds(30)
    /// For the client to take anything at all of an answer that waits for it. A phone in a tunnel is silent for seconds,
    /// a client that never reads for ever.
    public var stall = TimeAmount.seconds(30)
    /// How long an answer may wait for a client that takes a little of it again and again, before `leastRate` is asked
    /// of it. Only time in which something waits counts: an answer that is long in the making is not the client's fault.
    public var grace = TimeAmount.seconds(60)
    /// Bytes a second, on average over the time that an answer waits for its client: a tenth of what the oldest mobile
    /// networks carry.
    public var leastRate = 1024
    /// For the client to see the end of a connection's last answer and close. What it still sends meanwhile is thrown
    /// away: to close on unread bytes would make its system throw the answer away.
    public var drain = TimeAmount.seconds(1)
    /// The same where the answer came before its request's end, as a refusal of an upload: a client that reads only once
    /// it has sent all gets to see it, if that is done in this time.
    public var drainOfUpload = TimeAmount.seconds(10)
    /// From the client's half of a connection ending, while its answer is in the making, to asking whether it is gone.
    public var departure = TimeAmount.milliseconds(250)
    /// What `stall` is once the daemon ends.
    public var stallAtEnd = TimeAmount.seconds(5)
    /// From the daemon's being told to end to closing what is still open.
    public var end: TimeAmount

    /// - Parameter uploadDeadline: how long an upload may take; one that was let in just before the end has that long, and
    ///   15 s more to be read and answered. With the default of 60 s that is less than the 90 s after which systemd kills.
    public init(uploadDeadline: Duration = UploadPace().deadline) {
        end = TimeAmount(uploadDeadline) + .seconds(15)
    }
}
