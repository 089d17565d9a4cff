import CoverRecognition
import Foundation

/// Covers that have postings and nothing else.
struct SimulatedSegment {
    let segment: CoverSegment

    /// - Parameters:
    ///   - models: whose words and signatures they take, with one word in two from another cover and some bits changed.
    ///   - count: of covers.
    init(like models: [CompiledCover], count: Int) {
        let model = CoverSegment(models)
        // The models' features by cover: words with signatures.
        var wordsOf = [[UInt16]](repeating: [], count: models.count)
        var signaturesOf = [[UInt64]](repeating: [], count: Int(UInt16.max) + 1)
        var pool: [UInt16] = []
        var covers: [UInt32] = []
        let numbers = (0..<models.count).map { UInt32?(UInt32($0)) }
        for word in 0...UInt16.max {
            covers.removeAll(keepingCapacity: true)
            model.appendPostings(of: word, numbered: numbers, signatures: &signaturesOf[Int(word)], covers: &covers)
            for cover in covers {
                wordsOf[Int(cover)].append(word)
                pool.append(word)
            }
        }
        func generate(_ body: (Int, UInt16, inout Chance) -> Void) {
            for cover in 0..<count {
                var chance = Chance(state: UInt64(cover) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
                for own in wordsOf[Int(chance.next() % UInt64(models.count))] {
                    let other = pool[Int(chance.next() % UInt64(pool.count))]
                    body(cover, chance.next() & 1 == 0 ? own : other, &chance)
                }
            }
        }
        var places = [UInt32](repeating: 0, count: Int(UInt16.max) + 3)
        generate { _, word, _ in places[Int(word) + 1] += 1 }
        for word in 0...Int(UInt16.max) { places[word + 1] += places[word] }
        let postings = Int(places[Int(UInt16.max) + 1])
        let featureCounts = 8 * (count + 1)
        let records = (featureCounts + 2 * count + 7) & ~7
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: records + Postings.bytes(postings), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        for cover in 0..<count { memory.storeBytes(of: 400, toByteOffset: featureCounts + 2 * cover, as: UInt16.self) }
        for word in 0...(Int(UInt16.max) + 1) {
            memory.storeBytes(of: places[word], toByteOffset: records + 4 * word, as: UInt32.self)
        }
        let signatures = records + Postings.placesBytes
        generate { cover, word, chance in
            let place = Int(places[Int(word)])
            places[Int(word)] += 1
            let alike = signaturesOf[Int(word)]
            // One bit in eight is another.
            let changed = chance.next() & chance.next() & chance.next()
            memory.storeBytes(
                of: alike[Int(chance.next() % UInt64(alike.count))] ^ changed, toByteOffset: signatures + 8 * place,
                as: UInt64.self)
            memory.storeBytes(
                of: UInt32(cover), toByteOffset: signatures + 8 * postings + 4 * place, as: UInt32.self)
        }
        let address = UInt(bitPattern: memory.baseAddress)
        let made = CoverSegment(
            CoverMemory(UnsafeRawBufferPointer(memory)) { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() },
            count: count, places: 0, featureCounts: featureCounts, records: records, recordBytes: 0,
            postings: (records, postings))
        guard let made else { fatalError("the segment was laid out wrongly") }
        segment = made
    }

    private struct Chance {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
