import Glibc

/// The cumulative normal distribution, which is what an edge looks like through a Gaussian blur.
enum NormalDistribution {
    private static let reach: Float = 4
    private static let perUnit: Float = 256
    /// At steps of 1/256 from −4 to 4.
    private static let table: [Float] = (0...2048).map { 0.5 * erfcf(-(-4 + Float($0) / 256) * 0.70710678) }

    /// By linear interpolation, right to 10⁻⁶; 0 and 1 beyond ±4.
    static func cumulative(_ x: Float) -> Float {
        guard x > -reach else { return 0 }
        guard x < reach else { return 1 }
        let place = (x + reach) * perUnit
        let i = min(Int(place), 2047)
        return table[i] + (place - Float(i)) * (table[i + 1] - table[i])
    }

    /// Cumulative distribution and density of eight values at once, cut at ±5.
    ///
    /// Abramowitz and Stegun, 26.2.17 (error below 10⁻⁷), with the exponential as a power of two by a polynomial.
    @inline(__always)
    static func both(_ value: Float8) -> (cumulative: Float8, density: Float8) {
        let u = value.lesser(Float8(repeating: 5)).greater(Float8(repeating: -5))
        let density = exponential(u * u * -0.72134752) * 0.39894228
        // The size is the value without its sign bit.
        let size = unsafe unsafeBitCast(unsafeBitCast(u, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Float8.self)
        let q = 1 / (1 + 0.2316419 * size)
        var series = -1.821255978 + q * 1.330274429
        series = 1.781477937 + q * series
        series = -0.356563782 + q * series
        series = 0.31938153 + q * series
        let tail = density * q * series
        return ((1 - tail).replacing(with: tail, where: u .< 0), density)
    }

    /// 2 to the power of eight values between −100 and 100.
    @inline(__always)
    private static func exponential(_ y: Float8) -> Float8 {
        // Adding 1.5 · 2²³ rounds to a whole number that is left in the low bits.
        let magic = Float8(repeating: 12_582_912)
        let shifted = y + magic
        let f = y - (shifted - magic)
        var power = 0.00961813 + f * 0.00133336
        power = 0.05550411 + f * power
        power = 0.24022651 + f * power
        power = 0.69314718 + f * power
        power = 1 + f * power
        let exponent = (unsafe unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23) &+ 0x3F80_0000
        return power * (unsafe unsafeBitCast(exponent, to: Float8.self))
    }

    /// cos(2πx) of eight values below 2²⁰ in size.
    @inline(__always)
    static func cosineOfTurns(_ x: Float8) -> Float8 {
        let magic = Float8(repeating: 12_582_912)
        let r = x - ((x + magic) - magic)
        // sin(πr) for |r| ≤ ½ by its series, error below 4·10⁻⁶; cos(2πr) = 1 − 2 sin²(πr).
        let s = r * r
        var series = -0.5992645 + s * 0.0821459
        series = 2.5501640 + s * series
        series = -5.1677128 + s * series
        series = 3.1415927 + s * series
        let sine = r * series
        return 1 - 2 * sine * sine
    }
}
