import ArgumentParser
import Foundation

/// The photos of a command that works through files, several at a time.
struct PhotoFiles: ParsableArguments {
    @Flag(help: "Print one JSON object a file.")
    var json = false

    @Option(help: "Photos worked on at once, 1 to 64; 1 to measure times. Default: the number of cores.")
    var threads: Int?

    @Argument(help: "The photos.", completion: .file())
    var files: [String]

    /// Photos that are worked on at once.
    var width: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    func validate() throws {
        guard (1...64).contains(threads ?? 1) else { throw ValidationError("--threads is 1 to 64.") }
    }
}
