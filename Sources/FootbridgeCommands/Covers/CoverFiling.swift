import CoverRecognition
import FootbridgeCore
import FootbridgeStorage
import PhotoDecoding
import ProductIdentifiers

/// Files on their way into a database, each the cover of the product that it is named by.
///
/// A few at a time: each is decoded, written anew and judged, several at once, and then kept; what was kept stays, whatever
/// comes later.
struct CoverFiling {
    /// What came of it.
    struct Summary: Sendable, Hashable {
        var added = 0
        /// Took the place of another.
        var replaced = 0
        /// Were there already, the very same.
        var kept = 0
        var rejected = 0
    }

    private struct Arrival: Sendable {
        let file: String
        let outcome: Result<NewCover, CommandFailure>
    }

    /// Files whose pictures are in memory together.
    private static let batch = 64

    let terminal: Terminal
    let threads: Int
    /// Bytes that all covers together may take.
    let space: Int

    func run(_ files: [String], into storage: Storage) async throws -> Summary {
        var summary = Summary()
        var progress = ProgressLine(terminal: terminal, totalBytes: Int64(files.count), of: "covers")
        let tools = CoverTools()
        for start in stride(from: 0, to: files.count, by: Self.batch) {
            var arrivals: [Arrival] = []
            try await OrderedWork(width: threads).run(Array(files[start..<min(files.count, start + Self.batch)])) {
                Self.arrival(of: $0, with: tools)
            } deliver: {
                arrivals.append($0)
                progress.update(bytes: Int64(start + arrivals.count), rows: start + arrivals.count)
            }
            for arrival in arrivals {
                do {
                    try await file(arrival, in: storage, &summary)
                } catch let failure as CommandFailure {
                    progress.clear()
                    summary.rejected += 1
                    terminal.message("\(PrintableText.of(arrival.file)): \(failure)")
                }
            }
        }
        progress.clear()
        return summary
    }

    private func file(_ arrival: Arrival, in storage: Storage, _ summary: inout Summary) async throws {
        let cover = try arrival.outcome.get()
        switch try await storage.store(cover, within: space, at: WallClock.system.now) {
        case .added: summary.added += 1
        case .replaced: summary.replaced += 1
        case .unchanged: summary.kept += 1
        case .full: throw CommandFailure("there is no room for it: see the setting cover-space")
        case .taken, .notListed: preconditionFailure("an operator's cover is in nobody's way")
        }
    }

    private static func arrival(of file: String, with tools: CoverTools) -> Arrival {
        do throws(CommandFailure) {
            return Arrival(file: file, outcome: .success(try cover(of: file, with: tools)))
        } catch {
            return Arrival(file: file, outcome: .failure(error))
        }
    }

    private static func cover(of file: String, with tools: CoverTools) throws(CommandFailure) -> NewCover {
        let gtin = try CoverFile.gtin(named: CoverFile.name(ofFileAt: file))
        let photo = try CoverFile.photo(ofFileAt: file)
        do {
            let image = try PhotoDecoder.decodeColor(photo, longSide: CoverPicture.longSide)
            return NewCover(gtin: gtin, picture: try CoverPicture(of: image, with: tools), source: .file)
        } catch let rejection as CoverRejection {
            throw CommandFailure(rejection.reason)
        } catch let error as PhotoError {
            throw CommandFailure(error, limits: PhotoLimits())
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}

extension CoverFile {
    /// The product that a file is named by, such as `9780306406157` or `0-306-40615-2`.
    static func gtin(named name: String) throws(CommandFailure) -> GTIN {
        do {
            return try TypedNumber(name).gtin
        } catch {
            throw CommandFailure("it is named by no ISBN or GTIN: that \(error)")
        }
    }
}

extension CoverFiling.Summary {
    /// Tells what came of it.
    func write(to terminal: Terminal, json: Bool) throws {
        if json {
            let counts = [("added", added), ("replaced", replaced), ("kept", kept), ("rejected", rejected)]
            try terminal.result(JSON.object(counts.map { JSON.Member($0.0, .integer($0.1)) }).line)
        } else {
            try terminal.result(
                "\(added) covers added, \(replaced) replaced; \(kept) were there already, \(rejected) rejected")
        }
    }
}
