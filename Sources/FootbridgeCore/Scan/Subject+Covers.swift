import ProductIdentifiers

extension Subject {
    /// What a photo is about in which no symbol says it, but covers may.
    ///
    /// The largest of the surest ones is what the photo is of. Where that is one book for sure, it is the product; where it
    /// is one of several editions, or not sure, the shopper is asked, and the rest is as the symbols have it.
    init(symbols: Subject, covers: [SeenCover]) {
        guard symbols.gtin == nil, let place = Self.main(of: covers) else {
            self = symbols
            return
        }
        let cover = covers[place]
        if let book = cover.book {
            let others = covers.compactMap(\.book).reduce(into: [GTIN]()) { others, other in
                if other != book, !others.contains(other) { others.append(other) }
            }
            self.init(
                primary: nil, cover: place, meaning: .product(book), further: Array(others.prefix(FurtherProduct.most)))
        } else {
            // Of one that is sure, its editions alone.
            let asked = [cover] + (cover.band == .sure ? [] : covers.filter { $0 != cover })
            self.init(
                primary: symbols.primary, cover: place, meaning: symbols.meaning, candidates: Self.candidates(of: asked)
            )
        }
    }

    private static func main(of covers: [SeenCover]) -> Int? {
        let candidates =
            covers.contains { $0.band == .sure }
            ? covers.indices.filter { covers[$0].band == .sure } : Array(covers.indices)
        return candidates.reduce(nil) { largest, place in
            guard let largest, covers[largest].doubleArea >= covers[place].doubleArea else { return place }
            return largest
        }
    }

    private static func candidates(of covers: [SeenCover]) -> [CoverCandidate] {
        var candidates: [CoverCandidate] = []
        for cover in covers {
            for gtin in cover.gtins where !candidates.contains(where: { $0.gtin == gtin }) {
                candidates.append(CoverCandidate(gtin: gtin, band: cover.band))
            }
        }
        return Array(candidates.prefix(CoverCandidate.mostLookedUp))
    }
}
