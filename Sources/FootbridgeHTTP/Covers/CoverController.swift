import FootbridgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PhotoDecoding
import ProductIdentifiers

/// `POST /v1/covers`, `DELETE /v1/covers/{gtin}` and `GET /covers/{gtin}.jpg`: the pictures of fronts that are kept here.
struct CoverController: Sendable {
    let storage: any GatewayStorage
    let reading: ReadingPool
    let uploads: UploadAdmission
    let pace: UploadPace
    let limits: PhotoLimits
    let indexed: IndexedCovers
    /// Bytes that all covers together may take.
    let space: Int
    let origins: OwnOrigin
    let clock: WallClock

    private static let names = ParameterNames(["gtin"])
    /// For a thread that no photo wants.
    private static let patience = Duration.seconds(10)

    /// Keeps one picture as the cover of a product. Nothing is read from it but its pixels.
    func upload(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let merchant = try Self.sender(context)
        let parts = try parts(of: request, context)
        defer { parts.hold.giveBack() }
        context.letUploadIn()
        let (photo, fields) = try await context.whileClientStays { [pace] in
            try await pace.watch(parts.progress) { try await Self.received(parts) }
        }
        let gtin = try Self.gtin(fields["gtin"])
        let prepared = try await context.whileClientStays { [reading, indexed] in
            try await reading.cover(of: photo, among: indexed.index, within: Self.patience)
        }
        let cover = NewCover(gtin: gtin, picture: prepared.picture, source: .upload, merchant: merchant)
        let status: HTTPResponse.Status
        switch try await storage.store(cover, within: space, at: clock.now) {
        case .added: status = .created
        case .replaced, .unchanged: status = .ok
        case .taken: throw Problem.coverTaken
        case .notListed: throw Problem.productNotSold
        case .full: throw Problem.coversFull
        }
        let body = KeptCoverBody(
            cover: cover, sameArtwork: prepared.sameArtwork.filter { $0 != gtin },
            origin: origins.text(of: request, context))
        var response = WireJSON.response(body, status: status)
        response.headers[.location] = body.url
        return response
    }

    /// What the request's head says; what is wrong already need not be uploaded.
    private func parts(of request: Request, _ context: FootbridgeRequestContext) throws(Problem) -> UploadParts {
        let fields = ScanFields(try RequestParameters(Self.names, query: request))
        let form = try UploadForm(request)
        // A form may still bring it.
        if case .raw = form { _ = try Self.gtin(fields["gtin"]) }
        let length = try request.declaredLength()
        guard length ?? 0 <= limits.maximumBytes else { throw .tooLarge(limit: limits.maximumBytes) }
        return UploadParts(
            body: request.body, form: form, fields: fields, limits: limits,
            hold: try uploads.admit(context, length: length), isFingerprinted: false)
    }

    private static func received(_ parts: UploadParts) async throws -> (Photo, ScanFields) {
        var photo: Photo?
        var iterator = parts.makeAsyncIterator()
        // To its end, so that what is wrong behind the picture is told.
        while let part = try await iterator.next() {
            guard case .photo(let next) = part else { continue }
            guard photo == nil else { throw Problem.badParameter("photo", "one part; a product has one cover.") }
            photo = try next.get()
        }
        guard let photo else { throw Problem.badParameter("photo", "one part; a product has one cover.") }
        return (photo, iterator.fields)
    }

    /// - Returns: the merchant who asks; nil for an operator.
    private static func sender(_ context: FootbridgeRequestContext) throws(Problem) -> PublicID? {
        guard let principal = context.principal else { throw .unauthenticated }
        switch principal.role {
        case .admin: return nil
        case .merchant:
            guard let merchant = principal.merchant else { throw .forbidden }
            return merchant
        default: throw .forbidden
        }
    }

    private static func gtin(_ text: String?) throws(Problem) -> GTIN {
        do {
            return try TypedNumber(text ?? "").gtin
        } catch {
            throw .badNumber("gtin", error)
        }
    }

    /// Takes a cover away: a merchant its own, an operator any.
    func remove(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let merchant = try Self.sender(context)
        let gtin = try Self.gtin(context.parameters.get("gtin")?.removingPercentEncoding)
        guard try await storage.removeCover(of: gtin, by: merchant) else { throw Problem.notFound }
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    /// The picture itself, for everybody. Under its version it never changes, so a browser keeps it for good; otherwise it
    /// asks again, and is told that it has it.
    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        guard let name = context.parameters.get("name"), name.hasSuffix(".jpg"), name.utf8.count == 18,
            let gtin = GTIN(name.dropLast(4)), let picture = try await storage.cover(of: gtin)
        else { throw Problem.notFound }
        let version = CoverImage(picture).version
        let isNamed = request.uri.queryParameters["v"].map { $0 == version } ?? false
        var headers: HTTPFields = [
            .cacheControl: isNamed ? "public, max-age=31536000, immutable" : "public, no-cache",
            .eTag: "\"\(version)\"", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        ]
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains("\"\(version)\"") {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "image/jpeg"
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: picture.jpeg)))
    }
}

extension Problem {
    static let coverTaken = Problem(
        .conflict, code: "cover-taken", title: "This product has a cover already",
        detail: "Another merchant or the operator brought it. Ask the operator where it is the wrong one.")

    static let productNotSold = Problem(
        .unprocessableContent, code: "product-not-sold", title: "This merchant does not sell the product",
        detail: "A merchant brings covers of what it lists or stocks: send the listing or the stock first.")

    static let coversFull = Problem(
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), code: "covers-full",
        title: "There is no room for more covers",
        detail: "What covers may take together is taken; the operator can raise it.")
}
