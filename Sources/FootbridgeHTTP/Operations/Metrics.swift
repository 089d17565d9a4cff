import FootbridgeCore
import HTTPTypes
import Hummingbird
import Synchronization

/// What the daemon counts, in Prometheus' text format (version 0.0.4).
///
/// Labels take only words from fixed sets (routes, methods, codes, outcomes), so the number of series is bounded.
final class Metrics: Sendable {
    private let refusals: Refusals
    let requests = Counter("footbridge_http_requests_total", "Requests answered, by route, method and status.")
    let scans = Counter("footbridge_scans_total", "Scans recorded, by outcome.")
    let covers = Counter("footbridge_scan_covers_total", "Covers seen in photos of recorded scans, by band.")
    let clicks = Counter("footbridge_clicks_total", "Clicks recorded.")
    let unknownCodes = Counter(
        "footbridge_unknown_codes_total", "Codes that a till was told are unknown; a repeated one once.")
    let codeDelays = Counter(
        "footbridge_code_delays_total", "Codes that had to wait after too many unknown ones, by whose quota is spent.")
    let uploadRefusals = Counter(
        "footbridge_upload_refusals_total", "Uploads that found no place or no memory, by the limit that they met.")
    let connectionRefusals = Counter(
        "footbridge_connection_refusals_total", "Connections refused, by the limit that they met.")
    let duration = Histogram("footbridge_http_request_duration_seconds", "Time to an answer, by route.")
    let reading = Histogram("footbridge_scan_read_duration_seconds", "Time to decode a photo and read its symbols.")
    let coverSearch = Histogram(
        "footbridge_scan_cover_duration_seconds", "Time to look for covers in a photo that no symbol explains.")

    /// - Parameter refusals: counted here, too.
    init(refusals: Refusals = Refusals()) {
        self.refusals = refusals
    }

    func observe(_ request: Request, route: String?, status: HTTPResponse.Status, in time: Duration) {
        let route = route ?? "none"
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        requests.increment(by: 1, labels: [("route", route), ("method", method), ("status", String(status.code))])
        duration.observe(time, labels: [("route", route)])
    }

    func observe(_ answer: ScanAnswer) {
        scans.increment(by: 1, labels: [("outcome", answer.outcome.rawValue)])
        reading.observe(answer.timings.decode + answer.timings.read, labels: [])
        if answer.timings.covers > .zero { coverSearch.observe(answer.timings.covers, labels: []) }
        for cover in answer.covers { covers.increment(by: 1, labels: [("band", cover.band.rawValue)]) }
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    /// Everything counted so far, and the gauges as they are now.
    func text(
        gauges: [(name: String, help: String, value: Int)], isolation: ReadingIsolation = ReadingIsolation(),
        webhooks: WebhookTally, coverFetches: CoverFetchTally, at now: Timestamp
    ) -> String {
        var lines: [String] = []
        for counter in [requests, scans, covers, clicks, unknownCodes, codeDelays, uploadRefusals, connectionRefusals] {
            counter.write(to: &lines)
        }
        refusals.write(to: &lines)
        for histogram in [duration, reading, coverSearch] { histogram.write(to: &lines) }
        for gauge in gauges {
            lines += [
                "# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.value)",
            ]
        }
        isolation.write(to: &lines)
        webhooks.write(to: &lines, at: now)
        coverFetches.write(to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A number that only rises, by labels.
final class Counter: Sendable {
    private let name: String
    private let help: String
    private let values = Mutex<[String: Int]>([:])

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    func increment(by amount: Int, labels: [(name: String, value: String)]) {
        let series = seriesLabels(labels)
        values.withLock { $0[series, default: 0] += amount }
    }

    /// For what is counted elsewhere.
    func set(_ value: Int, labels: [(name: String, value: String)]) {
        let series = seriesLabels(labels)
        values.withLock { $0[series] = value }
    }

    func write(to lines: inout [String]) {
        lines += ["# HELP \(name) \(help)", "# TYPE \(name) counter"]
        for (labels, value) in values.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines.append("\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)")
        }
    }
}

/// How often something took how long, by labels.
final class Histogram: Sendable {
    private static let bounds: [(text: String, time: Duration)] = [
        ("0.001", .milliseconds(1)), ("0.005", .milliseconds(5)), ("0.02", .milliseconds(20)),
        ("0.05", .milliseconds(50)), ("0.1", .milliseconds(100)), ("0.2", .milliseconds(200)),
        ("0.5", .milliseconds(500)), ("1", .seconds(1)), ("2", .seconds(2)), ("5", .seconds(5)), ("30", .seconds(30)),
    ]

    private struct Series {
        var buckets = [Int](repeating: 0, count: Histogram.bounds.count)
        var count = 0
        var microseconds: Int64 = 0
    }

    private let name: String
    private let help: String
    private let values = Mutex<[String: Series]>([:])

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    func observe(_ time: Duration, labels: [(name: String, value: String)]) {
        let labels = seriesLabels(labels)
        values.withLock { values in
            var series = values[labels] ?? Series()
            if let bucket = Self.bounds.firstIndex(where: { time <= $0.time }) { series.buckets[bucket] += 1 }
            series.count += 1
            series.microseconds += time.microseconds
            values[labels] = series
        }
    }

    func write(to lines: inout [String]) {
        lines += ["# HELP \(name) \(help)", "# TYPE \(name) histogram"]
        for (labels, series) in values.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            let prefix = labels.isEmpty ? "" : "\(labels),"
            var cumulative = 0
            for (bound, count) in zip(Self.bounds, series.buckets) {
                cumulative += count
                lines.append("\(name)_bucket{\(prefix)le=\"\(bound.text)\"} \(cumulative)")
            }
            let braces = labels.isEmpty ? "" : "{\(labels)}"
            lines.append("\(name)_bucket{\(prefix)le=\"+Inf\"} \(series.count)")
            lines.append("\(name)_sum\(braces) \(Double(series.microseconds) / 1_000_000)")
            lines.append("\(name)_count\(braces) \(series.count)")
        }
    }
}

/// `a="b",c="d"`; the values are words of ours and need no escaping.
private func seriesLabels(_ labels: [(name: String, value: String)]) -> String {
    labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
}
