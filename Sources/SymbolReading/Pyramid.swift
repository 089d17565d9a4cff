import PhotoDecoding

/// A picture and its halves, each made when it is first asked for and kept for all who look at the picture later.
///
/// Level 0 is the picture itself, level n its sides divided by 2ⁿ, each pixel the mean of the four below it. The finest
/// levels of a large photo may be missing at first: they are decoded only if the others were not enough. All places are
/// in pixels of level 0, whether it is there or not.
struct Pyramid {
    /// Width and height of level 0.
    let size: PictureSize
    /// The finest level there is.
    private(set) var finest: Int
    /// From the finest on.
    private var levels: [LumaImage]

    init(_ picture: LumaImage) {
        size = PictureSize(width: picture.width, height: picture.height)
        finest = 0
        levels = [picture]
    }

    /// - Parameters:
    ///   - image: the finest level there is.
    ///   - level: its number.
    ///   - size: of level 0.
    init(_ image: LumaImage, level: Int, of size: PictureSize) {
        precondition((0...30).contains(level), "a picture has at most 2³¹ pixels a side")
        self.size = size
        finest = level
        levels = [image]
    }

    /// Adds a finer level; those between it and the ones at hand are made from it.
    mutating func add(_ image: LumaImage, level: Int) {
        guard level >= 0, level < finest else { return }
        var made = [image]
        while made.count < finest - level { made.append(made[made.count - 1].halved()) }
        levels.insert(contentsOf: made, at: 0)
        finest = level
    }

    /// - Parameter number: `finest` or more, at most 30; a finer one than there is gives the finest.
    /// - Returns: the picture halved `number` times; a side of 1 stays 1.
    mutating func level(_ number: Int) -> LumaImage {
        precondition((0...30).contains(number), "a picture has at most 2³¹ pixels a side")
        let index = max(0, number - finest)
        while levels.count <= index { levels.append(levels[levels.count - 1].halved()) }
        return levels[index]
    }
}

/// Width and height of a picture in pixels.
struct PictureSize: Equatable {
    let width: Int
    let height: Int
}
