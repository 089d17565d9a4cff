import Glibc
import Testing

@testable import CoverRecognition

@Suite struct DescriptorTests {
    @Test func `Directions are those of the arc tangent`() {
        for turn in stride(from: Float(0.01), to: 6.28, by: 0.1) {
            let found = Angle.directions(
                x: SIMD8(repeating: 3 * cosf(turn)), y: SIMD8(repeating: 3 * sinf(turn)))
            #expect(abs(found[5] - turn) < 1e-3)
        }
        #expect(abs(Angle.wrapped(3 * .pi + 0.5) - (0.5 - .pi)) < 1e-5)
        #expect(Angle.directions(x: .zero, y: .zero)[0] == 0)
    }

    @Test func `A keypoint points where the grey rises`() {
        let keypoint = Keypoint(x: 40, y: 40, sigma: 2, response: 1, octave: 0, level: 1)
        var orientation = Orientation()
        for turn in stride(from: Float(0.1), to: 6.2, by: 0.7) {
            let values = (0..<6400).map { Float($0 % 80) * cosf(turn) + Float($0 / 80) * sinf(turn) }
            let found = orientation.direction(of: keypoint, in: values, plane: 0, width: 80, height: 80)
            #expect(abs(Angle.wrapped(found - turn)) < 0.03)
        }
    }

    @Test func `A turned picture looks the same to a turned keypoint, whatever the light`() throws {
        let side = 60
        let grey: (Int, Int) -> Float = { x, y in
            Float((x * x * 3 + y * 11 + x * y * 2) % 97) + 2 * Float(x) + 30 * sinf(Float(y) / 5)
        }
        let upright = (0..<(side * side)).map { grey($0 % side, $0 / side) }
        // A quarter turn: (x, y) goes to (side - 1 - y, x); half as bright.
        let turned = (0..<(side * side)).map { grey($0 / side, side - 1 - $0 % side) / 2 + 20 }
        var descriptor = Descriptor()
        var descriptors: [UInt8] = []
        let sigma: Float = 2.4
        let one = Keypoint(x: 31, y: 27, sigma: sigma, response: 1, octave: 0, level: 1)
        let other = Keypoint(x: Float(side) - 1 - 27, y: 31, sigma: sigma, response: 1, octave: 0, level: 1)
        #expect(
            descriptor.add(one, direction: 0.4, in: upright, plane: 0, width: side, height: side, to: &descriptors))
        #expect(
            descriptor.add(
                other, direction: 0.4 + .pi / 2, in: turned, plane: 0, width: side, height: side, to: &descriptors))
        #expect(descriptors.count == 2 * Descriptor.count)
        for index in 0..<Descriptor.count {
            #expect(abs(Int(descriptors[index]) - Int(descriptors[Descriptor.count + index])) <= 3)
        }
        // Shares that add up to 1, as square roots.
        let sum = descriptors[..<Descriptor.count].reduce(Float(0)) { $0 + Float($1) * Float($1) }
        #expect(abs(sum / (Descriptor.scale * Descriptor.scale) - 1) < 0.05)
        let flat = [Float](repeating: 50, count: side * side)
        #expect(!descriptor.add(one, direction: 0, in: flat, plane: 0, width: side, height: side, to: &descriptors))
        #expect(descriptors.count == 2 * Descriptor.count)
    }

    @Test func `A picture seen aslant looks the same along its own axes`() {
        func drawn(_ x: Float, _ y: Float) -> Float {
            let waves = 60 * sinf(x / 4 + y / 9)
            return 100 + waves + 40 * cosf(y / 3 - x / 11)
        }
        let straight = (0..<6400).map { drawn(Float($0 % 80), Float($0 / 80)) }
        // Half as wide, and leaning.
        let aslant = (0..<6400).map { place in
            let (x, y) = (Float(place % 80), Float(place / 80))
            return drawn(2 * x - 0.5 * y, y)
        }
        let one = Keypoint(x: 40, y: 40, sigma: 2, response: 1, octave: 0, level: 1)
        let other = Keypoint(x: 30, y: 40, sigma: 2, response: 1, octave: 0, level: 1)
        var descriptor = Descriptor()
        var descriptors: [UInt8] = []
        func describe(_ keypoint: Keypoint, _ axes: Descriptor.Axes, _ values: [Float]) {
            _ = descriptor.add(keypoint, axes: axes, in: values, plane: 0, width: 80, height: 80, to: &descriptors)
        }
        describe(one, Descriptor.Axes(sigma: 2, direction: 0), straight)
        describe(other, Descriptor.Axes(along: SIMD2(1, 0), across: SIMD2(0.5, 2)), aslant)
        describe(other, Descriptor.Axes(sigma: Float(2).squareRoot(), direction: 0), aslant)
        func difference(_ number: Int) -> Int {
            (0..<Descriptor.count).reduce(0) {
                $0 + abs(Int(descriptors[$1]) - Int(descriptors[number * Descriptor.count + $1]))
            }
        }
        #expect(difference(1) * 5 < difference(2))
    }

    @Test func `What is drawn bends as much as it is steep, a reflection does not`() {
        let keypoint = Keypoint(x: 40, y: 40, sigma: 2, response: 1, octave: 0, level: 1)
        var descriptor = Descriptor()
        var descriptors: [UInt8] = []
        func bend(_ grey: (Float, Float) -> Float) -> Float {
            let values = (0..<6400).map { grey(Float($0 % 80), Float($0 / 80)) }
            _ = descriptor.add(
                keypoint, direction: 0.4, in: values, plane: 0, width: 80, height: 80, to: &descriptors)
            return descriptor.texture.curvature / descriptor.texture.slope
        }
        let light: (Float, Float) -> Float = { x, y in 200 * expf(-((x - 25) * (x - 25) + (y - 30) * (y - 30)) / 500) }
        #expect(bend(light) < 0.01)
        #expect(bend { 3 * $0 - $1 } < 1e-6)
        #expect(bend { x, y in sinf(x / 3) * cosf(y / 2) } > 0.05)
        #expect(bend { x, y in x > 38 && y > 30 ? 200 : 20 } > 0.05)
    }
}
