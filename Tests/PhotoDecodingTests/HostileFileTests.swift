import FootbridgeTestSupport
import Foundation
import PhotoDecoding
import Testing

@Suite("Hostile files")
struct HostileFileTests {
    /// One file of every kind that the decoders treat differently.
    static let files: [NamedFile] =
        SampleFile.allCases.map { NamedFile(name: $0.rawValue, bytes: $0.bytes) } + [
            NamedFile(name: "greyPNG", bytes: PNGFile(width: 16, height: 9) { x, _ in [x * 9] }.bytes),
            NamedFile(
                name: "interlacedPNG",
                bytes: PNGFile(width: 16, height: 9, colour: .colourAlpha, isInterlaced: true) { x, y in
                    [x * 9, y * 9, 7, 128]
                }.bytes
            ),
            NamedFile(
                name: "palettePNG",
                bytes: PNGFile(
                    width: 16, height: 9, colour: .palette, bitDepth: 2,
                    chunksBefore: [PNGFile.chunk("PLTE", [0, 0, 0, 255, 255, 255]), PNGFile.chunk("tRNS", [255, 9])]
                ) { x, _ in [x % 2] }.bytes
            ),
        ]

    @Test("A file cut off anywhere gives an error, never part of a picture", arguments: files)
    func refusesEveryPrefix(named: NamedFile) throws {
        let (name, file) = (named.name, named.bytes)
        for length in 0..<file.count {
            let prefix = Array(file[..<length])
            #expect(throws: PhotoError.self, "\(name), first \(length) of \(file.count) bytes") {
                try PhotoDecoder.decode(Photo(bytes: prefix))
            }
        }
    }

    @Test("Mutated files give a picture of the declared size or an error; nothing crashes", arguments: files)
    func survivesMutation(named: NamedFile) throws {
        let (name, file) = (named.name, named.bytes)
        let isLong = ProcessInfo.processInfo.environment["FOOTBRIDGE_LONG"] == "1"
        var random = SeededGenerator(seed: 0x5EED ^ UInt64(file.count))
        let limits = PhotoLimits(maximumPixels: 1_000_000)
        var decoded = 0
        for _ in 0..<(isLong ? 20_000 : 600) {
            var mutant = random.mutate(file)
            if random.next() % 2 == 0, PhotoFormat.sniff(mutant) == .png { mutant = PNGFile.repaired(mutant) }
            do throws(PhotoError) {
                let photo = try Photo(bytes: mutant, limits: limits)
                let image = try PhotoDecoder.decode(photo, reducedTo: random.next() % 4 == 0 ? .half : .full)
                #expect(image.pixels.count == image.width * image.height)
                decoded += 1
            } catch {
                // Typed: a PhotoError. Which one does not matter here.
            }
        }
        print("\(name): \(decoded) mutants still decoded")
    }
}

/// A file that test output names instead of printing.
struct NamedFile: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    var testDescription: String { name }
}

extension SeededGenerator {
    /// One to eight changes: a flipped bit, another byte, a byte less, a repeated stretch.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<8, using: &self) where bytes.count > 2 {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch next() % 5 {
            case 0: bytes[place] ^= 1 << (next() % 8)
            case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 2: bytes[place] = next() % 2 == 0 ? 0xFF : 0
            case 3: bytes.remove(at: place)
            default:
                let end = min(bytes.count, place + Int.random(in: 1..<40, using: &self))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0..<bytes.count, using: &self))
            }
        }
        return bytes
    }
}
