/// A photo's features by where they are, so that those near a place are found without asking all.
struct PhotoGrid {
    /// Pixels of a cell's side.
    private static let cellSide: Float = 24

    private var columns = 0
    private var rows = 0
    /// Where each cell's features begin in ``features``, and where the last ends.
    private var starts: [Int32] = []
    private var features: [Int32] = []

    init() {}

    mutating func fill(_ photo: borrowing PhotoFeatures) {
        columns = Int(Float(photo.width) / Self.cellSide) + 1
        rows = Int(Float(photo.height) / Self.cellSide) + 1
        starts.removeAll(keepingCapacity: true)
        starts.append(contentsOf: repeatElement(0, count: columns * rows + 1))
        for index in 0..<photo.count { starts[cell(photo.x[index], photo.y[index]) + 1] += 1 }
        for cell in 0..<(columns * rows) { starts[cell + 1] += starts[cell] }
        features.removeAll(keepingCapacity: true)
        features.append(contentsOf: repeatElement(0, count: photo.count))
        // Filling moves each start to its end; going backwards through the features moves it back.
        for index in (0..<photo.count).reversed() {
            let cell = cell(photo.x[index], photo.y[index])
            starts[cell + 1] -= 1
            features[Int(starts[cell + 1])] = Int32(index)
        }
        for cell in 0..<(columns * rows) { starts[cell] = starts[cell + 1] }
        starts[columns * rows] = Int32(photo.count)
    }

    private func cell(_ x: Float, _ y: Float) -> Int {
        let column = max(0, min(columns - 1, Int(x / Self.cellSide)))
        let row = max(0, min(rows - 1, Int(y / Self.cellSide)))
        return row * columns + column
    }

    /// Calls `body` with the features of all cells that touch a square around a place.
    @inline(__always)
    func forEach(within radius: Float, ofX x: Float, y: Float, _ body: (Int) -> Void) {
        let left = max(0, Int((x - radius) / Self.cellSide))
        let right = min(columns - 1, Int((x + radius) / Self.cellSide))
        let top = max(0, Int((y - radius) / Self.cellSide))
        let bottom = min(rows - 1, Int((y + radius) / Self.cellSide))
        guard left <= right, top <= bottom else { return }
        for row in top...bottom {
            let first = Int(starts[row * columns + left])
            let last = Int(starts[row * columns + right + 1])
            for index in first..<last { body(Int(features[index])) }
        }
    }
}
