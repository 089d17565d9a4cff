import FootbridgeCore
import PhotoDecoding
import SymbolReading

/// What `decode` says about one file.
struct PhotoReport: Sendable {
    let file: String
    let outcome: Result<Reading, CommandFailure>
    /// From opening the file to the last pass over its pixels.
    let elapsed: Duration

    init(ofFileAt path: String, readIn pool: ReadingPool) async {
        let start = ContinuousClock.now
        file = path
        do {
            outcome = .success(try await Self.reading(ofFileAt: path, in: pool))
        } catch {
            outcome = .failure(error)
        }
        elapsed = start.duration(to: .now)
    }

    private static func reading(ofFileAt path: String, in pool: ReadingPool) async throws(CommandFailure) -> Reading {
        let limits = PhotoLimits()
        let bytes = try PhotoFile.bytes(at: path, maximumBytes: limits.maximumBytes)
        do {
            return try await pool.read(Photo(bytes: bytes, limits: limits)).reading
        } catch let error as PhotoError {
            throw CommandFailure(error, limits: limits)
        } catch {
            throw CommandFailure("cannot be read: \(error)")
        }
    }

    /// The line of `--json`, as the public contract gives it.
    var json: JSON {
        var members = [JSON.Member("file", .string(file))]
        switch outcome {
        case .success(let reading):
            members.append(JSON.Member("symbols", .array(reading.symbols.map(\.json))))
        case .failure(let failure):
            members.append(JSON.Member("error", .string(failure.description)))
        }
        members.append(JSON.Member("elapsed_ms", .tenths(Int((elapsed / .microseconds(100)).rounded()))))
        if case .success(let reading) = outcome {
            members.append(JSON.Member("decode_ms", .milliseconds(reading.decodeTime)))
            members.append(JSON.Member("read_ms", .milliseconds(reading.readTime)))
        }
        return .object(members)
    }

    /// A few lines for people.
    var text: String {
        let milliseconds = Int((elapsed / .milliseconds(1)).rounded())
        let name = PrintableText.of(file)
        switch outcome {
        case .failure(let failure):
            return "\(name): error: \(failure)"
        case .success(let reading):
            let lines =
                reading.symbols.isEmpty
                ? ["  nothing was read (\(reading.diagnosis?.words ?? "no reason known"))"]
                : reading.symbols.map { "  \($0.line)" }
            return (["\(name): \(reading.width) × \(reading.height), \(milliseconds) ms"] + lines)
                .joined(separator: "\n")
        }
    }
}

extension JSON {
    /// A duration in milliseconds, to the microsecond: most of them are a few milliseconds at most.
    fileprivate static func milliseconds(_ duration: Duration) -> JSON {
        .thousandths(Int((duration / .microseconds(1)).rounded()))
    }
}

extension Symbol {
    fileprivate var json: JSON {
        .object([
            JSON.Member("symbology", .string(symbology.rawValue)),
            JSON.Member("text", .string(text)),
            JSON.Member("add_on", .text(addOn)),
            JSON.Member("corners", .array(corners.map { .array([.integer($0.x), .integer($0.y)]) })),
            JSON.Member("engine", .string(engine.rawValue)),
            JSON.Member("part", part?.json ?? .null),
        ])
    }

    /// The symbol in one line for people.
    fileprivate var line: String {
        let addOn = addOn.map { " + \($0)" } ?? ""
        let place = corners.first.map { " at \($0.x),\($0.y)" } ?? ""
        let part = part.map { ", part \($0.number) of \($0.count)" } ?? ""
        return "\(symbology.rawValue)  \(PrintableText.of(text))\(addOn)  (\(engine.rawValue)\(place)\(part))"
    }
}

extension Symbol.Part {
    fileprivate var json: JSON {
        .object([JSON.Member("number", .integer(number)), JSON.Member("count", .integer(count))])
    }
}

extension CommandFailure {
    /// What is wrong with a photo, for somebody who has the file.
    init(_ error: PhotoError, limits: PhotoLimits) {
        switch error {
        case .empty: self.init("is empty")
        case .unsupportedFormat(nil): self.init("is not a JPEG, PNG or WebP file")
        case .unsupportedFormat(let format?): self.init("is \(format.rawValue), not a JPEG, PNG or WebP file")
        case .tooManyPixels(let width, let height):
            self.init(
                "declares \(width) × \(height) pixels; at most \(limits.maximumPixels / 1_000_000) megapixels and "
                    + "\(limits.maximumSide) a side are decoded")
        case .tooManyBytes: self.init("is larger than \(limits.maximumBytes >> 20) MiB")
        case .undecodable(let reason): self.init("cannot be decoded: \(reason.words)")
        case .outOfMemory: self.init("cannot be decoded: there is not enough memory")
        }
    }
}

extension UndecodableReason {
    fileprivate var words: String {
        switch self {
        case .truncated: "the file ends before its picture does"
        case .corrupt: "its picture data is damaged"
        case .badHeader: "its header is missing or contradicts itself"
        case .unsupportedFeature: "it uses a part of its format that is not read here"
        case .bomb: "it is made to cost far more work than its picture is worth"
        case .stopped: "decoding it had to be stopped"
        }
    }
}

extension Diagnosis {
    fileprivate var words: String {
        switch hint {
        case .tooBlurry:
            switch motion {
            case .across: "the photo is blurred: the camera moved across the bars"
            case .along: "the photo is blurred: the camera moved along the bars"
            case nil: "the photo is blurred"
            }
        case .tooDark: "the photo is too dark"
        case .tooBright: "the photo is too bright"
        case .lowContrast: "dark and light hardly differ"
        case .tooSmall: "the photo, or the code in it, is too small"
        case .cutOff: "a part of the code is missing"
        case .bent: "the code is bent or seen from aside"
        case .noneFound: "there seems to be no code in it"
        }
    }
}
