/// A value as both databases keep it.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    /// Without U+0000, which PostgreSQL cannot keep; a driver refuses it as a breach of a constraint.
    case text(String)
    case blob([UInt8])
}
