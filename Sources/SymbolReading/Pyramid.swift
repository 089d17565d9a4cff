import PhotoDecoding

/// A picture and its halves, each made when it is first asked for and kept for all who look at the picture later.
///
/// Level 0 is the picture itself, level n its sides divided by 2ⁿ, each pixel the mean of the four below it.
struct Pyramid {
    private var levels: [LumaImage]

    init(_ picture: LumaImage) {
        levels = [picture]
    }

    /// The picture itself.
    var base: LumaImage { levels[0] }

    /// - Parameter number: 0 for the picture itself; at most 30.
    /// - Returns: the picture halved `number` times; a side of 1 stays 1.
    mutating func level(_ number: Int) -> LumaImage {
        precondition((0...30).contains(number), "a picture has at most 2³¹ pixels a side")
        while levels.count <= number {
            levels.append(levels[levels.count - 1].halved())
        }
        return levels[number]
    }
}
