import ArgumentParser
import CoverIndexing
import FootbridgeCore
import FootbridgeStorage

/// What an index is made of, and the covers of the database that it is of.
struct CoverIndexReport: ParsableArguments {
    @Option(help: "The folder of an index, without a database.", completion: .directory)
    var index: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    typealias Read = (String) throws(CoverIndexError) -> CoverIndexStatistics

    /// - Parameter read: gets the numbers of the index in a folder.
    /// - Throws: ``CommandFailure`` where it cannot be read or is damaged.
    func tell(of folder: String, on terminal: Terminal = .process, _ read: Read) throws {
        let statistics: CoverIndexStatistics
        do throws(CoverIndexError) {
            statistics = try read(folder)
        } catch {
            throw CommandFailure(error, in: folder)
        }
        try write(statistics.members, statistics.lines, to: terminal)
    }

    /// The same beside the database whose index it is; it need not have one yet.
    func tell(
        of folder: String, in storage: Storage, on terminal: Terminal = .process, _ read: Read
    ) async throws {
        let standing = try await storage.coverStanding()
        var statistics: CoverIndexStatistics?
        do throws(CoverIndexError) {
            statistics = try read(folder)
        } catch {
            guard error == .missing else { throw CommandFailure(error, in: folder) }
        }
        let waiting = standing.change - (statistics?.place(in: standing) ?? 0)
        let counts: [(String, Int)] = [
            ("stored", standing.covers), ("stored_bytes", standing.bytes), ("waiting", Int(waiting)),
        ]
        try write(
            counts.map { JSON.Member($0.0, .integer($0.1)) }
                + [JSON.Member("index", statistics.map { .object($0.members) } ?? .null)],
            [
                "\(standing.covers) covers are stored, \(standing.bytes) bytes; \(waiting) changes are not in the index yet"
            ]
                + (statistics?.lines.map { "index: \($0)" } ?? ["there is no index in \(PrintableText.of(folder)) yet"]),
            to: terminal)
    }

    private func write(_ members: [JSON.Member], _ lines: [String], to terminal: Terminal) throws {
        if json {
            try terminal.result(JSON.object(members).line)
        } else {
            for line in lines { try terminal.result(line) }
        }
    }
}

extension CoverIndexStatistics {
    fileprivate var members: [JSON.Member] {
        [
            ("covers", covers), ("deleted", deleted), ("groups", groups), ("grouped", grouped), ("files", files),
            ("bytes", bytes),
        ].map { JSON.Member($0.0, .integer($0.1)) }
    }

    fileprivate var lines: [String] {
        let each = covers > 0 ? ", \(bytes / covers) a cover" : ""
        return [
            "\(covers) covers, \(deleted) deleted, in \(files) files; \(bytes) bytes\(each)",
            "\(grouped) covers share their artwork with others, in \(groups) groups",
        ]
    }

    /// Up to which change it has the covers of a database; 0 where it is another's.
    fileprivate func place(in standing: CoverStanding) -> Int64 {
        CoverIndexPlace(memo: memo).flatMap { $0.isOf(standing) ? $0.change : nil } ?? 0
    }
}

/// Where the index of a database is.
enum CoverIndexPath {
    /// - Parameter named: what the command was told.
    static func of(_ named: String?, _ database: DatabaseOptions) throws(SettingsError) -> String {
        if let named { return named }
        let settings = try database.settings()
        if let folder = try settings.value(of: Settings.covers.index) { return folder }
        return try DatabaseAddress(settings).standardCoverIndex
    }
}
