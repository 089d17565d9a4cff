import ArgumentParser
import CoverIndexing
import FootbridgeCore

/// `footbridge covers`: an index of book covers, and photos of fronts looked up in it.
struct CoversCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "covers",
        abstract: "Build, check and search an index of book covers.",
        discussion: """
            An index is a folder of files that are only ever added, merged and taken away as a whole; several processes \
            may search it while one changes it. It needs no database.
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

/// What an index is made of, told of the folder that is named.
struct CoverIndexReport: ParsableArguments {
    @OptionGroup var options: CoverIndexOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    /// - Parameter read: gets the numbers of the index in a folder.
    /// - Throws: ``CommandFailure`` where it cannot be read or is damaged.
    func tell(
        on terminal: Terminal = .process, _ read: (String) throws(CoverIndexError) -> CoverIndexStatistics
    ) throws {
        let statistics: CoverIndexStatistics
        do throws(CoverIndexError) {
            statistics = try read(options.index)
        } catch {
            throw CommandFailure(error, in: options.index)
        }
        try statistics.write(to: terminal, json: json)
    }
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
