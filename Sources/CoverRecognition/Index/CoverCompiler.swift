import Glibc
public import PhotoDecoding

/// Makes what an index keeps of a cover, in buffers that are reused from cover to cover.
public struct CoverCompiler: Sendable {
    private let vocabulary: Vocabulary
    private var extractor = FeatureExtractor()
    private var quantiser: ResidualQuantiser
    private var projected: [Float] = []
    private var words: [UInt16] = []
    private var lettering = Lettering()
    private var recognizer = CoverRecognizer()

    public init() {
        vocabulary = .trained
        quantiser = ResidualQuantiser(vocabulary)
    }

    /// - Parameters:
    ///   - image: the front, upright; an even border around it is left out.
    ///   - name: what matches name it by, such as its ISBN; 1 to 200 bytes.
    /// - Returns: the cover's record, 4 to 10 KB.
    /// - Throws: why it is of no use.
    public mutating func compile(_ image: LumaImage, name: String) throws(CoverRejection) -> CompiledCover {
        guard (1...CoverRecord.mostNameBytes).contains(name.utf8.count),
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .unusableName }
        guard min(image.width, image.height) >= CoverRejection.leastSide else {
            throw .tooSmall(width: image.width, height: image.height)
        }
        let part = UniformMargin.trimmed(image)
        guard max(part.width, part.height) <= CoverRejection.mostProportion * min(part.width, part.height) else {
            throw .tooLong(width: part.width, height: part.height)
        }
        extractor.detect(image, part: part, longSide: CoverRecord.longSide)
        lettering.find(extractor.picture)
        extractor.describe(
            lettering.chosen(of: extractor.keypoints, in: extractor.space, most: CoverRecord.mostFeatures))
        let count = extractor.features.count
        guard count >= CoverRejection.leastFeatures else { throw .tooFewFeatures(count: count) }
        let thumbnail = Thumbnail(of: extractor.picture)
        guard thumbnail.variance >= CoverRejection.leastCoarseShare * extractor.picture.variance else {
            throw .nothingButGrain
        }
        let cover = CompiledCover(record: record(name: name, thumbnail))
        try recognise(cover, again: image)
        return cover
    }

    /// The descriptors of a cover, 128 bytes each, from which a vocabulary can be trained.
    public mutating func descriptors(of image: LumaImage) -> [UInt8] {
        extractor.extract(image, longSide: CoverRecord.longSide, most: CoverRecord.mostFeatures)
        return extractor.features.descriptors
    }

    /// Looks for the cover in a small copy of itself: what is not found there will not be found in a photo.
    private mutating func recognise(_ cover: CompiledCover, again image: LumaImage) throws(CoverRejection) {
        let index = CoverIndex(covers: [cover])
        let copy = SmallCopy.of(image)
        let reading = recognizer.recognise(copy, in: index)
        guard reading.band > .none else {
            throw .notRecognisable
        }
    }

    private mutating func record(name: String, _ thumbnail: Thumbnail) -> [UInt8] {
        let features = extractor.features
        let width = Vocabulary.dimensions
        Projection.project(features.descriptors, by: vocabulary, into: &projected)
        words.removeAll(keepingCapacity: true)
        for index in 0..<features.count {
            quantiser.nearestWords(of: projected, at: index * width, cells: 1, most: 1, to: &words)
        }
        let order = words.indices.sorted { (words[$0], $0) < (words[$1], $1) }
        let picture = extractor.picture
        var bytes: [UInt8] = []
        bytes.reserveCapacity(12_000)
        let numbers = [
            features.count, picture.width, picture.height, thumbnail.width, thumbnail.height, name.utf8.count, 0, 0,
        ]
        for number in numbers { bytes.append(littleEndian: UInt16(number)) }
        for index in order {
            bytes.append(
                littleEndian: Signature.bits(of: projected, at: index * width, word: words[index], vocabulary))
        }
        func append(places: [Float]) {
            for index in order {
                bytes.append(littleEndian: UInt16(max(0, min(65_535, places[index] * CoverRecord.placeSteps + 0.5))))
            }
        }
        append(places: features.x)
        append(places: features.y)
        for index in order { bytes.append(littleEndian: words[index]) }
        for index in order {
            bytes.append(
                UInt8(max(0, min(255, (log2f(features.sigma[index]) + 1) * CoverRecord.scaleSteps + 0.5))))
        }
        for index in order {
            bytes.append(
                UInt8(truncatingIfNeeded: Int(features.direction[index] * (256 / Angle.fullTurn) + 0.5)))
        }
        bytes += lettering.bits(of: features, in: order)
        bytes += thumbnail.packed
        bytes += Array(name.utf8)
        while bytes.count % 8 != 0 { bytes.append(0) }
        return bytes
    }
}

/// What an index keeps of one cover.
public struct CompiledCover: Sendable, Equatable {
    /// As it lies in an index.
    public let record: [UInt8]

    init(record: [UInt8]) {
        self.record = record
    }

    /// - Parameter stored: a record from an index.
    /// - Returns: nil where it is damaged.
    public init?(stored: [UInt8]) {
        guard unsafe CoverRecord.name(of: stored.span.bytes) != nil else { return nil }
        record = stored
    }

    /// The same cover under another name.
    /// - Returns: nil for a name that cannot be kept.
    public func renamed(_ name: String) -> CompiledCover? {
        guard let header = unsafe CoverRecord.Header(record.span.bytes),
            (1...CoverRecord.mostNameBytes).contains(name.utf8.count)
        else { return nil }
        var bytes = Array(record[..<header.nameStart])
        bytes[10] = UInt8(truncatingIfNeeded: name.utf8.count)
        bytes[11] = UInt8(truncatingIfNeeded: name.utf8.count >> 8)
        bytes += Array(name.utf8)
        while bytes.count % 8 != 0 { bytes.append(0) }
        return CompiledCover(record: bytes)
    }

    /// How many features it has.
    public var featureCount: Int { unsafe CoverRecord.Header(record.span.bytes)?.featureCount ?? 0 }

    /// What matches name it by.
    public var name: String { unsafe CoverRecord.name(of: record.span.bytes) ?? "" }
}
