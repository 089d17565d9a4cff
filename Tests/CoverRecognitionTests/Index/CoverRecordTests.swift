import CSignatures
import FootbridgeTestSupport
import PhotoDecoding
import Testing

@testable import CoverRecognition

@Suite struct CoverRecordTests {
    /// Made once: the tests look at it and change copies.
    private static let cover: CompiledCover? = {
        var compiler = CoverCompiler()
        return try? compiler.compile(DrawnCover(1).image, name: "9780306406157")
    }()

    @Test func `A record holds what was compiled, in at most 10 KB`() throws {
        let cover = try #require(Self.cover)
        #expect(cover.name == "9780306406157")
        #expect(cover.record.count < 10_000 && cover.record.count % 8 == 0)
        var loaded = ReferenceCover()
        #expect(unsafe loaded.load(cover.record.span.bytes, withThumbnail: true))
        #expect(loaded.count == cover.featureCount && loaded.count > 100)
        #expect(zip(loaded.words, loaded.words.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(loaded.size == SIMD2(300.0 / 440, 1))
        #expect(
            loaded.u.allSatisfy { (0...loaded.size.x).contains($0) } && loaded.v.allSatisfy { (0...1).contains($0) })
        #expect(loaded.isLettering.count == loaded.count)
        #expect((loaded.thumbnail.width, loaded.thumbnail.height) == (65, 96))
        // The thumbnail is the picture: its brightest and darkest parts are where the picture's are.
        let image = DrawnCover(1).image
        for (x, y) in [(10, 80), (32, 48), (60, 20)] {
            var mean = 0.0
            for down in 0..<4 {
                for right in 0..<4 { mean += Double(image[x * 440 / 96 + right, y * 440 / 96 + down]) }
            }
            #expect(abs(Double(loaded.thumbnail.pixels[y * 65 + x]) - mean / 16) < 40)
        }
    }

    @Test func `A record that was damaged is refused, or still in bounds`() throws {
        let cover = try #require(Self.cover)
        var loaded = ReferenceCover()
        for length in [0, 1, 15, 16, 40, cover.record.count - 8, cover.record.count - 1] {
            let cut = Array(cover.record.prefix(length))
            #expect(unsafe !loaded.load(cut.span.bytes, withThumbnail: true))
            #expect(CompiledCover(stored: cut) == nil)
        }
        for place in 0..<12 {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] where cover.record[place] != value {
                var broken = cover.record
                broken[place] = value
                if unsafe loaded.load(broken.span.bytes, withThumbnail: true) {
                    #expect(loaded.count <= CoverRecord.mostFeatures)
                    #expect(loaded.thumbnail.pixels.count == loaded.thumbnail.width * loaded.thumbnail.height)
                }
            }
        }
    }

    @Test func `Sixteen greys go into half a byte`() {
        var thumbnail = Thumbnail()
        thumbnail.width = 3
        thumbnail.height = 1
        thumbnail.pixels = [0, 128, 255]
        let packed = thumbnail.packed
        #expect(packed == [0x80, 0x0F])
        var unpacked = Thumbnail()
        unsafe unpacked.unpack(packed.span.bytes, at: 0, width: 3, height: 1)
        #expect(unpacked.pixels == [8, 136, 248])
    }

    @Test func `Postings list every feature under its word, and damaged ones are refused`() throws {
        let cover = try #require(Self.cover)
        let segment = CoverSegment([cover, cover])
        #expect(segment.isSound)
        #expect(segment.postingCount == 2 * cover.featureCount)
        var loaded = ReferenceCover()
        #expect(segment.part(1).load(into: &loaded, withThumbnail: false))
        var covers: [UInt32] = []
        var signatures: [UInt64] = []
        segment.appendPostings(of: loaded.words[0], numbered: [nil, 7], signatures: &signatures, covers: &covers)
        #expect(!covers.isEmpty && covers.allSatisfy { $0 == 7 } && signatures.contains(loaded.signatures[0]))
        #expect(segment.coverCounts()[Int(loaded.words[0])] == 2)
        var places = [UInt8](repeating: 0, count: Postings.bytes(1))
        #expect(Postings(CoverMemory(places), at: 0, count: 1, coverCount: 1) == nil)
        // The one posting belongs to the last word.
        places[4 * Vocabulary.wordCount] = 1
        #expect(Postings(CoverMemory(places), at: 0, count: 1, coverCount: 1) != nil)
        #expect(Postings(CoverMemory(places), at: 8, count: 1, coverCount: 1) == nil)
        places[100] = 1
        #expect(Postings(CoverMemory(places), at: 0, count: 1, coverCount: 1) == nil)
        let memory = CoverMemory([UInt8](repeating: 0, count: 64))
        #expect(
            CoverSegment(
                memory, count: 1, places: 0, featureCounts: 16, records: 24, recordBytes: 41, postings: nil) == nil)
        // A record of no bytes: passed over.
        let empty = CoverSegment(
            memory, count: 1, places: 0, featureCounts: 16, records: 24, recordBytes: 40, postings: nil)
        #expect(empty?.name(of: 0) == nil && empty?.isSound == false)
    }

    @Test func `Signatures that are alike are found wherever they stand, by whatever the processor has`() {
        var numbers = SeededGenerator(seed: 8)
        let sought = numbers.next()
        func signature(differingIn bits: Int) -> UInt64 {
            var other: UInt64 = 0
            while other.nonzeroBitCount < bits { other |= 1 << (numbers.next() % 64) }
            return sought ^ other
        }
        for count in Array(0...40) + [500] {
            // Every other is near the limit.
            let signatures = (0..<count).map {
                signature(
                    differingIn: $0 % 2 == 0
                        ? CoverVote.mostDistance - 1 + Int(numbers.next() % 4) : Int(numbers.next() % 65))
            }
            let expected = signatures.indices.filter {
                (signatures[$0] ^ sought).nonzeroBitCount <= CoverVote.mostDistance
            }
            for find in [unsafe footbridge_find_alike, unsafe footbridge_find_alike_plainly] {
                var alike = [footbridge_alike](repeating: footbridge_alike(place: .max, distance: .max), count: count)
                let found = unsafe find(signatures, count, sought, UInt32(CoverVote.mostDistance), &alike)
                #expect(alike.prefix(found).map { Int($0.place) } == expected)
                let distances = expected.map { (signatures[$0] ^ sought).nonzeroBitCount }
                #expect(alike.prefix(found).map { Int($0.distance) } == distances)
            }
        }
    }

    @Test func `A rare word says more than a common one`() {
        var counts = [UInt32](repeating: 5, count: Vocabulary.wordCount)
        counts[1] = 1
        counts[2] = 100
        let weights = WordWeights(coverCounts: counts, covers: 100)
        #expect(weights.values[1] > weights.values[0] && weights.values[0] > weights.values[2])
        #expect(weights.values[2] > 0)
        #expect(WordWeights(values: weights.values) == weights)
        #expect(WordWeights(values: [1]) == nil)
        #expect(WordWeights(values: [Float](repeating: .nan, count: Vocabulary.wordCount)) == nil)
    }
}
