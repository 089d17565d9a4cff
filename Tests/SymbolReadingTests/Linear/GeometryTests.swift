import Testing

@testable import SymbolReading

@Suite("Geometry of a code in a profile")
struct GeometryTests {
    /// Edges of a code whose boundary at t of the way lies t(1−t)·bend off.
    private func edges(_ code: RetailCode, from start: Float, to end: Float, bend: Float = 0) -> [BarEdge] {
        var edges: [BarEdge] = []
        let modules = code.modules()
        modules.forEachEdge { boundary, turnsDark in
            let t = boundary / Float(modules.count)
            let place = start + (end - start) * (t + t * (1 - t) * bend)
            edges.append(BarEdge(place: place, turnsDark: turnsDark, strength: 1))
        }
        return edges
    }

    @Test("Edges on the lattice agree wholly, edges half a module off not at all")
    func comb() {
        let code = RetailPicture.ean13("9780306406157")
        var comb = LatticeComb()
        comb.take(edges(code, from: 100, to: 480), from: 100, to: 480, modules: 95)
        #expect(comb.value(LatticeComb.Shape()) > 0.99)
        comb.take(edges(code, from: 102, to: 482), from: 100, to: 480, modules: 95)
        #expect(comb.value(LatticeComb.Shape()) < -0.9)
    }

    @Test("A bent lattice is found by search")
    func bent() {
        let code = RetailPicture.ean13("9780306406157")
        var comb = LatticeComb()
        comb.take(edges(code, from: 100, to: 480, bend: 0.025), from: 100, to: 480, modules: 95)
        let plain = comb.value(LatticeComb.Shape())
        let found = comb.search(from: LatticeComb.Shape(), value: plain)
        #expect(plain < 0.7)
        #expect(found.value > 0.9 && abs(found.shape.bend - 0.025) < 0.008)
    }

    @Test("The sliding extremes make a profile's darkness 0 to 1")
    func darkness() {
        let grey = RetailPicture.profile(RetailPicture.ean13("9780306406157"), samples: 4, sigma: 0.3)
        var profile = DarknessProfile()
        profile.measure(grey, halfWindow: 36)
        #expect(profile.darkness.allSatisfy { $0 > -0.2 && $0 < 1.2 })
        #expect(abs((profile.contrast.max() ?? 0) - 180) < 5)
    }

    @Test("Edges and blur of a profile are told", arguments: [Float(0.4), 0.6])
    func blur(sigma: Float) {
        let grey = RetailPicture.profile(RetailPicture.ean13("9780306406157"), samples: 4, sigma: sigma)
        var (profile, edges) = (DarknessProfile(), BarEdges())
        profile.measure(grey, halfWindow: 36)
        let hasEdges = edges.find(in: profile)
        #expect(hasEdges)
        #expect(edges.edges.count >= 56 && edges.edges.count <= 64)
        #expect(abs(edges.sigma / 4 - sigma) < 0.2)
    }

    @Test("The best geometry begins and ends where the code does")
    func search() throws {
        let grey = RetailPicture.profile(RetailPicture.ean13("9780306406157"), samples: 4, sigma: 0.4)
        var (profile, edges, search) = (DarknessProfile(), BarEdges(), GeometrySearch())
        profile.measure(grey, halfWindow: 36)
        let hasEdges = edges.find(in: profile)
        try #require(hasEdges)
        var found: [SymbolGeometry] = []
        let situation = GeometrySearch.Situation(
            expectedWidth: 380, step: 1, sigma: edges.sigma, most: 8, isReversed: false, scoreReach: 0.9,
            leastScore: ProfileDecoder.leastScore)
        search.search(profile.darkness, edges.edges, situation, RetailLayout.main, into: &found)
        let best = try #require(found.max { $0.score < $1.score })
        #expect(best.layout.kind == .ean13)
        #expect(abs(best.start - 47.5) < 1 && abs(best.end - 427.5) < 1)
        #expect(best.comb > 0.8 && best.score > ProfileDecoder.leastScore)
    }
}
