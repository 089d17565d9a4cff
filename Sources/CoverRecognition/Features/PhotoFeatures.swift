import Glibc

/// A photo's features as they are looked up and compared, in buffers that are reused from photo to photo.
struct PhotoFeatures {
    private(set) var x: [Float] = []
    private(set) var y: [Float] = []
    /// Logarithm to base 2 of the scales in pixels.
    private(set) var logSigma: [Float] = []
    private(set) var direction: [Float] = []
    /// ``Vocabulary/dimensions`` numbers for each feature; what follows is left over from other photos.
    private(set) var projected: [Float] = []
    /// ``ResidualQuantiser/wordsOfPhoto`` for each feature, the nearest first.
    private(set) var words: [UInt16] = []
    private(set) var signatures: [UInt64] = []
    private(set) var width = 0
    private(set) var height = 0
    /// By word: the first entry of ``words`` with it, and for each entry the next; -1 ends them.
    private var firstEntry = [Int16](repeating: -1, count: Vocabulary.wordCount)
    private var nextEntry: [Int16] = []
    private var quantiser: ResidualQuantiser
    private let vocabulary: Vocabulary

    var count: Int { x.count }

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        quantiser = ResidualQuantiser(vocabulary)
    }

    /// Takes what was found in a photo; at most 8 000 features.
    mutating func load(_ features: borrowing PictureFeatures, width: Int, height: Int) {
        precondition(features.count * ResidualQuantiser.wordsOfPhoto <= Int(Int16.max), "entries fit their numbers")
        for word in words { firstEntry[Int(word)] = -1 }
        self.width = width
        self.height = height
        x = features.x
        y = features.y
        direction = features.direction
        logSigma.removeAll(keepingCapacity: true)
        for sigma in features.sigma { logSigma.append(log2f(sigma)) }
        Projection.project(features.descriptors, by: vocabulary, into: &projected)
        words.removeAll(keepingCapacity: true)
        signatures.removeAll(keepingCapacity: true)
        nextEntry.removeAll(keepingCapacity: true)
        for feature in 0..<features.count {
            let start = feature * Vocabulary.dimensions
            quantiser.nearestWords(
                of: projected, at: start, cells: ResidualQuantiser.cellsOfPhoto, most: ResidualQuantiser.wordsOfPhoto,
                to: &words)
            for entry in (words.count - ResidualQuantiser.wordsOfPhoto)..<words.count {
                let word = words[entry]
                signatures.append(Signature.bits(of: projected, at: start, word: word, vocabulary))
                nextEntry.append(firstEntry[Int(word)])
                firstEntry[Int(word)] = Int16(entry)
            }
        }
    }

    /// Calls `body` with each feature that has a word, and its signature there.
    @inline(__always)
    func forEach(with word: UInt16, _ body: (Int, UInt64) -> Void) {
        var entry = Int(firstEntry[Int(word)])
        while entry >= 0 {
            body(entry / ResidualQuantiser.wordsOfPhoto, signatures[entry])
            entry = Int(nextEntry[entry])
        }
    }
}
