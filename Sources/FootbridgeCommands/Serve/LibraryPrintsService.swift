import FootbridgeCore
import Logging
import ServiceLifecycle

/// Says once a minute how much the libraries printed that read photos, where they printed anything, and at the end once
/// more; what they printed is never shown.
struct LibraryPrintsService: Service {
    let reading: ReadingPool
    let logger: Logger
    var interval = Duration.seconds(60)

    func run() async throws {
        var told = 0
        for await _ in ticks(every: interval) { tell(&told) }
        tell(&told)
    }

    func tell(_ told: inout Int) {
        let lines = reading.isolation.printedLines
        guard lines > told else { return }
        logger.notice(
            "libraries printed while they read photos; it was counted and thrown away",
            metadata: ["library.lines": "\(lines - told)"])
        told = lines
    }
}
