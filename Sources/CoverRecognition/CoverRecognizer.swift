public import PhotoDecoding

/// Finds covers of an index in photos.
///
/// Its buffers, some 25 MB, and 90 MB more once it had to look twice, are reused from photo to photo: one for each thread.
/// It blocks its thread for some 20 ms a look.
public struct CoverRecognizer: Sendable {
    private var extractor = FeatureExtractor()
    private var features: PhotoFeatures
    private var vote = CoverVote()
    private var grid = PhotoGrid()
    private var verification: CoverVerification

    public init() {
        features = PhotoFeatures(.trained)
        verification = CoverVerification(.trained)
    }

    /// One look at a photo.
    struct Pass {
        /// Pixels of the longer side at which it is looked at.
        let longSide: Int
        let mostFeatures: Int

        /// The first finds covers that fill a good part of the photo.
        static let first = Pass(longSide: 640, mostFeatures: 800)
        /// The second, where the first found nothing, small ones: of 100 that are a quarter as long as a cluttered photo 95
        /// instead of 69.
        static let second = Pass(longSide: 1280, mostFeatures: 1500)
    }

    /// Looks for covers in grey pixels.
    /// - Parameters:
    ///   - isWanted: asked between steps, some 10 ms apart: whether there is time and somebody still wants to know.
    /// - Returns: what was found until then, with corners in pixels of the image.
    public mutating func recognise(
        _ image: LumaImage, in index: CoverIndex, while isWanted: () -> Bool = { true }
    ) -> CoverReading {
        var reading = CoverReading(matches: [], ranOutOfTime: false, passes: 0)
        for pass in [Pass.first, .second] {
            // A small photo has nothing more to show at a larger size.
            if reading.passes > 0, max(image.width, image.height) <= Pass.first.longSide { break }
            look(at: image, pass, index, into: &reading, while: isWanted)
            if reading.ranOutOfTime || !reading.matches.isEmpty { break }
        }
        lookCloser(image, index, into: &reading, while: isWanted)
        return reading
    }

    /// Looks for covers in a photo that is decoded as finely as is needed.
    /// - Parameters:
    ///   - photo: whose stored size and orientation count.
    ///   - decode: gives the photo at a reduced size; asked at most three times, each time for a larger size.
    ///   - isWanted: as above.
    /// - Returns: what was found until then, with corners in pixels of the stored photo.
    public mutating func recognise(
        _ header: PhotoHeader, in index: CoverIndex, while isWanted: () -> Bool = { true },
        decode: (PhotoReduction) throws(PhotoError) -> LumaImage
    ) throws(PhotoError) -> CoverReading {
        var reading = CoverReading(matches: [], ranOutOfTime: false, passes: 0)
        let longSide = max(header.width, header.height)
        for pass in [Pass.first, .second] {
            if reading.passes > 0, longSide <= Pass.first.longSide { break }
            guard isWanted() else {
                reading.ranOutOfTime = true
                break
            }
            let image = try decode(Self.reduction(of: longSide, to: pass.longSide))
            look(at: image, pass, index, into: &reading, while: isWanted)
            reading.scale(by: header.scale(of: image))
            if reading.ranOutOfTime || !reading.matches.isEmpty { break }
        }
        if let finer = ClosePart.longSide(for: reading, width: header.width, height: header.height) {
            guard isWanted() else {
                reading.ranOutOfTime = true
                return reading
            }
            let image = try decode(Self.reduction(of: longSide, to: finer))
            let scale = header.scale(of: image)
            reading.scale(by: 1 / scale)
            lookCloser(image, index, into: &reading, while: isWanted)
            reading.scale(by: scale)
        }
        return reading
    }

    /// The coarsest at which a photo still has so many pixels along its longer side.
    private static func reduction(of longSide: Int, to wanted: Int) -> PhotoReduction {
        PhotoReduction.allCases.last { longSide / $0.divisor >= wanted } ?? .full
    }

