/// The databases that there is a driver for. Queries are the same in each but for the few that stand in both forms;
/// migrations have a form for each.
public enum Dialect: String, Sendable, CaseIterable {
    /// SQLite 3.38 or later, with `STRICT` tables.
    case sqlite
    /// PostgreSQL 15 or later, with a database in UTF-8.
    case postgresql
}
