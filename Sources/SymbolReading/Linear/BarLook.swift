/// What one profile was read as, and how sure that is.
struct BarLook: Sendable {
    let code: RetailCode
    /// Share of the profile's variance that the fitted code explains (r²).
    let explained: Float
    /// Residual of the best other code fitted against this one's.
    let ratio: Float
    /// Log-likelihood ratio to the best other valid code.
    let llr: Float
    /// First and last boundary in samples of the profile from its left, in the code's order.
    let start: Float
    let end: Float
    /// Whether the code runs from right to left.
    let isReversed: Bool
    /// Blur and ink spread in modules.
    let sigma: Float
    let spread: Float
    /// Variation in the worse quiet zone.
    let quietVariation: Float
    /// Darkness of the worse quiet zone, 0 as light as the spaces, 1 as dark as the bars; 0 of an EAN-13.
    let quietDarkness: Float

    /// Width of a module in samples.
    var module: Float { abs(end - start) / Float(RetailLayout.of(code.kind).modules) }

    /// Nats that blur costs an EAN-13: out of focus, all codes look alike.
    var blurPenalty: Float { code.kind == .ean13 ? 8 * max(0, sigma - 1.1) : 0 }

    /// Whether the profile is drawn nearly whole by this code and by no other one: what lies beside the bars says little
    /// then. Of 4 012 photos, copies, cut-off codes and textures the wrong EAN-8 that explain so much have ratios up to 5,
    /// all wrong ones up to 11.
    private var isBeyondDoubt: Bool { explained > 0.95 && llr > 60 }

    /// What the look counts for, in units of what has to be reached.
    ///
    /// UPC-E and EAN-8 hold less, and parts of longer codes look like them: they must be sharper, explain more of the
    /// profile and have quiet zones. The left half of an EAN-13 that something covers is a UPC-E of system 1 in one of ten cases.
    var evidence: Float {
        let blurriest: Float = code.kind == .ean13 ? 1.7 : code.kind == .ean8 ? 1.05 : 1.0
        guard sigma <= blurriest, explained >= 0.7 else { return 0 }
        if code.kind == .ean8, quietVariation > (isBeyondDoubt ? 1 : 0.5) { return 0 }
        if code.kind == .upcE, quietVariation > (code.system == 1 ? 0.45 : 0.75) { return 0 }
        // What covers the other half is even, as a quiet zone is, but seldom as light as the spaces.
        if quietDarkness > (code.system == 1 ? 0.2 : 0.4) { return 0 }
        let quality =
            code.kind == .ean13
            ? ((explained - 0.6) / 0.25).clamped(0, 1) : ((explained - 0.78) / 0.12).clamped(0, 1)
        return quality * max(-0.2, 1.1 * (min(30, llr) - 2.5 - blurPenalty) / 20)
    }
}
