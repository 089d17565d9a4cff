import FootbridgeCore
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import FootbridgeHTTP
@testable import FootbridgeStorage

@Suite("The figures for Prometheus")
struct MetricsTests {
    /// What the text format (0.0.4) demands, checked line by line.
    static func check(_ text: String) throws {
        #expect(text.hasSuffix("\n"))
        var types: [Substring: Substring] = [:]
        var helped: Set<Substring> = []
        var series: Set<Substring> = []
        var current: Substring?
        var bucket: (series: String, value: Double)?
        var last: [String: Double] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let match = line.wholeMatch(of: /# HELP ([a-z_]+) (.+)/) {
                #expect(helped.insert(match.1).inserted, "\(match.1) is described twice")
                current = match.1
            } else if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                #expect(match.1 == current && types[match.1] == nil)
                types[match.1] = match.2
                #expect((match.2 == "counter") == match.1.hasSuffix("_total"))
            } else {
                let sample = try #require(
                    line.wholeMatch(of: /([a-z_]+)(\{([a-z_]+="[^"\\\n]*",?)+\})? ([0-9.e+-]+|\+Inf)/), "\(line)")
                let name = try #require(current)
                let isHistogram = types[name] == "histogram"
                #expect(
                    sample.1 == name
                        || isHistogram && ["_bucket", "_sum", "_count"].contains(sample.1.dropFirst(name.count)))
                #expect(series.insert(line.prefix { $0 != " " } + "").inserted, "\(line) is there twice")
                let value = try #require(Double(sample.4))
                #expect(value >= 0)
                if isHistogram, sample.1.hasSuffix("_bucket") {
                    let group = String(sample.2 ?? "").replacing(/,?le="[^"]*"/, with: "")
                    if let bucket, bucket.series == group { #expect(value >= bucket.value, "\(line) falls") }
                    bucket = (group, value)
                    if line.contains("le=\"+Inf\"") { last["\(name)\(group)"] = value }
                } else if isHistogram, sample.1.hasSuffix("_count") {
                    let group = sample.2.map(String.init) ?? "{}"
                    #expect(last["\(name)\(group)"] == value, "\(line) is not its +Inf bucket")
                }
            }
        }
        #expect(Set(types.keys) == helped && !helped.isEmpty)
    }

    @Test("are well formed with nothing counted, and with everything")
    func format() async throws {
        try Self.check(
            Metrics().text(
                gauges: [("a_gauge", "Now.", 0)], webhooks: WebhookTally(), coverFetches: CoverFetchTally(),
                at: Timestamp(microseconds: 0)))
        try await GatewayUnderTest.with { gateway in
            for file in ["too-small-thumbnail.jpg", "isbn-soft.jpg", "bad-text.jpg"] {
                _ = try await gateway.upload(SampleScan.named(file).bytes)
            }
            _ = try await gateway.get("/v1/products/9780306406157", as: .client)
            _ = try await gateway.get("/nowhere\"\\\n")
            _ = try await gateway.send(try #require(HTTPRequest.Method("BREW")), "/")
            let answer = try await gateway.get("/metrics", as: .admin)
            #expect(answer.status == 200 && answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            try Self.check(answer.text)
            for line in [
                #"footbridge_http_requests_total{route="/v1/scans",method="POST",status="201"} 2"#,
                #"footbridge_http_requests_total{route="/v1/scans",method="POST",status="415"} 1"#,
                #"footbridge_scans_total{outcome="no_symbol"} 1"#,
                #"footbridge_http_problems_total{code="unsupported-media-type"} 1"#,
                #"footbridge_http_problems_total{code="not-found"} 1"#, "footbridge_scan_read_duration_seconds_count 2",
                "footbridge_uploads_in_place 0", "footbridge_photos_being_read 0", "footbridge_transactions_waiting 0",
            ] {
                #expect(answer.text.contains("\n\(line)\n"), "\(line)")
            }
        }
    }

    @Test("have no more series for whatever a client makes up")
    func bounded() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            func lines() async throws -> Int {
                try await gateway.get("/metrics", as: .admin).text.split(separator: "\n").count
            }
            _ = try await gateway.get("/nowhere")
            _ = try await gateway.send(try #require(HTTPRequest.Method("BREW")), "/nowhere")
            _ = try await lines()
            let before = try await lines()
            for number in 0..<50 {
                _ = try await gateway.get("/nowhere/\(number)")
                _ = try await gateway.send(try #require(HTTPRequest.Method("BREW\(number)")), "/nowhere\(number)")
            }
            #expect(try await lines() == before)
        }
    }

    @Test("put a time into the first bucket that holds it")
    func buckets() throws {
        let histogram = Histogram("h", "H.")
        for milliseconds in [0, 1, 2, 1000, 60_000] { histogram.observe(.milliseconds(milliseconds), labels: []) }
        var lines: [String] = []
        histogram.write(to: &lines)
        #expect(lines.contains("h_bucket{le=\"0.001\"} 2") && lines.contains("h_bucket{le=\"0.005\"} 3"))
        #expect(lines.contains("h_bucket{le=\"1\"} 4") && lines.contains("h_bucket{le=\"30\"} 4"))
        #expect(
            lines.contains("h_bucket{le=\"+Inf\"} 5") && lines.contains("h_count 5") && lines.contains("h_sum 61.003"))
    }

}

@Suite("What operators ask")
struct OperationsTests {
    @Test("whether it lives and is ready is answered without a key")
    func health() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let bodies = ["/healthz": #"{"status":"ok"}"#, "/readyz": #"{"status":"ok"}"#]
            for (path, body) in bodies {
                let answer = try await gateway.get(path)
                #expect(answer.status == 200 && answer.text == body)
                #expect(answer.headers[.contentType] == "application/json")
            }
        }
    }

    @Test("whether it is ready is looked at by writing, and not again while the answer holds")
    func readiness() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            func written() async throws -> Int64 {
                try await gateway.storage.driver.read { connection in
                    try connection.rows("SELECT written_at FROM write_proof").first?.integer(0) ?? -1
                }
            }
            let lasting = Readiness(storage: gateway.storage, reading: gateway.reading, lifetime: .seconds(600))
            try await lasting.check()
            let first = gateway.clock.now.microseconds
            #expect(try await written() == first)
            gateway.clock.advance(by: .seconds(5))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await lasting.check() } }
                try await group.waitForAll()
            }
            #expect(try await written() == first)
            try await Readiness(storage: gateway.storage, reading: gateway.reading).check()
            #expect(try await written() == gateway.clock.now.microseconds)
        }
    }

    @Test("it is alive but not ready where storage does not answer, and so says every route that needs it")
    func storageGone() async throws {
        try await GatewayUnderTest.with { gateway in
            try await gateway.storage.close()
            #expect(try await gateway.get("/healthz").status == 200)
            for path in ["/readyz", "/v1/places?q=soho"] {
                let answer = try await gateway.get(path, as: .client)
                #expect(try answer.status == 503 && answer.code == "storage-unavailable", "\(path)")
                #expect(answer.headers[.retryAfter] == "2")
            }
            #expect(try await gateway.get("/").status == 200)
        }
    }

    @Test("openapi.yaml is served as it is in the source")
    func openAPI() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let answer = try await gateway.get("/openapi.yaml")
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/yaml")
            #expect(answer.text.hasPrefix("openapi: 3.1"))
        }
    }
}
