import ArgumentParser
import CoverIndexing

/// `footbridge covers verify`: whether an index is what was written.
struct CoversVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read all of an index and compare every checksum, cover and posting.",
        discussion: "The exit status is 1, with what is wrong, for a damaged index; build it anew then.")

    @OptionGroup var options: CoverIndexOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() throws { try perform(on: .process) }

    func perform(on terminal: Terminal) throws {
        let statistics: CoverIndexStatistics
        do throws(CoverIndexError) {
            statistics = try CoverIndexFolder.verify(at: options.index)
        } catch {
            throw CommandFailure(error, in: options.index)
        }
        try statistics.write(to: terminal, json: json)
    }
}
