import FootbridgeCore
import Gzip
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What a feed's request is answered with: where reading goes on, up to when the feed is complete, and the rows.
struct FeedAnswer: Sendable {
    private let next: FeedCursor
    private let more: Bool
    private let watermark: Timestamp
    private let supersededBy: String?
    private let medium: FeedMedium
    private let write: @Sendable (FeedOutput) async throws -> Void
    /// Of the body, where it is there already.
    private let length: Int?

    /// A page.
    init<Source: Feed>(_ page: FeedPage<Source>, format: FeedFormat, path: String) {
        (next, more, watermark, supersededBy) = (page.next, page.more, page.watermark, page.supersededBy)
        medium = FeedMedium(format, of: Source.self)
        let renderer = FeedRenderer<Source>()
        let body =
            switch format {
            case .json: renderer.json(page)
            case .cloudEvents: renderer.cloudEvents(page.rows, path: path)
            case .ndjson: renderer.lines(page.rows, .ndjson)
            case .csv: renderer.head(.csv) + renderer.lines(page.rows, .csv)
            }
        length = body.count
        write = { output in try await output(body) }
    }

    /// All rows up to the reader's horizon, as they are read. What has been sent cannot be taken back: where reading
    /// fails, the connection ends before the body does, and the client knows that it is not whole.
    init<Source: Feed>(_ reader: FeedReader<Source>, format: FeedFormat, as lines: FeedLines, logger: Logger) {
        (next, more) = (reader.first.end, false)
        (watermark, supersededBy) = (reader.first.watermark, reader.first.supersededBy)
        medium = FeedMedium(format, of: Source.self)
        length = nil
        let renderer = FeedRenderer<Source>()
        write = Self.writing(reader, behind: renderer.head(lines), logger) { renderer.lines($0, lines) }
    }

    /// A page as an ad platform takes it.
    init(_ page: FeedPage<ConversionFeed>, file: AdFile, format: AdFormat) async throws {
        (next, more, watermark, supersededBy) = (page.next, page.more, page.watermark, page.supersededBy)
        medium = FeedMedium(format)
        let body = file.head + (try await file.lines(page.rows))
        length = body.count
        write = { output in try await output(body) }
    }

    /// All rows up to the reader's horizon as an ad platform takes them.
    init(_ reader: FeedReader<ConversionFeed>, file: AdFile, format: AdFormat, logger: Logger) {
        (next, more) = (reader.first.end, false)
        (watermark, supersededBy) = (reader.first.watermark, reader.first.supersededBy)
        medium = FeedMedium(format)
        length = nil
        write = Self.writing(reader, behind: file.head, logger) { try await file.lines($0) }
    }

    private static func writing<Source: Feed>(
        _ reader: FeedReader<Source>, behind head: [UInt8], _ logger: Logger,
        _ lines: @escaping @Sendable ([Source.Row]) async throws -> [UInt8]
    ) -> @Sendable (FeedOutput) async throws -> Void {
        { output in
            try await output(head)
            do {
                try await reader.forEachBatch { rows in try await output(try await lines(rows)) }
            } catch let error as StorageError {
                logger.error("an export broke off", metadata: ["storage.error": "\(error)"])
                throw error
            }
        }
    }

    /// The answer, compressed where the client takes that.
    func response(to request: Request, parameters: FeedParameters) throws -> Response {
        var headers: HTTPFields = [
            .contentType: medium.contentType, .cacheControl: "no-store", .vary: "Accept, Accept-Encoding",
            .link: "<\(link(request, parameters))>; rel=\"next\"",
            .footbridgeWatermark: watermark.rfc3339Microseconds, .footbridgeMore: more ? "true" : "false",
        ]
        if let supersededBy { headers[.footbridgeSupersededBy] = supersededBy }
        if let file = medium.file { headers[.contentDisposition] = "attachment; filename=\"\(file)\"" }
        let (write, length) = (write, length)
        guard request.takesGzip else {
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(contentLength: length) { writer in
                    try await write(FeedOutput(writer))
                    try await writer.finish(nil)
                })
        }
        headers[.contentEncoding] = "gzip"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let output = FeedOutput(writer, gzip: try GzipStream())
                try await write(output)
                try await output.end()
                try await writer.finish(nil)
            })
    }

    /// The request for what follows, of the same filter and format.
    private func link(_ request: Request, _ parameters: FeedParameters) -> String {
        let values = [("after", next.text)] + parameters.query + [("format", medium.format)]
        // Nothing in them needs escaping but the colons of times, which a query may have.
        return "\(request.uri.path)?" + values.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }
}

/// What kind of body a feed's answer has.
private struct FeedMedium: Sendable {
    /// The word of `format=`.
    var format: String
    var contentType: String
    /// The name that a browser saves it under; nil for what is no file.
    var file: String?

    init<Source: Feed>(_ format: FeedFormat, of _: Source.Type) {
        self.format = format.rawValue
        contentType = format.contentType
        file = format == .csv ? "\(Source.rowName)s.csv" : nil
    }

    init(_ format: AdFormat) {
        self.format = format.rawValue
        contentType = format.contentType
        file = format.longestPage == nil ? "\(format.rawValue).csv" : nil
    }
}
