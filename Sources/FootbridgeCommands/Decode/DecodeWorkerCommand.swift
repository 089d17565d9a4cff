import ArgumentParser
import DecodeWorkers
import PhotoDecoding
import SymbolReading

/// `footbridge decode-worker`: what the daemon starts for itself; of no use by hand. Not asynchronous, so that nothing of
/// Swift's concurrency is started in it.
struct DecodeWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: DecodeWorker.command, abstract: "Read photos for the daemon, which starts this itself.",
        shouldDisplay: false)

    @Option(help: "Bytes of memory that reading may take.")
    var memory: Int

    func run() {
        let reader = SymbolReader()
        DecodeWorker.run(memory: memory) { photo, isWanted throws(PhotoError) in
            try reader.read(photo, while: isWanted)
        }
    }
}
