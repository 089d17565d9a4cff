import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/events` and `GET /v1/conversions`: pages and streams of a feed, in the formats of ``FeedFormat``, and of
/// conversions in those of ``AdFormat``.
struct FeedController: Sendable {
    let storage: any GatewayStorage
    let secret: ServerSecret
    let clock: WallClock

    func events(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        try await answer(with: EventFeed.self, request, context)
    }

    func conversions(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let query = try FeedRequest.query(of: request)
        guard let format = FeedRequest.adFormat(query) else {
            return try await answer(with: ConversionFeed.self, request, context)
        }
        let parameters = try FeedRequest.parameters(query, kinds: ConversionFeed.kinds)
        let feed = try await feed(ConversionFeed.self, parameters, context)
        let file = AdFile(format, storage: storage, clock: clock)
        let answer: FeedAnswer
        if let limit = [parameters.limit, format.longestPage].compactMap(\.self).min() {
            let page = try await feed.page(after: parameters.after, limit: limit, upTo: nil)
            answer = try await FeedAnswer(page, file: file, format: format)
        } else {
            let reader = try await FeedReader(feed, after: parameters.after)
            answer = FeedAnswer(reader, file: file, format: format, logger: context.logger)
        }
        return try answer.response(to: request, parameters: parameters)
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
        let query = try FeedRequest.query(of: request)
        let parameters = try FeedRequest.parameters(query, kinds: Source.kinds)
        let format = try FeedRequest.format(request, query, isForAds: Source.self == ConversionFeed.self)
        let feed = try await feed(Source.self, parameters, context)
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
        return try answer.response(to: request, parameters: parameters)
    }

    /// What is asked for, as far as the analyst may see it.
    private func feed<Source: Feed>(
        _: Source.Type, _ parameters: FeedParameters, _ context: FootbridgeRequestContext
    ) async throws -> Source {
        let analyst = try context.principal(as: .analyst)
        do {
            return try await Source(
                parameters, for: FeedViewer(merchant: analyst.merchant, storage: storage, secret: secret))
        } catch let refusal as FeedRefusal {
            throw Problem(refusal)
        }
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
