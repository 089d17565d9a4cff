extension QRCode {
    /// The code as one `<svg>` element, to stand in a page of HTML or, as it is, in a file.
    ///
    /// Its user unit is the module; it has no size of its own, so the page gives it one. White is drawn beneath, quiet
    /// zone included, so that it reads on a dark page. There is neither style nor script in it: a strict content
    /// security policy lets it pass.
    /// - Parameter label: what the picture is, for those who cannot see it; any text, escaped here. Characters that XML
    ///   cannot hold become U+FFFD.
    public func svg(label: String) -> String {
        let side = size + 2 * Self.quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
            aria-label="\(label.escapedForXML)" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(outlines)"/></svg>
            """
    }

    /// A rectangle of one module's height for each run of dark modules in a row.
    private var outlines: String {
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                let start = x
                while x < size, self[x, y] { x += 1 }
                if x > start {
                    path += "M\(start + Self.quietZone) \(y + Self.quietZone)h\(x - start)v1h-\(x - start)z"
                } else {
                    x += 1
                }
            }
        }
        return path
    }
}
