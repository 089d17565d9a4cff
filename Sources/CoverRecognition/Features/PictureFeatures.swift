/// What was found in one picture: keypoints with their surroundings.
struct PictureFeatures {
    /// Places in pixels of the reduced picture.
    var x: [Float] = []
    var y: [Float] = []
    /// Standard deviations of the keypoints' scales in pixels of the reduced picture.
    var sigma: [Float] = []
    /// Radians, 0 to 2π.
    var direction: [Float] = []
    /// ``Descriptor/count`` values for each.
    var descriptors: [UInt8] = []

    var count: Int { x.count }

    mutating func removeAll() {
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
        sigma.removeAll(keepingCapacity: true)
        direction.removeAll(keepingCapacity: true)
        descriptors.removeAll(keepingCapacity: true)
    }
}
