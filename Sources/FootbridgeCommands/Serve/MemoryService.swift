import CMalloc
import FootbridgeCore
import FootbridgeHTTP
import ServiceLifecycle

/// Gives memory back to the system once many uploads or connections are over, or covers: what was freed in pieces the C
/// library would keep.
struct MemoryService: Service {
    let uploads: UploadBudget
    let connections: ConnectionLimits
    let reading: ReadingPool

    private static let interval = Duration.seconds(2)
    /// Bytes; below this there is too little to get for what it costs to look for it.
    private static let worthwhile = 16 << 20
    /// Of each connection so many were taken.
    private static let connectionBytes = 16 << 10

    func run() async throws {
        var isOver = false
        for await _ in ticks(every: Self.interval) {
            let freed = (uploads.takePeak() ?? 0) + (connections.takePeak() ?? 0) * Self.connectionBytes
            // Once more at the next tick: what is counted as given back may be freed a little later.
            if reading.freeUnused() || freed >= Self.worthwhile || isOver { malloc_trim(0) }
            isOver = freed >= Self.worthwhile
        }
    }
}
