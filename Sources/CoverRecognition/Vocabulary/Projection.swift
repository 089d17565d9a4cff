/// Turns descriptors into ``Vocabulary/dimensions`` numbers that hold most of what tells them apart, turned at random
/// so that each holds as much as the next (H. Jégou and O. Chum, "Negative evidences and co-occurrences in image
/// retrieval: the benefit of PCA and whitening", ECCV 2012; M. Norouzi and others on random rotations before bits).
enum Projection {
    /// Projects all descriptors of a picture.
    /// - Parameter projected: takes ``Vocabulary/dimensions`` numbers for each.
    static func project(_ descriptors: [UInt8], by vocabulary: Vocabulary, into projected: inout [Float]) {
        let width = Vocabulary.dimensions
        let count = descriptors.count / Descriptor.count
        precondition(descriptors.count == count * Descriptor.count, "whole descriptors")
        let room = count * width
        if projected.count < room { projected += [Float](repeating: 0, count: room - projected.count) }
        unsafe vocabulary.projection.withUnsafeBytes { matrix in
            unsafe vocabulary.projectedMean.withUnsafeBytes { mean in
                unsafe descriptors.withUnsafeBufferPointer { descriptors in
                    unsafe projected.withUnsafeMutableBytes { projected in
                        var first = 0
                        // Two at a time: each row of the matrix is then read half as often.
                        while first < count {
                            let second = min(count - 1, first + 1)
                            for part in 0..<(width / 16) {
                                let offset = 64 &* part
                                var one = unsafe mean.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                                var other = one
                                for row in 0..<Descriptor.count {
                                    let line = unsafe matrix.loadUnaligned(
                                        fromByteOffset: row &* (4 &* width) &+ offset, as: SIMD16<Float>.self)
                                    unsafe one += line * Float(descriptors[first &* Descriptor.count &+ row])
                                    unsafe other += line * Float(descriptors[second &* Descriptor.count &+ row])
                                }
                                unsafe projected.storeBytes(
                                    of: one, toByteOffset: first &* (4 &* width) &+ offset, as: SIMD16<Float>.self)
                                unsafe projected.storeBytes(
                                    of: other, toByteOffset: second &* (4 &* width) &+ offset,
                                    as: SIMD16<Float>.self)
                            }
                            first += 2
                        }
                    }
                }
            }
        }
    }
}
