import CoverIndexing
import CoverRecognition
import FootbridgeCore
import PhotoDecoding

/// Files on their way into an index.
///
/// A few hundred at a time: each is compiled, then looked for among all that are there and the others of its batch, so
/// that covers with the same artwork come into one group; then the batch is written. What was written stays, whatever
/// comes later.
struct CoverIntake {
    /// What came of it.
    struct Summary: Sendable, Hashable {
        var added = 0
        /// Were there already.
        var kept = 0
        var rejected = 0
        /// Have the artwork of another.
        var grouped = 0
    }

    private struct Arrival: Sendable {
        let file: String
        let outcome: Result<CoverCompilation.Compiled, CommandFailure>
    }

    /// Files that are written together, whose pictures are in memory meanwhile: some 200 MB.
    static let batch = 256

    let terminal: Terminal
    private let compilation: CoverCompilation
    /// Whether a cover whose name is there already takes its place; else it is passed over.
    let replaces: Bool

    init(terminal: Terminal, threads: Int, replaces: Bool) {
        self.terminal = terminal
        compilation = CoverCompilation(threads: threads)
        self.replaces = replaces
    }

    /// - Throws: ``CommandFailure`` where the index cannot be used or written.
    func run(_ files: [String], into folder: String) async throws -> Summary {
        var summary = Summary()
        do {
            var writer = try CoverIndexWriter(openingAt: folder)
            var wanted: [String] = []
            var names: Set<String> = []
            for file in files {
                let name = CoverFile.name(ofFileAt: file)
                if !replaces, writer.contains(name) {
                    summary.kept += 1
                } else if !names.insert(name).inserted {
                    reject(file, CommandFailure("another file of the same name was named before"), &summary)
                } else {
                    wanted.append(file)
                }
            }
            // A file is some work to compile and some to look for.
            var progress = ProgressLine(terminal: terminal, totalBytes: Int64(2 * wanted.count), of: "covers")
            for start in stride(from: 0, to: wanted.count, by: Self.batch) {
                let files = Array(wanted[start..<min(wanted.count, start + Self.batch)])
                let covers = try await compile(files, after: start, &progress, &summary)
                let artwork = try await compilation.sharedArtwork(of: covers, with: writer.index) { done in
                    progress.update(bytes: Int64(2 * start + covers.count + done), rows: start + covers.count)
                }
                try writer.add(covers.map(\.cover), sharing: artwork)
                summary.added += covers.count
                summary.grouped += artwork.count { !$0.isEmpty }
                while try writer.merge() {}
            }
            progress.clear()
        } catch let error as CoverIndexError {
            throw CommandFailure(error, in: folder)
        }
        return summary
    }

    private func compile(
        _ files: [String], after start: Int, _ progress: inout ProgressLine, _ summary: inout Summary
    ) async throws -> [CoverCompilation.Compiled] {
        var covers: [CoverCompilation.Compiled] = []
        var done = 0
        try await OrderedWork(width: compilation.threads).run(files) { [compilation] file in
            Self.compile(file, with: compilation)
        } deliver: { arrival in
            done += 1
            switch arrival.outcome {
            case .success(let cover): covers.append(cover)
            case .failure(let reason):
                progress.clear()
                reject(arrival.file, reason, &summary)
            }
            progress.update(bytes: Int64(2 * start + done), rows: start + done)
        }
        return covers
    }

    private static func compile(_ file: String, with compilation: CoverCompilation) -> Arrival {
        do throws(CommandFailure) {
            let image = try CoverFile.image(ofFileAt: file)
            return Arrival(
                file: file, outcome: .success(try compilation.compile(image, name: CoverFile.name(ofFileAt: file))))
        } catch {
            return Arrival(file: file, outcome: .failure(error))
        }
    }

    private func reject(_ file: String, _ reason: CommandFailure, _ summary: inout Summary) {
        summary.rejected += 1
        terminal.message("\(PrintableText.of(file)): \(reason)")
    }
}

extension CoverIntake.Summary {
    /// Tells what came of it.
    func write(to terminal: Terminal, json: Bool) throws {
        if json {
            let counts = [("added", added), ("kept", kept), ("rejected", rejected), ("grouped", grouped)]
            try terminal.result(JSON.object(counts.map { JSON.Member($0.0, .integer($0.1)) }).line)
        } else {
            try terminal.result(
                "\(added) covers added, \(grouped) of them with the artwork of another; \(kept) were there already, "
                    + "\(rejected) rejected")
        }
    }
}
