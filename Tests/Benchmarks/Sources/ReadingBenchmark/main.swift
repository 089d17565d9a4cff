import BenchmarkSupport
import Foundation
import PhotoDecoding
import SymbolReading

// Photo to symbols through SymbolReader against the same C calls without it, in one process, in turn.
// Usage: ReadingBenchmark [PHOTO...]  (JPEG or PNG; drawn photos and, where present, the corpus' JPEGs otherwise)

let reader = SymbolReader()
let named = CommandLine.arguments.dropFirst()
var files: [DrawnPhotos.File] = []
for path in named {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let header = try PhotoHeader(bytes: bytes)
    var divisor = 1
    while header.width * header.height / (divisor * divisor) > 4_000_000 { divisor *= 2 }
    files.append(DrawnPhotos.File(name: path, bytes: bytes, divisor: divisor))
}
if files.isEmpty { files = DrawnPhotos.all() }

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
}

func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

print("photo, library ms, bare C ms, ratio library/bare (medians; ratio of pairs run in turn)")
var ratios = Ratios("photo to symbols, library over bare C, all pairs", goal: .atMost(1.1))
var hasMeasured = false
for file in files {
    let reading = try reader.read(Photo(bytes: file.bytes))
    let bare = BareReader.read(file.bytes, reducedBy: file.divisor)
    // Only where both read something: what it takes to know that nothing is there is another question.
    guard !reading.symbols.isEmpty, !bare.isEmpty else {
        print("\(file.name): skipped, passes \(reading.passes), bare read \(bare)")
        continue
    }
    var library: [Double] = []
    var bareTimes: [Double] = []
    let deadline = ContinuousClock.now + .seconds(24 / Double(files.count))
    var round = 0
    while round < 200, round < 5 || ContinuousClock.now < deadline {
        func runLibrary() throws { library.append(try milliseconds { _ = try reader.read(Photo(bytes: file.bytes)) }) }
        func runBare() { bareTimes.append(milliseconds { _ = BareReader.read(file.bytes, reducedBy: file.divisor) }) }
        if round % 2 == 0 {
            try runLibrary()
            runBare()
        } else {
            runBare()
            try runLibrary()
        }
        round += 1
    }
    let pairs = zip(library, bareTimes).map { $0 / $1 }
    for pair in pairs { ratios.append(pair) }
    hasMeasured = true
    func text(_ value: Double) -> String { String(format: "%.3f", value) }
    print("\(file.name): \(text(median(library))), \(text(median(bareTimes))), \(text(median(pairs))) (\(round) pairs)")
}
guard hasMeasured else {
    print("nothing measured")
    exit(1)
}
ratios.report()
