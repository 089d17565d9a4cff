import ArgumentParser
import DecodeWorkers
import PhotoDecoding

/// `footbridge decode-worker`: what the daemon starts for itself; of no use by hand. Not asynchronous, so that nothing of
/// Swift's concurrency is started in it.
struct DecodeWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: DecodeWorker.command, abstract: "Read photos for the daemon, which starts this itself.",
        shouldDisplay: false)

    @Option(help: "Bytes of memory that reading may take.")
    var memory: Int

    @Option(help: "The folder of the index of covers; without it none are looked for.")
    var coverIndex: String?

    @Option(help: "Milliseconds of processor time for the covers of one photo.")
    var coverBudget = 0

    func run() {
        var reader = WorkerReader(
            covers: coverIndex.map { CoverSearch(index: $0, budget: .milliseconds(coverBudget)) })
        DecodeWorker.run(memory: memory, covers: reader.known) { photo, looksForCovers, isWanted throws(PhotoError) in
            try reader.read(photo, lookingForCovers: looksForCovers, while: isWanted)
        }
    }
}
