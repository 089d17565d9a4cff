/// Angles in radians, from the x axis towards the y axis, which points down.
enum Angle {
    static let fullTurn: Float = 2 * .pi

    /// The angle brought to -π to π by whole turns.
    @inline(__always)
    static func wrapped(_ angle: Float) -> Float {
        angle - fullTurn * (angle / fullTurn).rounded()
    }

    /// The directions of eight vectors, 0 to 2π, within 0.001: a polynomial in the ratio of the shorter to the longer
    /// part (after M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 4.4.49).
    @inline(__always)
    static func directions(x: SIMD8<Float>, y: SIMD8<Float>) -> SIMD8<Float> {
        let zero = SIMD8<Float>(repeating: 0)
        let sizeX = x.replacing(with: -x, where: x .< zero)
        let sizeY = y.replacing(with: -y, where: y .< zero)
        let isSteep = sizeY .> sizeX
        let longer = sizeX.replacing(with: sizeY, where: isSteep)
        let shorter = sizeY.replacing(with: sizeX, where: isSteep)
        let ratio = shorter / (longer + 1e-12)
        let square = ratio * ratio
        let cubic = (square * -0.046_496_475 + 0.159_314_22) * square - 0.327_622_76
        var angle = cubic * square * ratio + ratio
        angle.replace(with: .pi / 2 - angle, where: isSteep)
        angle.replace(with: .pi - angle, where: x .< zero)
        angle.replace(with: fullTurn - angle, where: y .< zero)
        return angle
    }
}
