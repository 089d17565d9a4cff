/// Eight values that a kernel works on together.
typealias Float8 = SIMD8<Float>

extension SIMD8 where Scalar == Float {
    /// Sum of the lanes.
    @inline(__always)
    var total: Float {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }

    /// Lane by lane the smaller.
    @inline(__always)
    func lesser(_ other: SIMD8<Float>) -> SIMD8<Float> {
        replacing(with: other, where: other .< self)
    }

    /// Lane by lane the greater.
    @inline(__always)
    func greater(_ other: SIMD8<Float>) -> SIMD8<Float> {
        replacing(with: other, where: other .> self)
    }

    /// The smallest lane.
    @inline(__always)
    var least: Float {
        let four = lowHalf.replacing(with: highHalf, where: highHalf .< lowHalf)
        let (a, b) = (four.lowHalf, four.highHalf)
        let two = a.replacing(with: b, where: b .< a)
        return two.y < two.x ? two.y : two.x
    }
}

extension Span where Element == Float {
    /// Eight values from `index` on; bounds are checked once for all of them.
    @inline(__always)
    func eight(at index: Int) -> Float8 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4 &* index, as: Float8.self)
    }
}

extension Float {
    /// The number cut towards zero, and 0 for what is no number; never traps.
    @inline(__always)
    var whole: Int { abs(self) < 1e9 ? Int(self) : 0 }

    /// Between `low` and `high`, also for what is no number.
    @inline(__always)
    func clamped(_ low: Float, _ high: Float) -> Float {
        self > low ? (self < high ? self : high) : low
    }
}

extension Array {
    /// The element that `rank` others precede, by Hoare's selection; reorders the array.
    /// - Parameter rank: 0 to the count less one.
    mutating func select(rank: Int) -> Element where Element: Comparable {
        var low = startIndex
        var high = endIndex - 1
        while low < high {
            let pivot = self[low + (high - low) / 2]
            var i = low
            var j = high
            while i <= j {
                while self[i] < pivot { i += 1 }
                while pivot < self[j] { j -= 1 }
                if i <= j {
                    swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if rank <= j { high = j } else if rank >= i { low = i } else { break }
        }
        return self[rank]
    }
}
