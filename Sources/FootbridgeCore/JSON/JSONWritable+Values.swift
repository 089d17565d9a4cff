extension String: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
    public func write(to json: inout JSONWriter) { json.bool(self) }
}

extension Int: JSONWritable {
    public func write(to json: inout JSONWriter) { json.integer(self) }
}

extension Int64: JSONWritable {
    public func write(to json: inout JSONWriter) { json.integer(self) }
}

/// Null where there is no value, because the contract's members are always there.
extension Optional: JSONWritable where Wrapped: JSONWritable {
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.null() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    public func write(to json: inout JSONWriter) { json.array(self) }
}

/// RFC 3339.
extension Timestamp: JSONWritable {
    public func write(to json: inout JSONWriter) { json.string(rfc3339) }
}

/// A decimal number: an amount of units of which ten to the power of ``places`` make one.
public struct JSONDecimal: JSONWritable, Sendable, Hashable {
    let units: Int64
    let places: Int

    /// - Parameter places: digits of `units` that stand after the point, 0 to 18.
    public init(_ units: Int64, places: Int) {
        self.units = units
        self.places = places
    }

    public func write(to json: inout JSONWriter) { json.decimal(units, places: places) }
}