    /// Decodes a photo and looks for covers.
    /// - Returns: what was found until then, with corners in pixels of the upright photo.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public mutating func recognise(
        _ photo: Photo, in index: CoverIndex, while isWanted: () -> Bool = { true }
    ) throws(PhotoError) -> CoverReading {
        let header = photo.header
        var reading = try recognise(header, in: index, while: isWanted) { reduction throws(PhotoError) in
            try PhotoDecoder.decode(photo, reducedTo: reduction)
        }
        for match in reading.matches.indices {
            reading.matches[match].corners = reading.matches[match].corners.map {
                header.orientation.uprightPlace($0, width: header.width, height: header.height)
            }
        }
        return reading
    }

    /// The names of covers whose artwork is that of a cover: those that are found for sure in the place of the whole
    /// picture, or would be but for a part of it, such as another title.
    public mutating func namesSharingArtwork(with image: LumaImage, in index: CoverIndex) -> [String] {
        var reading = CoverReading(matches: [], ranOutOfTime: false, passes: 0)
        look(at: image, .first, index, into: &reading) { true }
        let area = Double(extractor.picture.width * extractor.picture.height)
        return verification.found.filter {
            CoverBand(matches: $0.matches, $0.correlation) == .sure
                && $0.correlation.agreement >= Self.leastAgreementOfArtwork
                && $0.likeness >= Self.leastLikenessOfArtwork
                && $0.correlation.inFrame >= Self.leastShareOfArtwork
                && $0.area * $0.correlation.inFrame >= Self.leastShareOfArtwork * area
        }
        .compactMap { index.segments[$0.place.segment].name(of: $0.place.cover) }
    }

    /// The first part of looking for the last photo once more, for those who measure it.
    /// - Returns: covers that would be looked at closer.
    public mutating func voteAgain(in index: CoverIndex) -> Int {
        vote.run(features, in: index) { true }
        return vote.shortlist.count
    }

    /// Share of a cover's picture that another with the same artwork takes up, and of the other that is inside: the rest may be
    /// a border. Of drawn fronts that have nothing but their layout in common some would take up 0.67.
    private static let leastShareOfArtwork = 0.75
    /// Share of the blocks of the picture that agree with another with the same artwork. Of drawn fronts that share a
    /// layout and a few words some agree by 0.68.
    private static let leastAgreementOfArtwork = 0.8
    /// Least likeness of covers with the same artwork, which may differ in title, language and colours: where a title is large,
    /// two features in five lie on it.
    private static let leastLikenessOfArtwork = 0.5

    /// Looks once more at covers that were seen too small to be sure of, each by itself and as large as the photo has it.
    private mutating func lookCloser(
        _ image: LumaImage, _ index: CoverIndex, into reading: inout CoverReading, while isWanted: () -> Bool
    ) {
        guard !reading.ranOutOfTime,
            ClosePart.longSide(for: reading, width: image.width, height: image.height) != nil
        else { return }
        let parts = reading.matches.compactMap { ClosePart(of: $0, width: image.width, height: image.height) }
        for part in parts.prefix(ClosePart.most) {
            var closer = CoverReading(matches: [], ranOutOfTime: false, passes: reading.passes)
            look(
                at: image, part: part.area, Pass(longSide: part.seenLongSide, mostFeatures: Pass.first.mostFeatures),
                index, into: &closer, while: isWanted)
            reading.passes = closer.passes
            reading.ranOutOfTime = closer.ranOutOfTime
            if closer.ranOutOfTime { return }
            closer.matches.removeAll { !part.holdsMiddle(of: $0) }
            guard !closer.matches.isEmpty else { continue }
            reading.matches.removeAll { part.holdsMiddle(of: $0) }
            reading.matches = (reading.matches + closer.matches).enumerated()
                .sorted { ($1.element.band, $0.offset) < ($0.element.band, $1.offset) }.map(\.element)
        }
    }

    private mutating func look(
        at image: LumaImage, part: PixelArea? = nil, _ pass: Pass, _ index: CoverIndex,
        into reading: inout CoverReading, while isWanted: () -> Bool
    ) {
        guard isWanted() else {
            reading.ranOutOfTime = true
            return
        }
        reading.passes += 1
        verification.begin()
        extractor.extract(image, part: part, longSide: pass.longSide, most: pass.mostFeatures)
        // Fewer matches than this are never told of.
        guard extractor.features.count >= CoverBand.least.matches, index.coverCount > 0 else { return }
        guard isWanted() else {
            reading.ranOutOfTime = true
            return
        }
        features.load(extractor.features, width: extractor.picture.width, height: extractor.picture.height)
        vote.run(features, in: index, while: isWanted)
        grid.fill(features)
        verification.run(vote.shortlist, index, features, grid, extractor.space, while: isWanted)
        reading.ranOutOfTime = !isWanted()
        let area = part ?? PixelArea(x: 0, y: 0, width: image.width, height: image.height)
        let origin = SIMD2(Double(area.x), Double(area.y))
        let step = SIMD2(
            Double(area.width) / Double(extractor.picture.width),
            Double(area.height) / Double(extractor.picture.height))
        reading.matches = CoverRivals.settled(verification.found, in: index).map { found in
            CoverMatch(
                place: found.place, names: index.names(likeCoverAt: found.place),
                corners: (0..<4).map { origin + (found.corners[$0] + 0.5) * step - 0.5 }, matches: found.matches,
                agreement: found.correlation.agreement, band: found.band)
        }
    }
}

extension PhotoHeader {
    /// Pixels of the stored photo in one of its decoded picture, across and down.
    fileprivate func scale(of image: LumaImage) -> SIMD2<Double> {
        SIMD2(Double(width) / Double(image.width), Double(height) / Double(image.height))
    }
}

extension CoverReading {
    /// Brings corners into a picture with so many times the pixels, across and down.
    fileprivate mutating func scale(by scale: SIMD2<Double>) {
        for match in matches.indices {
            matches[match].corners = matches[match].corners.map { ($0 + 0.5) * scale - 0.5 }
        }
    }
}
