import BenchmarkSupport
import FootbridgeStorage

/// The statements of recorded transactions for `pgbench`: the same text, the same batches, the same transactions.
///
/// Values are parameters, as they are for the driver, but for NULL, which `pgbench` cannot bind. A reader's COMMIT goes
/// out with its last batch, since the driver does not wait for it either; a writer's is waited for alone. Where `pgbench`
/// still differs: it binds bytes as text, prepares a statement once for every place it stands in, and drops the rows.
struct PgbenchScript {
    private(set) var text = ""
    /// By name, as `pgbench` is to be given them.
    private(set) var variables: [String: String] = [:]
    private let varying: [SQLValue: String]
    private var names: [SQLValue: String] = [:]

    /// - Parameters:
    ///   - draws: `\set` commands at the beginning of every run.
    ///   - varying: what stands in the place of values that must not be the same in every run.
    init(_ transactions: [RecordedTransaction], draws: [String] = [], varying: [SQLValue: String] = [:]) {
        self.varying = varying
        text = draws.map { "\\set \($0)\n" }.joined()
        for transaction in transactions { append(transaction) }
    }

    private mutating func append(_ transaction: RecordedTransaction) {
        var batches = transaction.batches.map { $0.map { statement($0) } }
        guard !batches.isEmpty else { return }
        batches[0].insert(
            transaction.isReadOnly
                ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            at: 0)
        if transaction.isReadOnly {
            batches[batches.count - 1].append("COMMIT")
        } else {
            batches.append(["COMMIT"])
        }
        for batch in batches {
            text += "\\startpipeline\n" + batch.map { "\($0);\n" }.joined() + "\\endpipeline\n"
        }
    }

    private mutating func statement(_ bound: BoundSQL) -> String {
        let values = bound.values.map { place(of: $0) }
        return bound.statement.text(in: .postgresql).replacing(/\$([0-9]+)/) { match in
            Int(match.1).flatMap { values.indices.contains($0 - 1) ? values[$0 - 1] : nil } ?? String(match.0)
        }
    }

    private mutating func place(of value: SQLValue) -> String {
        guard value != .null else { return "NULL" }
        if let expression = varying[value] { return expression }
        if let name = names[value] { return ":" + name }
        let name = "value\(names.count + 1)"
        names[value] = name
        variables[name] = Self.text(of: value)
        return ":" + name
    }

    private static func text(of value: SQLValue) -> String {
        switch value {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let text): text
        case .blob(let bytes): escaped(bytes)
        }
    }

    /// PostgreSQL's escape format of bytes, in which most of JSON stands as it is.
    private static func escaped(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            switch byte {
            case UInt8(ascii: "\\"): "\\\\"
            case 0x20...0x7E: String(UnicodeScalar(byte))
            default:
                "\\" + String(repeating: "0", count: 3 - String(byte, radix: 8).count) + String(byte, radix: 8)
            }
        }.joined()
    }
}
