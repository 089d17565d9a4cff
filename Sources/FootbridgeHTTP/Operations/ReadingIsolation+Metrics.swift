import FootbridgeCore

extension ReadingIsolation {
    /// Which layers hold around photos, and what became of the processes that read them, each reason from the start on.
    func write(to lines: inout [String]) {
        var name = "footbridge_decode_isolation"
        lines += ["# HELP \(name) Whether a layer holds around hostile photos.", "# TYPE \(name) gauge"]
        lines += Layer.allCases.map { "\(name){layer=\"\($0.rawValue)\"} \(layers.contains($0) ? 1 : 0)" }
        name = "footbridge_decode_library_lines_total"
        lines += [
            "# HELP \(name) Lines that libraries printed while they read photos.", "# TYPE \(name) counter",
            "\(name) \(printedLines)",
        ]
        name = "footbridge_cover_index"
        lines += ["# HELP \(name) What is known of covers where photos are read.", "# TYPE \(name) gauge"]
        lines += KnownCovers.words.map { "\(name){state=\"\($0)\"} \(covers.word == $0 ? 1 : 0)" }
        name = "footbridge_cover_index_covers"
        lines += ["# HELP \(name) Covers that are looked for.", "# TYPE \(name) gauge", "\(name) \(covers.count)"]
        guard let workers else { return }
        name = "footbridge_decode_workers"
        lines += ["# HELP \(name) Processes that can read photos.", "# TYPE \(name) gauge", "\(name) \(workers)"]
        name = "footbridge_decode_worker_starts_total"
        lines += ["# HELP \(name) Such processes started.", "# TYPE \(name) counter", "\(name) \(starts)"]
        name = "footbridge_decode_worker_ends_total"
        lines += ["# HELP \(name) Such processes ended or killed, by why.", "# TYPE \(name) counter"]
        lines += End.allCases.map { "\(name){reason=\"\($0.rawValue)\"} \(ends[$0] ?? 0)" }
    }
}

extension ReadingIsolation.KnownCovers {
    static let words = ["off", "open", "missing", "unusable"]

    /// In answers to operators, and in metrics.
    var word: String {
        switch self {
        case .off: "off"
        case .open: "open"
        case .missing: "missing"
        case .unusable: "unusable"
        }
    }

    /// Covers that are looked for.
    var count: Int { if case .open(let covers) = self { covers } else { 0 } }
}
