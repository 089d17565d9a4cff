import ArgumentParser
import CoverIndexing

/// `footbridge covers stats`: what an index is made of.
struct CoversStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Tell how many covers, groups, files and bytes an index has.")

    @OptionGroup var report: CoverIndexReport

    func run() throws {
        try report.tell { folder throws(CoverIndexError) in try CoverIndexFolder.statistics(at: folder) }
    }
}

extension CoverIndexStatistics {
    /// Tells the numbers.
    func write(to terminal: Terminal, json: Bool) throws {
        if json {
            let counts = [
                ("covers", covers), ("deleted", deleted), ("groups", groups), ("grouped", grouped), ("files", files),
                ("bytes", bytes),
            ]
            try terminal.result(JSON.object(counts.map { JSON.Member($0.0, .integer($0.1)) }).line)
        } else {
            let each = covers > 0 ? ", \(bytes / covers) a cover" : ""
            try terminal.result("\(covers) covers, \(deleted) deleted, in \(files) files; \(bytes) bytes\(each)")
            try terminal.result("\(grouped) covers share their artwork with others, in \(groups) groups")
        }
    }
}
