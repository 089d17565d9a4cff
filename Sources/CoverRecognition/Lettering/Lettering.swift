/// Which features of a cover lie on its lettering, and that each line of it has some.
///
/// The strongest features of a cover are seldom those of its words, and it is the words that tell it from others with its
/// picture.
struct Lettering {
    /// Features on lettering below which nobody knows where a cover has its title.
    private static let leastFeatures = 20
    /// Around a line this share of its letters' height belongs to it.
    private static let margin: Float = 0.3
    /// Standard deviation of its features at most, in heights of a letter: larger ones are of what lies around it.
    private static let mostSigma: Float = 0.5
    /// Standard deviation of a feature where nothing stands out in a line, in heights of a letter: what is around it are two
    /// letters or three. In pixels at least, for photos must show it.
    private static let sigma: Float = 0.2
    private static let leastSigma: Float = 1.7
    /// Features that a line is given for each of its letters, in all, and all lines together as a share of the cover's.
    private static let most = (ofLetter: 2, ofLine: 24, ofCover: 0.4)

    /// Height of a line's letters as a share of the picture's longer side, below which they name a publisher or a price and no
    /// book: few photos can be read so finely.
    private static let leastHeight = 0.017
    /// Letters of a line, and their height, from which it is taken for a title.
    private static let title = (letters: 6, height: 0.03)

    private var finder = LetterLines()
    private var lines: [LetterLine] = []
    private var hasTitle = false

    init() {}

    mutating func find(_ picture: borrowing GreyPlane) {
        let longSide = Double(max(picture.width, picture.height))
        finder.find(picture)
        lines = finder.lines.filter { Double($0.letterHeight) >= Self.leastHeight * longSide }
        hasTitle = lines.contains {
            $0.count >= Self.title.letters && Double($0.letterHeight) >= Self.title.height * longSide
        }
    }

    /// The strongest keypoints, but of each line some, the largest lines first, and one of each stretch of it: hardly anything
    /// stands out in thin letters, and they are what tells a cover from others with its picture.
    /// - Parameter space: of the picture that the lines and keypoints are from.
    func chosen(of keypoints: [Keypoint], in space: borrowing ScaleSpace, most: Int) -> [Keypoint] {
        let byStrength = keypoints.indices.sorted { (keypoints[$1].response, $0) < (keypoints[$0].response, $1) }
        var pool = byStrength.map { keypoints[$0] }
        var isChosen = [Bool](repeating: false, count: pool.count)
        var left = Int(Self.most.ofCover * Double(most))
        for line in lines.sorted(by: { ($1.letterHeight, $0.top, $0.left) < ($0.letterHeight, $1.top, $1.left) }) {
            var wanted = min(left, Self.most.ofLine, Self.most.ofLetter * line.count)
            var bare = line.places
            for index in pool.indices where wanted > 0 {
                let (keypoint, scale) = (pool[index], pool[index].scale)
                guard Self.holds(line, x: keypoint.x * scale, y: keypoint.y * scale, sigma: keypoint.sigma * scale)
                else { continue }
                wanted -= 1
                bare.removeAll { 2 * abs($0.x - keypoint.x * scale) <= Float(line.letterHeight) }
                if !isChosen[index] {
                    isChosen[index] = true
                    left -= 1
                }
            }
            for place in bare.prefix(wanted) {
                let sigma = max(Self.leastSigma, Self.sigma * Float(line.letterHeight))
                pool.append(Keypoint(at: place, sigma: sigma, in: space))
                isChosen.append(true)
                left -= 1
            }
        }
        var free = most - isChosen.count(where: \.self)
        for index in pool.indices where free > 0 && !isChosen[index] {
            isChosen[index] = true
            free -= 1
        }
        return pool.indices.filter { isChosen[$0] }.map { pool[$0] }
    }

    /// A bit for each feature in an order, eight to a byte, the first lowest: whether it lies on lettering. None is set where
    /// nobody knows where the cover has its title.
    func bits(of features: borrowing PictureFeatures, in order: [Int]) -> [UInt8] {
        let marks = order.map { isLettering(x: features.x[$0], y: features.y[$0], sigma: features.sigma[$0]) }
        var bytes = [UInt8](repeating: 0, count: (order.count + 7) / 8)
        guard hasTitle, marks.count(where: \.self) >= Self.leastFeatures else { return bytes }
        for (place, bit) in marks.enumerated() where bit { bytes[place / 8] |= 1 << UInt8(place % 8) }
        return bytes
    }

    private func isLettering(x: Float, y: Float, sigma: Float) -> Bool {
        lines.contains { Self.holds($0, x: x, y: y, sigma: sigma) }
    }

    private static func holds(_ line: LetterLine, x: Float, y: Float, sigma: Float) -> Bool {
        let margin = Self.margin * Float(line.letterHeight)
        return sigma <= Self.mostSigma * Float(line.letterHeight) && x >= Float(line.left) - margin
            && x <= Float(line.right) + margin && y >= Float(line.top) - margin && y <= Float(line.bottom) + margin
    }
}
