import FootbridgeCore
import FootbridgeStorage

/// What is looked at in every database, whatever it is kept in; nothing is changed.
struct DatabaseExamination {
    let storage: Storage
    let now: Timestamp

    /// Of the schema, and where there is one, of what is in it.
    func findings() async -> [Finding] {
        do throws(StorageError) {
            let version = try await storage.schemaVersion()
            guard let appliedAt = version.appliedAt else {
                return [.fail("schema", "there is none", advice: "run footbridge migrate")]
            }
            var findings = [schema(step: version.step, appliedAt: appliedAt)]
            if let log = try await storage.eventLogState() { findings.append(Self.log(log)) }
            findings.append(Self.integrity(try await storage.integrityCheck()))
            findings.append(Self.rows(try await storage.statistics()))
            findings += Self.usability(try await storage.unusableValues())
            return findings
        } catch {
            return [
                .fail(
                    "database", CommandFailure(error).description,
                    advice: "mend that, and run this again; restore a backup where it is damaged")
            ]
        }
    }

    private func schema(step: Int, appliedAt: Timestamp) -> Finding {
        guard appliedAt <= now else {
            return .warn(
                "schema", "step \(step) was done on \(appliedAt.rfc3339), which is in the future",
                advice: "see whether the clock of this machine is right")
        }
        return .ok("schema", "step \(step), of \(appliedAt.rfc3339)")
    }

    private static func log(_ state: EventLogState) -> Finding {
        let text = "\(state.monthsAhead) months ahead are ready, \(state.eventsInNoMonth) events are in no month"
        guard state.isReady else {
            return .warn("event log", text, advice: "run footbridge migrate as the role that owns the tables")
        }
        return .ok("event log", text)
    }

    private static func integrity(_ problems: [String]) -> Finding {
        guard let first = problems.first else { return .ok("integrity", "nothing is damaged") }
        return .fail(
            "integrity", "\(problems.count) problems, the first: \(PrintableText.of(first))",
            advice: "stop the daemon and restore a backup")
    }

    /// Values that are named one by one; more are only counted.
    private static let mostNamed = 10

    private static func usability(_ unusable: [UnusableValue]) -> [Finding] {
        guard !unusable.isEmpty else {
            return [.ok("usable rows", "this machine knows every time zone and currency")]
        }
        let advice =
            "answers leave such stores and prices out: install the newest tzdata and footbridge, or import them anew"
        let named = unusable.prefix(mostNamed).map { rows in
            let examples = rows.examples.joined(separator: ", ") + (rows.count > rows.examples.count ? ", …" : "")
            return Finding.warn(
                "usable rows",
                "\(rows.count) of \(rows.table) have the \(rows.kind.rawValue) \(PrintableText.of(rows.value)), which "
                    + "this machine does not know (\(examples))", advice: advice)
        }
        guard unusable.count > mostNamed else { return named }
        return named + [
            .warn("usable rows", "\(unusable.count - mostNamed) more such values", advice: advice)
        ]
    }

    private static func rows(_ counts: [TableCount]) -> Finding {
        let text = counts.map { "\($0.table) \($0.rows)" }.joined(separator: ", ")
        let isEmpty = counts.allSatisfy { $0.rows == 0 || !["products", "stores", "listings"].contains($0.table) }
        guard !isEmpty else { return .warn("rows", text, advice: "import something, or try footbridge sample") }
        return .ok("rows", text)
    }
}
