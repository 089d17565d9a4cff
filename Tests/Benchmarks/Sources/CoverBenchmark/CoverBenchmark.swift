import CoverRecognition
import Foundation
import PhotoDecoding

/// How long a photo is looked for among very many covers, and descriptors for training a vocabulary.
///
///     CoverBenchmark simulate COVERS PHOTO... [--covers 100000,1000000]
///     CoverBenchmark descriptors OUT FILE...
///
/// `simulate` adds covers that never were to those of the folder: their features have words and signatures like those
/// of the folder's, so that the postings are as long and as like as those of real covers. Of a million they take 5 GB.
@main
enum CoverBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "simulate" where arguments.count > 2: try simulate(Array(arguments.dropFirst()))
        case "descriptors" where arguments.count > 2: try writeDescriptors(Array(arguments.dropFirst()))
        default:
            print("Usage: CoverBenchmark simulate COVERS PHOTO... [--covers N,N] | descriptors OUT FILE...")
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
        var compiler = CoverCompiler()
        var covers: [CompiledCover] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: paths[0]).sorted() {
            if let cover = try? compiler.compile(image(at: paths[0] + "/" + name), name: name) { covers.append(cover) }
        }
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
                "\(count) more: median \(found.median) ms a photo, 95 of 100 within \(found.high); the vote alone "
                    + "\(found.votes) ms; \(found.sure) sure, \(alone.sure) without them")
        }
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
