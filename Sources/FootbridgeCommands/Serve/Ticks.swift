import ServiceLifecycle

/// One tick after every interval, until the daemon is to end.
func ticks(every interval: Duration) -> AsyncCancelOnGracefulShutdownSequence<AsyncStream<Void>> {
    AsyncStream(unfolding: {
        do { try await Task.sleep(for: interval) } catch { return nil as Void? }
        return ()
    }).cancelOnGracefulShutdown()
}
