/// The area of a code that was read: a quadrangle in pixels of the picture.
struct CodeArea: Sendable {
    private let corners: [Point]

    /// - Parameters:
    ///   - corners: four, in order around.
    ///   - growth: by which factor its sides grow about its middle.
    init(_ corners: [Point], grownBy growth: Float = 1.1) {
        let count = Float(max(1, corners.count))
        let x = corners.reduce(Float(0)) { $0 + Float($1.x) } / count
        let y = corners.reduce(Float(0)) { $0 + Float($1.y) } / count
        self.corners = corners.map {
            Point(
                x: (x + (Float($0.x) - x) * growth).rounded().whole, y: (y + (Float($0.y) - y) * growth).rounded().whole
            )
        }
    }

    /// Whether a place is inside: on the same side of all edges.
    func contains(x: Float, y: Float) -> Bool {
        guard corners.count >= 3 else { return false }
        var side: Float = 0
        for (i, a) in corners.enumerated() {
            let b = corners[(i + 1) % corners.count]
            let cross = (Float(b.x) - Float(a.x)) * (y - Float(a.y)) - (Float(b.y) - Float(a.y)) * (x - Float(a.x))
            if cross * side < 0 { return false }
            if cross != 0 { side = cross }
        }
        return true
    }
}
