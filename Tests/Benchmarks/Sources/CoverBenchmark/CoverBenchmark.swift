import CoverRecognition
import Foundation
import PhotoDecoding

/// How long a photo is looked for among very many covers, how much memory a large one takes, how fast covers are taken into
/// an index, and descriptors for training a vocabulary.
///
///     CoverBenchmark simulate COVERS PHOTO... [--covers 100000,1000000]
///     CoverBenchmark memory COVERS PHOTO...
///     CoverBenchmark compile COVERS
///     CoverBenchmark descriptors OUT FILE...
///
/// `simulate` adds covers that never were to those of the folder: their features have words and signatures like those
/// of the folder's, so that the postings are as long and as like as those of real covers. Of a million they take 5 GB. The
/// folder should have some hundred at least: of the thirty samples a million are near copies, thirty thousand of each, and a
/// vote finds twice as many alike. What it takes is told in multiples of what the same photos take without them.
@main
enum CoverBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "simulate" where arguments.count > 2: try simulate(Array(arguments.dropFirst()))
        case "memory" where arguments.count > 2: try printMemory(Array(arguments.dropFirst()))
        case "compile" where arguments.count == 2: try printCompiling(Array(arguments.dropFirst()))
        case "descriptors" where arguments.count > 2: try writeDescriptors(Array(arguments.dropFirst()))
        default:
            print(
                "Usage: CoverBenchmark simulate COVERS PHOTO... [--covers N,N] | memory COVERS PHOTO... | compile COVERS "
                    + "| descriptors OUT FILE...")
            exit(64)
        }
    }

    private static func image(at path: String) throws -> LumaImage {
        try PhotoDecoder.decode(Photo(bytes: [UInt8](Data(contentsOf: URL(filePath: path)))))
    }

    private static func writeDescriptors(_ arguments: [String]) throws {
        var compiler = CoverCompiler()
        var descriptors: [UInt8] = []
        for path in arguments.dropFirst() { descriptors += compiler.descriptors(of: try image(at: path)) }
        try Data(descriptors).write(to: URL(filePath: arguments[0]))
    }

    private static func simulate(_ arguments: [String]) throws {
        var counts = [100_000, 1_000_000]
        var paths = arguments
        if let flag = paths.firstIndex(of: "--covers"), flag + 1 < paths.count {
            counts = paths[flag + 1].split(separator: ",").compactMap { Int($0) }
            paths.removeSubrange(flag...(flag + 1))
        }
        let covers = try compiled(from: paths[0])
        let photos = try paths.dropFirst().map { try image(at: $0) }
        print("\(Date.now.ISO8601Format()), \(covers.count) covers, \(photos.count) photos, processor time on one core")
        let real = CoverSegment(covers)
        let alone = measure(photos, in: CoverIndex(segments: [real]))
        print("\(covers.count) covers: median \(alone.median) ms a photo, 95 of 100 within \(alone.high)")
        for count in counts {
            let segment = SimulatedSegment(like: covers, count: count).segment
            let index = CoverIndex(segments: [real, segment])
            let found = measure(photos, in: index)
            print(
                "\(count) more: median \(found.median) ms a photo, \(ratio(found.median, alone.median)) times, 95 of 100 within "
                    + "\(found.high), \(ratio(found.high, alone.high)) times; the vote alone \(found.votes) ms; "
                    + "\(found.sure) sure, \(alone.sure) without them")
        }
    }

    private static func ratio(_ time: Double, _ baseline: Double) -> Double { (100 * time / baseline).rounded() / 100 }

    private static func compiled(from folder: String) throws -> [CompiledCover] {
        var compiler = CoverCompiler()
        var covers: [CompiledCover] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            if let cover = try? compiler.compile(image(at: folder + "/" + name), name: name) { covers.append(cover) }
        }
        return covers
    }

    /// What a process needs beside the index, photo by photo, as a worker does that reads one after the other.
    private static func printMemory(_ arguments: [String]) throws {
        let index = CoverIndex(covers: try compiled(from: arguments[0]))
        var recognizer = CoverRecognizer()
        print("\(Date.now.ISO8601Format()), \(index.segments[0].count) covers; memory in use at most")
        print("without a photo: \(try megabytes("VmHWM")) MB")
        for path in arguments.dropFirst() {
            // From now on the most is that of this photo.
            try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
            let before = try megabytes("VmRSS")
            let photo = try Photo(bytes: [UInt8](Data(contentsOf: URL(filePath: path))))
            let start = processorTime()
            let reading = try recognizer.recognise(photo, in: index)
            let time = ((processorTime() - start) * 10).rounded() / 10
            let pixels = Double(photo.header.width * photo.header.height) / 1_000_000
            print(
                "\(path): \((pixels * 10).rounded() / 10) million pixels, \(photo.bytes.count) bytes, \(time) ms, "
                    + "\(reading.passes) looks, \(reading.band): \(try megabytes("VmHWM")) MB, \(before) before")
        }
    }

    /// - Parameter name: of a line of this process's state.
    private static func megabytes(_ name: String) throws -> Int {
        let state = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = state.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) / 1024
    }

    /// One after the other, each looked for among those before it, as a daemon does.
    private static func printCompiling(_ arguments: [String]) throws {
        var compiler = CoverCompiler()
        var recognizer = CoverRecognizer()
        let known = CoverIndex(covers: try compiled(from: arguments[0]))
        let names = try FileManager.default.contentsOfDirectory(atPath: arguments[0]).sorted()
        var bytes = 0
        var count = 0
        let start = processorTime()
        for name in names {
            let picture = try image(at: arguments[0] + "/" + name)
            guard let cover = try? compiler.compile(picture, name: name) else { continue }
            _ = recognizer.namesSharingArtwork(with: picture, in: known)
            bytes += cover.record.count + Postings.bytesOfFeature * cover.featureCount
            count += 1
        }
        let each = (processorTime() - start) / Double(names.count)
        print(
            "\(Date.now.ISO8601Format()), \(count) of \(names.count) covers: \((10_000 / each).rounded() / 10) a second of "
                + "one core, \(bytes / max(1, count)) bytes each")
    }

    private static func measure(
        _ photos: [LumaImage], in index: CoverIndex
    ) -> (median: Double, high: Double, votes: Double, sure: Int) {
        var recognizer = CoverRecognizer()
        var times: [Double] = []
        var votes: [Double] = []
        var sure = 0
        for photo in photos {
            let start = processorTime()
            if recognizer.recognise(photo, in: index).band == .sure { sure += 1 }
            times.append(processorTime() - start)
            let voteStart = processorTime()
            _ = recognizer.voteAgain(in: index)
            votes.append(processorTime() - voteStart)
        }
        times.sort()
        votes.sort()
        func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        return (
            rounded(times[times.count / 2]), rounded(times[times.count * 95 / 100]), rounded(votes[votes.count / 2]),
            sure
        )
    }

    /// Milliseconds of this thread.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}
