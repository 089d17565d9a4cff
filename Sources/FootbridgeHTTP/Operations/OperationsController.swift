import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `/healthz`, `/readyz`, `/metrics` and `/openapi.yaml`: for whoever runs the daemon.
struct OperationsController: Sendable {
    let metrics: Metrics
    let readiness: Readiness
    let reading: ReadingPool
    let uploads: UploadBudget
    let connections: ConnectionLimits
    let storage: any GatewayStorage
    let webhooks: WebhookTally
    let covers: IndexedCovers
    let coverFetches: CoverFetchTally
    let clock: WallClock
    var admission: OperatorAdmission

    /// Those that are answered on both addresses.
    func addRoutes(to router: Router<FootbridgeRequestContext>) {
        router.route("/healthz", [.get: health])
        router.route("/readyz", [.get: showReadiness])
        router.route("/metrics", [.get: showMetrics])
    }

    /// The process is alive.
    func health(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        WireJSON.response(Fine())
    }

    /// Storage takes writes and the reading threads answer, so requests will be; for all, with details for operators.
    func showReadiness(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let isOperator: Bool
        do {
            isOperator = try await admission.isOperator(request, context)
        } catch is Problem {
            // A load balancer learns what it has to know whatever it sends.
            isOperator = false
        }
        try await readiness.check()
        return isOperator
            ? WireJSON.response(Ready(isolation: reading.isolation, covers: covers.standing))
            : WireJSON.response(Fine())
    }

    private struct Ready: JSONWritable {
        var isolation: ReadingIsolation
        var covers: IndexedCovers.Standing

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("status", "ok")
                json.member("decode_isolation", isolation.layers.map(\.rawValue))
                json.member("covers", CoversBody(standing: covers, known: isolation.covers))
            }
        }
    }

    /// How far the index of covers is, and what those who read photos know of it.
    private struct CoversBody: JSONWritable {
        var standing: IndexedCovers.Standing
        var known: ReadingIsolation.KnownCovers

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("index", standing.state.rawValue)
                json.member("indexed", standing.covers)
                json.member("waiting", standing.waiting)
                json.member("readers", known.word)
                json.member("sought", known.count)
            }
        }
    }

    private struct Fine: JSONWritable {
        func write(to json: inout JSONWriter) { json.object { $0.member("status", "ok") } }
    }

    /// For operators.
    func showMetrics(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard try await admission.isOperator(request, context) else { throw Problem.unauthenticated }
        let held = uploads.occupied
        var gauges = [
            ("footbridge_uploads_in_place", "Uploads being received or answered.", held.places),
            ("footbridge_upload_bytes", "Bytes of memory that photos of uploads hold.", held.bytes),
            ("footbridge_connections", "Connections that are served.", connections.served),
            ("footbridge_photos_being_read", "Photos being read or waiting for it.", reading.occupied),
            ("footbridge_transactions_waiting", "Transactions waiting for the database.", storage.transactionsWaiting),
        ]
        if let months = storage.eventMonthsAhead {
            gauges.append(
                ("footbridge_event_months_ahead", "Coming months that the event log has a partition for.", months))
        }
        let indexed = covers.standing
        if indexed.state != .off {
            gauges += [
                ("footbridge_covers_stored", "Covers that the database keeps.", indexed.kept),
                ("footbridge_covers_stored_bytes", "Bytes of them.", indexed.keptBytes),
                ("footbridge_covers_indexed", "Covers in this daemon's index.", indexed.covers),
                (
                    "footbridge_cover_changes_waiting", "Changes to covers that are not in this daemon's index yet.",
                    Int(indexed.waiting)
                ),
            ]
        }
        for bound in ConnectionLimits.Bound.allCases {
            metrics.connectionRefusals.set(connections.refusals[bound] ?? 0, labels: [("limit", bound.rawValue)])
        }
        let text = metrics.text(
            gauges: gauges, isolation: reading.isolation, webhooks: webhooks, coverFetches: coverFetches, at: clock.now)
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The contract, as OpenAPI.
    func openAPI(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/yaml", .cacheControl: "max-age=300"],
            body: .init(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
    }
}
