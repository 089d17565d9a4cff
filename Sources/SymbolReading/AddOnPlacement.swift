/// Decides whether an add-on belongs to a retail code, by where the two are.
///
/// ZBar sees two-digit add-ons in noise, in other codes and in text. The standard puts the real one right of the code,
/// 7 to 12 modules away, with bars of nearly the same height; so it must be beside its code, on the side where the
/// digits end.
enum AddOnPlacement {
    /// Share of the code's length within which the add-on must end. A five-digit add-on with its gap is 59 modules to
    /// the 95 of an EAN-13; the rest is for perspective.
    private static let reach = 0.9
    /// Share of the code's length by which the add-on may lie higher or lower than the lines that read the code.
    private static let drift = 0.35
    /// Least number of scan lines that must agree on an add-on. A two-digit one has next to no check of its own.
    private static func leastScanLines(digits: Int) -> Int { digits == 2 ? 4 : 2 }

    /// The add-on's digits, if one of the findings is beside the code; the one that most scan lines agree on.
    static func addOn(for code: ZBarFinding, among findings: [ZBarFinding]) -> String? {
        findings
            .filter {
                $0.kind == .addOn && $0.scanLines >= leastScanLines(digits: $0.bytes.count) && isBeside($0, code)
            }
            .max { $0.scanLines < $1.scanLines }
            .flatMap { String(validating: $0.bytes, as: UTF8.self) }
    }

    private static func isBeside(_ addOn: ZBarFinding, _ code: ZBarFinding) -> Bool {
        guard let direction = code.direction else { return false }
        let codeSpan = Span(code.points, direction)
        let addOnSpan = Span(addOn.points, direction)
        let length = Double(codeSpan.along.upperBound - codeSpan.along.lowerBound)
        let end = Double(codeSpan.along.upperBound)
        let drift = Int(length * drift)
        return Double(addOnSpan.along.lowerBound) >= end - 0.1 * length
            && Double(addOnSpan.along.upperBound) <= end + reach * length
            && addOnSpan.across.lowerBound <= codeSpan.across.upperBound + drift
            && addOnSpan.across.upperBound >= codeSpan.across.lowerBound - drift
    }

    /// The extent of points along and across a reading direction.
    private struct Span {
        let along: ClosedRange<Int>
        let across: ClosedRange<Int>

        init(_ points: [Point], _ direction: ReadingDirection) {
            let places = points.map { point in
                switch direction {
                case .rightwards: (point.x, point.y)
                case .leftwards: (-point.x, point.y)
                case .downwards: (point.y, point.x)
                case .upwards: (-point.y, point.x)
                }
            }
            let alongs = places.map(\.0)
            let acrosses = places.map(\.1)
            along = (alongs.min() ?? 0)...(alongs.max() ?? 0)
            across = (acrosses.min() ?? 0)...(acrosses.max() ?? 0)
        }
    }
}
