import PhotoDecoding

/// An edge of a picture.
enum PictureEdge: Sendable, CaseIterable {
    case left, right, top, bottom
}

extension LumaImage {
    /// The picture as if it were tilted until the edge is `Tilt.ratio` times as near as the one opposite, at the same
    /// size. Only the axis between the two is changed, so that bars across it stay straight.
    func tilted(towards edge: PictureEdge) -> LumaImage {
        switch edge {
        case .left, .right: tiltedAcross(Tilt(length: width, nearsEnd: edge == .right))
        case .top, .bottom: tiltedDown(Tilt(length: height, nearsEnd: edge == .bottom))
        }
    }

    /// Where a point of the tilted picture was.
    func placeBeforeTilting(_ point: Point, towards edge: PictureEdge) -> Point {
        switch edge {
        case .left, .right:
            Point(x: Tilt(length: width, nearsEnd: edge == .right).source(point.x) >> Tilt.shift, y: point.y)
        case .top, .bottom:
            Point(x: point.x, y: Tilt(length: height, nearsEnd: edge == .bottom).source(point.y) >> Tilt.shift)
        }
    }

    private func tiltedAcross(_ tilt: Tilt) -> LumaImage {
        let (width, height) = (self.width, self.height)
        let places = tilt.places
        let tilted = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { tilted, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                unsafe places.withUnsafeBufferPointer { places in
                    for y in 0..<height {
                        let row = y * width
                        for x in 0..<width {
                            let place = unsafe places[x]
                            let here = unsafe Int32(source[row &+ Int(place.first)])
                            let next = unsafe Int32(source[row &+ Int(place.second)])
                            unsafe tilted[row &+ x] = UInt8(
                                truncatingIfNeeded: here &+ ((next &- here) &* place.share) >> Int32(Tilt.shift))
                        }
                    }
                }
            }
            count = width * height
        }
        return LumaImage(width: width, height: height, pixels: tilted) ?? self
    }

    private func tiltedDown(_ tilt: Tilt) -> LumaImage {
        let (width, height) = (self.width, self.height)
        let places = tilt.places
        let tilted = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { tilted, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                unsafe places.withUnsafeBufferPointer { places in
                    for y in 0..<height {
                        let place = unsafe places[y]
                        let (upper, lower) = (Int(place.first) * width, Int(place.second) * width)
                        let row = y * width
                        for x in 0..<width {
                            let here = unsafe Int32(source[upper &+ x])
                            let below = unsafe Int32(source[lower &+ x])
                            unsafe tilted[row &+ x] = UInt8(
                                truncatingIfNeeded: here &+ ((below &- here) &* place.share) >> Int32(Tilt.shift))
                        }
                    }
                }
            }
            count = width * height
        }
        return LumaImage(width: width, height: height, pixels: tilted) ?? self
    }
}

/// The way in which one axis of a picture is drawn out towards one end and pushed together towards the other: the
/// projective map of the axis that leaves both ends where they are.
private struct Tilt {
    /// Scale at the near end over scale at the far end is the square of the inverse. Measured on the tilted and the
    /// curved samples: ratios from 2 to 6 read both, 3 to 4 on most lines.
    static let farShare = 0.55
    /// Bits after the point in places.
    static let shift = 8

    let length: Int
    let nearsEnd: Bool

    /// Where the middle of a pixel of the tilted axis was, in 1/256 pixels, inside the axis.
    func source(_ target: Int) -> Int {
        let share = (Double(min(max(0, target), length - 1)) + 0.5) / Double(length)
        // The derivative at the near end is `farShare`: pixels there are drawn out.
        let weight = nearsEnd ? Self.farShare : 1 / Self.farShare
        let place = Double(length) * share / (share + weight * (1 - share)) - 0.5
        return Int(min(max(0, place), Double(length - 1)) * Double(1 << Self.shift))
    }

    /// For each pixel of the axis the two that it lies between, and the share of the second in 1/256.
    var places: [(first: Int32, second: Int32, share: Int32)] {
        (0..<length).map { target in
            let place = source(target)
            let first = place >> Self.shift
            return (Int32(first), Int32(min(first + 1, length - 1)), Int32(place & ((1 << Self.shift) - 1)))
        }
    }
}
