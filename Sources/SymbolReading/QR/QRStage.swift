/// One look for finders: a size of the picture, a threshold, perhaps sharpened.
struct QRStage: Equatable {
    /// What must have been seen for it to be worth its time.
    enum Gate {
        case always
        /// Some finder has quality 0.6.
        case likelyFinder
        /// Some finder has quality 0.75, and there are at most 35.
        case sureFinder
    }

    /// Of the pyramid.
    let level: Int
    /// Blocks on each side of a threshold's middle block.
    var windowRadius = 2
    var threshold = QRDarkBits.Threshold.average
    var isSharpened = false
    var gate = Gate.always

    /// A picture larger than this is halved before it is looked at first.
    private static let largestBase = 2_000_000
    /// A picture smaller than this is cheap enough to be sharpened whatever was seen.
    static let small = 150_000

    /// The first level of at most two megapixels.
    static func baseLevel(width: Int, height: Int) -> Int {
        var level = 0
        while (width * height) >> (2 * level) > largestBase { level += 1 }
        return level
    }

    /// The first look.
    static func first(width: Int, height: Int) -> QRStage {
        QRStage(level: baseLevel(width: width, height: height))
    }

    /// At half the size of the first look: against noise, and for large or blurred finders.
    static func half(width: Int, height: Int) -> QRStage {
        QRStage(level: baseLevel(width: width, height: height) + 1, threshold: .mean)
    }

    /// At twice the size of the first look, for small codes; nil where there is no larger.
    static func double(width: Int, height: Int) -> QRStage? {
        let base = baseLevel(width: width, height: height)
        return base > 0 ? QRStage(level: base - 1) : nil
    }

    /// What follows where the first look reads nothing, in order.
    static func later(width: Int, height: Int) -> [QRStage] {
        let base = baseLevel(width: width, height: height)
        let isSmall = width * height <= small
        var stages = [half(width: width, height: height)]
        if let double = double(width: width, height: height) { stages.append(double) }
        if !isSmall { stages.append(QRStage(level: base + 1, isSharpened: true, gate: .likelyFinder)) }
        stages.append(QRStage(level: base, isSharpened: true, gate: isSmall ? .always : .likelyFinder))
        stages.append(QRStage(level: base, threshold: .mean, gate: .sureFinder))
        stages.append(QRStage(level: base, windowRadius: 6, threshold: .middle, gate: .sureFinder))
        if base > 0 { stages.append(QRStage(level: base - 1, isSharpened: true, gate: .sureFinder)) }
        if base > 1 { stages.append(QRStage(level: base - 2, windowRadius: 3, gate: .sureFinder)) }
        return stages
    }
}
