import ArgumentParser
import CoverIndexing
import FootbridgeCore

/// `footbridge covers`: the covers of books, the index they are found by, and photos of fronts looked up in it.
struct CoversCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "covers",
        abstract: "Add book covers; build, check and search the index that finds books by them.",
        discussion: """
            add, build, verify and stats work on the covers of the database and the daemon's index of them, or with \
            --index on an index that needs no database, as match does. An index is a folder of files that are only ever \
            added, merged and taken away as a whole; several processes may search it while one changes it.
            """,
        subcommands: [
            CoversBuildCommand.self, CoversAddCommand.self, CoversMatchCommand.self, CoversVerifyCommand.self,
            CoversStatsCommand.self,
        ])
}

/// Where an index is.
struct CoverIndexOptions: ParsableArguments {
    @Option(help: "The folder of the index.", completion: .directory)
    var index: String
}

extension CommandFailure {
    /// Why an index cannot be used, for somebody who has its folder.
    init(_ error: CoverIndexError, in folder: String) {
        let folder = PrintableText.of(folder)
        switch error {
        case .missing: self.init("there is no index of covers in \(folder)")
        case .locked: self.init("another process is changing the index in \(folder)")
        case .noRoom: self.init("there is no room left for the index in \(folder)")
        case .tooManyCovers: self.init("the index in \(folder) cannot hold so many covers")
        case .unavailable(let file, let reason): self.init("\(PrintableText.of(file)): \(reason)")
        case .damaged(let file, let reason):
            self.init("the index in \(folder) is damaged: \(PrintableText.of(file)): \(reason); build it anew")
        }
    }
}
