import Testing

@testable import SymbolReading

@Suite("Likelihood of patterns")
struct PatternLikelihoodTests {
    /// The cost of a pattern, module by module.
    private func cost(
        _ pattern: UInt32, _ stretch: PatternLikelihood.Stretch, in line: [Float], _ blur: ModuleBlur
    ) -> Float {
        let word = (stretch.before ?? 0) << UInt32(stretch.modules + 3) | pattern << 3 | stretch.behind
        var cost: Float = 0
        for module in 0..<stretch.modules {
            let window = Int(word >> UInt32(stretch.modules - 1 - module)) & 127
            for part in 0..<3 {
                let place = stretch.start + stretch.module * (Float(3 * module + part) + 0.5) / 3
                let left = place.whole
                let seen = line[left] + (place - Float(left)) * (line[left + 1] - line[left])
                let difference = (seen - stretch.light) / stretch.depth - blur.darkness[part * 128 + window]
                cost += difference * difference
            }
        }
        return cost
    }

    @Test("The best and the second best of all patterns are what rendering each one says")
    func findsBest() throws {
        var numbers = SeededNumbers(seed: 7)
        var likelihood = PatternLikelihood()
        for characters in [DataBarCharacters.outer, .inner, .expanded] {
            for blur in [ModuleBlur.all[2], ModuleBlur.all[22], ModuleBlur.all[32]] {
                let line = (0..<100).map { _ in Float(numbers.number(0...1)) }
                var stretch = PatternLikelihood.Stretch(start: 12.3, module: 3.7, modules: characters.modules)
                (stretch.light, stretch.depth, stretch.behind, stretch.before) = (0.1, 0.7, 0b101, 0b010)
                let costs = characters.patterns.map { cost($0, stretch, in: line, blur) }.enumerated()
                    .sorted { $0.element < $1.element }
                let best = likelihood.best(of: characters.patterns, stretch, in: line, blur)
                let result = try #require(best)
                #expect(abs(result.cost - costs[0].element) < 1e-3 && abs(result.second - costs[1].element) < 1e-3)
                #expect(result.value == costs[0].offset)
            }
        }
    }
}
