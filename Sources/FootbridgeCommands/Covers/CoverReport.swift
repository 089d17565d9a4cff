import CoverRecognition
import FootbridgeCore
import PhotoDecoding

/// What `covers match` says about one file.
struct CoverReport: Sendable {
    let file: String
    let outcome: Result<CoverReading, CommandFailure>
    /// From opening the file to the last look at it.
    let elapsed: Duration

    init(ofFileAt path: String, in index: CoverIndex, with tools: CoverTools) {
        let start = ContinuousClock.now
        file = path
        do throws(CommandFailure) {
            outcome = .success(try Self.reading(ofFileAt: path, in: index, with: tools))
        } catch {
            outcome = .failure(error)
        }
        elapsed = start.duration(to: .now)
    }

    private static func reading(
        ofFileAt path: String, in index: CoverIndex, with tools: CoverTools
    ) throws(CommandFailure) -> CoverReading {
        let photo = try CoverFile.photo(ofFileAt: path)
        do {
            return try tools.withRecognizer { recognizer throws(PhotoError) in
                try recognizer.recognise(photo, in: index)
            }
        } catch {
            throw CommandFailure(error, limits: PhotoLimits())
        }
    }

    /// The line of `--json`, as the public contract gives it.
    var json: JSON {
        var members = [JSON.Member("file", .string(file))]
        switch outcome {
        case .success(let reading):
            members.append(JSON.Member("band", .string(reading.band.rawValue)))
            members.append(JSON.Member("candidates", .array(reading.matches.map(\.json))))
        case .failure(let failure):
            members.append(JSON.Member("error", .string(failure.description)))
        }
        members.append(JSON.Member("elapsed_ms", .tenths(Int((elapsed / .microseconds(100)).rounded()))))
        return .object(members)
    }

    /// A few lines for people.
    var text: String {
        let name = PrintableText.of(file)
        switch outcome {
        case .failure(let failure): return "\(name): error: \(failure)"
        case .success(let reading):
            let milliseconds = Int((elapsed / .milliseconds(1)).rounded())
            return (["\(name): \(reading.band.rawValue), \(milliseconds) ms"] + reading.matches.map { "  \($0.line)" })
                .joined(separator: "\n")
        }
    }
}

extension CoverMatch {
    fileprivate var json: JSON {
        .object([
            JSON.Member("cover", .string(name)),
            JSON.Member(
                "corners",
                .array(corners.map { .array([.integer(Int($0.x.rounded())), .integer(Int($0.y.rounded()))]) })),
            JSON.Member("matches", .integer(matches)),
            JSON.Member("agreement", .hundredths(Int((agreement * 100).rounded()))),
            JSON.Member("band", .string(band.rawValue)),
            JSON.Member("same_artwork", .array(names.dropFirst().map { .string($0) })),
        ])
    }

    /// The match in one line for people.
    fileprivate var line: String {
        let others =
            names.count > 1
            ? ", the same artwork as \(names.dropFirst().map { PrintableText.of($0) }.joined(separator: " "))" : ""
        return
            "\(PrintableText.of(name))  \(band.rawValue) (\(matches) matches, agreement \(Int((agreement * 100).rounded())) %)\(others)"
    }
}
