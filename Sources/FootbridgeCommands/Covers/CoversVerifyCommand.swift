import ArgumentParser
import CoverIndexing

/// `footbridge covers verify`: whether an index is what was written.
struct CoversVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read all of an index and compare every checksum, cover and posting.",
        discussion: "The exit status is 1, with what is wrong, for a damaged index; build it anew then.")

    @OptionGroup var report: CoverIndexReport

    func run() throws {
        try report.tell { folder throws(CoverIndexError) in try CoverIndexFolder.verify(at: folder) }
    }
}
