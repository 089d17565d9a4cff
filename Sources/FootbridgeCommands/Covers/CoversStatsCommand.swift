import ArgumentParser
import CoverIndexing
import FootbridgeCore

/// `footbridge covers stats`: how many covers there are, and what their index is made of.
struct CoversStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Tell how many covers the database has, and how many covers, groups, files and bytes the index.",
        discussion: "With --index no database is needed, and that index alone is told of.")

    @OptionGroup var report: CoverIndexReport

    func run() async throws {
        if let index = report.index {
            try report.tell(of: index) { folder throws(CoverIndexError) in
                try CoverIndexFolder.statistics(at: folder)
            }
            return
        }
        let folder = try CoverIndexPath.of(nil, report.database)
        try await CommandFailure.explaining {
            try await report.database.withStorage { storage in
                try await report.tell(of: folder, in: storage) { folder throws(CoverIndexError) in
                    try CoverIndexFolder.statistics(at: folder)
                }
            }
        }
    }
}
