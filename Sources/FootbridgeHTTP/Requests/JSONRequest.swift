import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ProductIdentifiers

/// The JSON body of a request, within its bounds.
struct JSONRequest: Sendable {
    /// Bytes of a body, at most.
    static let maximumBytes = 16 << 10
    /// Bytes of a body that every connection may hold: what tills and shoppers send is shorter, and never waits for room.
    private static let small = 4 << 10
    /// Bytes that the longer ones may hold together while they come; one address half of it.
    private static let memory = 64 << 20

    let pace: UploadPace
    private let longBodies: UploadAdmission

    init(pace: UploadPace, metrics: Metrics) {
        self.pace = pace
        let limits = UploadLimits(places: .max, memory: Self.memory, addressPlaces: .max, sessionPlaces: .max)
        longBodies = UploadAdmission(
            budget: UploadBudget(limits, upload: PurchaseController.maximumBytes), metrics: metrics)
    }

    /// - Throws: the 415 problem for another media type, 413 for a longer body, 408 where it does not come, 503 where there
    ///   is no room for a long one, and the 400 problem that names the member that is missing or wrong.
    func body<Body: Decodable & Sendable>(
        _ type: Body.Type, of request: Request, _ context: FootbridgeRequestContext
    ) async throws -> Body {
        let bytes = try await bytes(of: request, context, maximum: Self.maximumBytes)
        guard !bytes.isEmpty else { throw Problem.badRequest("The body is empty: send a JSON object.") }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Problem(error)
        }
    }

    /// The body as it came, of which something else than its JSON is to be known, too.
    ///
    /// - Parameter maximum: bytes.
    /// - Throws: the 415 problem for another media type, 413 for a longer body, 408 where it does not come, 503 where there
    ///   is no room for a long one.
    func bytes(
        of request: Request, _ context: FootbridgeRequestContext, maximum: Int
    ) async throws -> [UInt8] {
        guard HeaderParameters(request.headers[.contentType] ?? "").value == "application/json" else {
            throw Problem.jsonNeeded
        }
        context.letUploadIn()
        return try await bytes(of: request.body, context, maximum: maximum)
    }

    /// The fields of a page's form, of each name the first; what is no text is left out.
    ///
    /// - Throws: the 415 problem for another media type, and as ``body(_:of:_:)`` for one that is too long or does not come.
    func form(of request: Request, _ context: FootbridgeRequestContext) async throws -> [String: String] {
        guard HeaderParameters(request.headers[.contentType] ?? "").value == "application/x-www-form-urlencoded" else {
            throw Problem.formNeeded
        }
        context.letUploadIn()
        let text = String(
            decoding: try await bytes(of: request.body, context, maximum: Self.maximumBytes), as: UTF8.self)
        return FormURLEncoding.fields(of: text).reduce(into: [:]) { fields, field in
            if let name = field.name, let value = field.value, fields[name] == nil { fields[name] = value }
        }
    }

    private static func next(of body: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await body.next()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Problem.brokenOff
        }
    }

    private func bytes(
        of body: RequestBody, _ context: FootbridgeRequestContext, maximum: Int
    ) async throws -> [UInt8] {
        let progress = UploadProgress()
        return try await pace.watch(progress) { [longBodies] in
            var bytes: [UInt8] = []
            var hold: UploadHold?
            var chunks = body.makeAsyncIterator()
            while let chunk = try await Self.next(of: &chunks) {
                guard progress.add(chunk.readableBytes) <= maximum else { throw Problem.tooLarge(limit: maximum) }
                if bytes.count + chunk.readableBytes > Self.small {
                    hold = try hold ?? longBodies.admit(context, length: nil)
                    try hold?.keep(chunk.readableBytes)
                }
                bytes += chunk.readableBytesView
            }
            progress.complete()
            return bytes
        }
    }
}

extension Problem {
    static let brokenOff = badRequest("The body broke off.")

    static let jsonNeeded = Problem(
        .unsupportedMediaType, code: "unsupported-media-type", title: "Not JSON", detail: "Send application/json.")

    static let formNeeded = Problem(
        .unsupportedMediaType, code: "unsupported-media-type", title: "Not a form",
        detail: "Send application/x-www-form-urlencoded.")

    fileprivate init(_ error: DecodingError) {
        func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .typeMismatch(_, let context) where context.codingPath.isEmpty,
            .valueNotFound(_, let context) where context.codingPath.isEmpty:
            self = .badRequest("The body is no JSON object.")
        case .keyNotFound(let key, let context):
            self = .badParameter(name(context.codingPath + [key]), "it is missing.")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = .badParameter(name(context.codingPath), "it is of another type.")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self = .badParameter(name(context.codingPath), context.debugDescription)
        default: self = .badRequest("The body is not JSON.")
        }
    }
}

/// What a request's JSON says of one thing, checked while it is read.
protocol RequestText: Decodable {
    /// - Returns: nil where the text is none of these.
    init?(requestText text: String)
    /// What it has to be, as the rest of a sentence.
    static var expectation: String { get }
}

extension RequestText {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(requestText: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.expectation)
        }
        self = value
    }
}

/// An id with its prefix.
struct RequestID<ID: PrefixedID>: RequestText {
    let id: ID

    init?(requestText text: String) {
        guard let id = ID(text) else { return nil }
        self.id = id
    }

    static var expectation: String { "an id that begins with \(ID.prefix)_." }
}

/// Text that people wrote, 1 to 200 characters.
struct RequestNote: RequestText {
    let text: String

    init?(requestText text: String) {
        guard (1...200).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.text = text
    }

    static var expectation: String { "1 to 200 characters, none of them a control character." }
}

/// A store's or a merchant's.
struct RequestPublicID: RequestText {
    let id: PublicID

    init?(requestText text: String) {
        guard let id = PublicID(text) else { return nil }
        self.id = id
    }

    static var expectation: String { "a public id." }
}

/// RFC 3339.
struct RequestTime: RequestText {
    let time: Timestamp

    init?(requestText text: String) {
        guard let time = Timestamp(rfc3339: text) else { return nil }
        self.time = time
    }

    static var expectation: String { "a time as RFC 3339 has it." }
}

/// Any number of a product.
struct RequestGTIN: RequestText {
    let gtin: GTIN

    init?(requestText text: String) {
        // Why it is none, the expectation says well enough.
        guard let number = try? TypedNumber(text) else { return nil }
        gtin = number.gtin
    }

    static var expectation: String { "an ISBN-10, ISBN-13 or GTIN with the right check digit." }
}
