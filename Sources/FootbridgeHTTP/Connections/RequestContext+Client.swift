import NIOCore

extension FootbridgeRequestContext {
    /// Tells a client that waits with its upload to go on (`Expect: 100-continue`).
    func letUploadIn() {
        channel.triggerUserOutboundEvent(ExchangeHandler.LetIn(), promise: nil)
    }

    /// Does work that only the client wants, and cancels it once the client is gone: its connection closed or reset.
    ///
    /// The end of the client's half of the connection is no leaving: it may wait for the answer. Leaving is noticed within
    /// half a second.
    ///
    /// - Returns: what `work` returns, also where it was done before it noticed.
    /// - Throws: what `work` throws, `CancellationError` as a rule where the client is gone.
    func whileClientStays<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let (stays, whileThere) = AsyncStream.makeStream(of: Never.self)
        let watched = channel.eventLoop.makePromise(of: Void.self)
        watched.futureResult.whenFailure { [channel] _ in
            // Nobody watches a connection that has closed already.
            channel.closeFuture.whenComplete { _ in whileThere.finish() }
        }
        channel.triggerUserOutboundEvent(ExchangeHandler.Watch(whileThere: whileThere), promise: watched)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                for await _ in stays {}
                return nil
            }
            while let ended = try await group.next() {
                if let ended { return ended }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
