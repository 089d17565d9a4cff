import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/events` and `GET /v1/conversions`: pages and streams of a feed, in the formats of ``FeedFormat``.
struct FeedController: Sendable {
    let storage: any GatewayStorage
    let secret: ServerSecret

    func events(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        try await answer(with: EventFeed.self, request, context)
    }

    func conversions(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        try await answer(with: ConversionFeed.self, request, context)
    }

    func eventSchema(_: Request, _: FootbridgeRequestContext) async throws -> Response {
        Self.schema(of: EventFeed.self)
    }

    func conversionSchema(_: Request, _: FootbridgeRequestContext) async throws -> Response {
        Self.schema(of: ConversionFeed.self)
    }

    private func answer<Source: Feed>(
        with _: Source.Type, _ request: Request, _ context: FootbridgeRequestContext
    ) async throws -> Response {
        let principal = try context.principal(as: .analyst)
        let (parameters, format) = try FeedRequest.read(request, kinds: Source.kinds)
        let feed: Source
        do {
            feed = try await Source(
                parameters, for: FeedViewer(merchant: principal.merchant, storage: storage, secret: secret))
        } catch let refusal as FeedRefusal {
            throw Problem(refusal)
        }
        let answer =
            if let lines = format.lines, parameters.limit == nil {
                FeedAnswer(
                    try await FeedReader(feed, after: parameters.after), format: format, as: lines,
                    logger: context.logger)
            } else {
                FeedAnswer(
                    try await feed.page(
                        after: parameters.after, limit: parameters.limit ?? FeedParameters.usualPage, upTo: nil),
                    format: format, path: request.uri.path)
            }
        return try answer.response(to: request, parameters: parameters, format: format, name: "\(Source.rowName)s")
    }

    private static func schema<Source: Feed>(of _: Source.Type) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/schema+json", .cacheControl: "max-age=3600"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.document(FeedSchema<Source>()))))
    }
}

extension Problem {
    init(_ refusal: FeedRefusal) {
        switch refusal {
        case .parameter(let name, let detail): self = .badParameter(name, detail)
        case .foreign: self = .foreign
        }
    }

    static let notAcceptable = Problem(
        .notAcceptable, code: "not-acceptable", title: "It is not written in any of those formats",
        detail: "Accept one of \(FeedFormat.allCases.map(\.mediaType).joined(separator: ", ")), or say format=.")
}
