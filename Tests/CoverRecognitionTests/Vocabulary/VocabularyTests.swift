import Testing

@testable import CoverRecognition

@Suite struct VocabularyTests {
    private let vocabulary = Vocabulary.trained

    private static func descriptors(_ count: Int) -> [UInt8] {
        var state: UInt32 = 7
        return (0..<(count * Descriptor.count)).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24) / 3
        }
    }

    @Test func `The vocabulary that ships is the one that indexes are made with`() throws {
        // Whoever changes it must raise the version of the index's files.
        let bytes = try #require(Base64.bytes(of: TrainedVocabulary.base64))
        #expect(bytes.count == 164_624)
        #expect(
            bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
                == 9_131_565_272_162_370_433)
    }

    @Test func `Bytes that are no vocabulary give none`() throws {
        let bytes = try #require(Base64.bytes(of: TrainedVocabulary.base64))
        #expect(Vocabulary(bytes: Array(bytes.dropLast())) == nil)
        #expect(Vocabulary(bytes: []) == nil)
        for (place, value) in [(0, UInt8(2)), (5, 9), (16 + 3, 0x7F), (bytes.count - 1, 0x7F)] {
            var broken = bytes
            broken[place] = value
            // An exponent of ones is no number.
            if place >= 16 { broken[place - 1] = 0xFF }
            #expect(Vocabulary(bytes: broken) == nil)
        }
    }

    @Test func `Text in base64 is what it stands for, and nothing else is`() {
        #expect(Base64.bytes(of: "Zm9vYmE=") == Array("fooba".utf8))
        #expect(Base64.bytes(of: "Zm9vYg==") == Array("foob".utf8))
        #expect(Base64.bytes(of: "") == [])
        for text: StaticString in ["Zm9", "Zm9*", "Zg==Zg==", "Z===", "=m9v"] { #expect(Base64.bytes(of: text) == nil) }
    }

    @Test func `Descriptors are projected by the matrix, an odd last one too`() {
        let descriptors = Self.descriptors(3)
        var projected: [Float] = []
        Projection.project(descriptors, by: vocabulary, into: &projected)
        for (descriptor, dimension) in [(0, 0), (1, 17), (2, 63)] {
            let expected = (0..<Descriptor.count).reduce(vocabulary.projectedMean[dimension]) {
                $0 + vocabulary.projection[$1 * 64 + dimension] * Float(descriptors[descriptor * Descriptor.count + $1])
            }
            #expect(abs(projected[descriptor * 64 + dimension] - expected) < 1e-3)
        }
    }

    @Test func `The nearest words are those that a search of all finds`() {
        var projected: [Float] = []
        Projection.project(Self.descriptors(4), by: vocabulary, into: &projected)
        var quantiser = ResidualQuantiser(vocabulary)
        for descriptor in 0..<4 {
            func distance(_ centroid: (Int) -> Float) -> Float {
                (0..<64).reduce(0) {
                    let difference = projected[descriptor * 64 + $1] - centroid($1)
                    return $0 + difference * difference
                }
            }
            let cells = (0..<256).sorted { one, other in
                distance { vocabulary.coarse[one * 64 + $0] } < distance { vocabulary.coarse[other * 64 + $0] }
            }
            let near = cells.prefix(2).flatMap { cell in (0..<256).map { cell * 256 + $0 } }
                .map { word in (word, distance { vocabulary.centroid(word, $0) }) }.sorted { $0.1 < $1.1 }
            var words: [UInt16] = []
            quantiser.nearestWords(of: projected, at: descriptor * 64, cells: 2, most: 3, to: &words)
            #expect(words.map(Int.init) == near.prefix(3).map(\.0))
            let bits = Signature.bits(of: projected, at: descriptor * 64, word: words[0], vocabulary)
            for dimension in 0..<64 {
                let isAbove = projected[descriptor * 64 + dimension] > vocabulary.centroid(Int(words[0]), dimension)
                #expect((bits >> UInt64(dimension) & 1 == 1) == isAbove)
            }
        }
    }
}
