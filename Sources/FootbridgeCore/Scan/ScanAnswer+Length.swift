extension ScanAnswer {
    /// Renders it, and leaves out what would not find room where it is kept.
    mutating func rendered(_ render: (ScanAnswer) throws -> RenderedAnswer) rethrows -> RenderedAnswer {
        var rendered = try render(self)
        while !KeptForm.holds(rendered.body), leaveOutLeast() { rendered = try render(self) }
        return rendered
    }

    /// Leaves out a little of what is missed least; what the answer is about, and that it asks, stays.
    ///
    /// - Returns: false where nothing is left that may go.
    private mutating func leaveOutLeast() -> Bool {
        if catalog.leaveOutLeast() { return true }
        for place in candidates.indices.reversed() where candidates[place].product?.leaveOutLeast() ?? false {
            return true
        }
        if also.popLast() != nil { return true }
        if let place = symbols.indices.last(where: { $0 != primary }) {
            symbols.remove(at: place)
            if let primary, place < primary { self.primary = primary - 1 }
            return true
        }
        return false
    }
}

extension CatalogAnswer {
    /// Leaves out the farthest stores, or the last listings, half of them at once, and then details of the product; a few
    /// of each stay as long as that is enough.
    ///
    /// - Returns: false where nothing is left that may go.
    mutating func leaveOutLeast() -> Bool {
        for few in [5, 0] {
            if stores.halve(downTo: few) || listings.halve(downTo: few) { return true }
            if product?.contributors.halve(downTo: few) ?? false { return true }
        }
        return product?.leaveOutLeast() ?? false
    }
}

extension Product {
    /// So much of a title is always there.
    private static let shortTitle = 200

    /// - Returns: false where nothing is left that may go.
    fileprivate mutating func leaveOutLeast() -> Bool {
        if contributors.halve(downTo: 0) { return true }
        for part in [\Product.subtitle, \.publisher, \.coverURL] where self[keyPath: part] != nil {
            self[keyPath: part] = nil
            return true
        }
        guard title.unicodeScalars.count > Self.shortTitle + 1 else { return false }
        title = String(title.unicodeScalars.prefix(Self.shortTitle)) + "…"
        return true
    }
}

extension Array {
    /// - Returns: false where there are no more than that already.
    fileprivate mutating func halve(downTo few: Int) -> Bool {
        guard count > few else { return false }
        removeLast(count - Swift.max(few, count / 2))
        return true
    }
}
