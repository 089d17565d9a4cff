/// Pairs of a photo's and a cover's features under one word with signatures that are alike, the most alike first kept.
struct TentativeMatches {
    /// Bits in which the signatures may differ.
    static let mostDistance = 24
    /// Pairs that are looked at: the time that hypotheses take grows with their square.
    static let most = 160

    /// Features of the photo and of the cover.
    private(set) var photoFeatures: [Int32] = []
    private(set) var coverFeatures: [Int32] = []
    /// Where a feature of the cover stands in the cover, and of the photo in the photo, padded to whole eights.
    private(set) var u: [Float] = []
    private(set) var v: [Float] = []
    private(set) var x: [Float] = []
    private(set) var y: [Float] = []
    /// Logarithm to base 2 of the cover's size in the photo that the pair's scales tell, in pixels.
    private(set) var logSize: [Float] = []
    /// By how much the cover is turned in the photo that the pair's directions tell, -π to π.
    private(set) var turn: [Float] = []
    private var distances: [UInt8] = []
    private var counts = InlineArray<25, Int>(repeating: 0)

    var count: Int { photoFeatures.count }

    init() {}

    mutating func find(_ photo: borrowing PhotoFeatures, _ cover: borrowing ReferenceCover) {
        photoFeatures.removeAll(keepingCapacity: true)
        coverFeatures.removeAll(keepingCapacity: true)
        distances.removeAll(keepingCapacity: true)
        for distance in 0...Self.mostDistance { counts[distance] = 0 }
        for feature in 0..<cover.count {
            let signature = cover.signatures[feature]
            photo.forEach(with: cover.words[feature]) { photoFeature, photoSignature in
                let distance = Signature.distance(signature, photoSignature)
                guard distance <= Self.mostDistance else { return }
                photoFeatures.append(Int32(photoFeature))
                coverFeatures.append(Int32(feature))
                distances.append(UInt8(distance))
                counts[distance] += 1
            }
        }
        if count > Self.most { keepMostAlike() }
        place(photo, cover)
    }

    private mutating func keepMostAlike() {
        var limit = 0
        var kept = 0
        while kept + counts[limit] <= Self.most {
            kept += counts[limit]
            limit += 1
        }
        // Of those as unlike as the last that fit, the first found.
        var equals = Self.most - kept
        var target = 0
        for index in 0..<count {
            if distances[index] > limit { continue }
            if distances[index] == limit {
                guard equals > 0 else { continue }
                equals -= 1
            }
            photoFeatures[target] = photoFeatures[index]
            coverFeatures[target] = coverFeatures[index]
            target += 1
        }
        photoFeatures.removeLast(count - target)
        coverFeatures.removeLast(coverFeatures.count - target)
    }

    private mutating func place(_ photo: borrowing PhotoFeatures, _ cover: borrowing ReferenceCover) {
        u.removeAll(keepingCapacity: true)
        v.removeAll(keepingCapacity: true)
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
        logSize.removeAll(keepingCapacity: true)
        turn.removeAll(keepingCapacity: true)
        for index in 0..<count {
            let inPhoto = Int(photoFeatures[index])
            let inCover = Int(coverFeatures[index])
            u.append(cover.u[inCover])
            v.append(cover.v[inCover])
            x.append(photo.x[inPhoto])
            y.append(photo.y[inPhoto])
            logSize.append(photo.logSigma[inPhoto] - cover.logSigma[inCover])
            turn.append(Angle.wrapped(photo.direction[inPhoto] - cover.direction[inCover]))
        }
        while u.count % 8 != 0 {
            u.append(0)
            v.append(0)
            x.append(.infinity)
            y.append(.infinity)
            logSize.append(.infinity)
            turn.append(0)
        }
    }
}
