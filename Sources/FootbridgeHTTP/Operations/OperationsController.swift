import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `/healthz`, `/readyz`, `/metrics` and `/openapi.yaml`: for whoever runs the daemon.
struct OperationsController: Sendable {
    let metrics: Metrics
    let reading: ReadingPool
    let uploads: Places
    let storage: any GatewayStorage
    let webhooks: WebhookTally
    let clock: WallClock

    /// The process is alive.
    func health(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        WireJSON.response(Fine())
    }

    /// Storage and the reading threads answer, so requests will be.
    func readiness(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        try await storage.ping()
        try await reading.ping()
        return WireJSON.response(Ready(isolation: reading.isolation))
    }

    private struct Ready: JSONWritable {
        var isolation: ReadingIsolation

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("status", "ok")
                json.member("decode_isolation", isolation.layers.map(\.rawValue))
            }
        }
    }

    private struct Fine: JSONWritable {
        func write(to json: inout JSONWriter) { json.object { $0.member("status", "ok") } }
    }

    /// For the machine itself, or with an admin key.
    func showMetrics(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        if !context.clientAddress.isLoopback {
            guard let key = request.headers[.authorization].flatMap(APIKey.init(bearer:)),
                let principal = try await storage.principal(keyHash: key.hash)
            else { throw Problem.unauthenticated }
            guard principal.role == .admin else { throw Problem.forbidden }
        }
        var gauges = [
            ("footbridge_uploads_in_place", "Uploads being received or answered.", uploads.occupied),
            ("footbridge_photos_being_read", "Photos being read or waiting for it.", reading.occupied),
            ("footbridge_transactions_waiting", "Transactions waiting for the database.", storage.transactionsWaiting),
        ]
        if let months = storage.eventMonthsAhead {
            gauges.append(
                ("footbridge_event_months_ahead", "Coming months that the event log has a partition for.", months))
        }
        let text = metrics.text(gauges: gauges, isolation: reading.isolation, webhooks: webhooks, at: clock.now)
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
