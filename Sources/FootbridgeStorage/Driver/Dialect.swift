/// The databases that there is a driver for. Queries are the same in each; migrations have a form for each.
public enum Dialect: String, Sendable, CaseIterable {
    /// SQLite 3.38 or later, with `STRICT` tables.
    case sqlite
}
