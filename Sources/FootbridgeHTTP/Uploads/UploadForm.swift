import Crypto
import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore
import PhotoDecoding

/// How the photos of an upload are packed.
enum UploadForm {
    /// The body is one photo.
    case raw
    /// The body is `multipart/form-data`.
    case multipart(MultipartParser)

    static let maximumPhotos = 4
    /// A form field may have this many bytes.
    static let maximumField = ScanFields.maximumBytes

    /// - Throws: the 415 problem for any other media type, 400 for a multipart type without a usable boundary.
    init(_ request: Request) throws(Problem) {
        let contentType = request.headers[.contentType] ?? ""
        let mediaType = HeaderParameters(contentType).value
        if mediaType == "multipart/form-data" {
            do { self = .multipart(try MultipartParser(contentType: contentType)) } catch {
                throw .badRequest(error.sentence)
            }
        } else if PhotoFormat.allCases.contains(where: { $0.mediaType == mediaType }) {
            self = .raw
        } else {
            throw .unsupportedMediaType
        }
    }
}

/// Takes an upload apart as it arrives: photos go to the burst the moment they are complete, fields are gathered, and
/// once a photo was read the rest of the pictures pass by without being kept.
actor UploadReceiver {
    private let burst: PhotoBurst
    private let limits: PhotoLimits
    private var form: UploadForm
    private(set) var fields: ScanFields
    private var photos = 0
    private var content: [UInt8] = []
    private var part = Part.other
    private var digest: SHA256?
    private var reading: [Task<Void, Never>] = []

    private enum Part {
        case photo(SHA256?, isKept: Bool)
        case field(String)
        case other
    }

    /// - Parameter isFingerprinted: whether ``fingerprint`` will be asked for.
    init(_ form: UploadForm, fields: ScanFields, burst: PhotoBurst, limits: PhotoLimits, isFingerprinted: Bool) {
        self.form = form
        self.fields = fields
        self.burst = burst
        self.limits = limits
        digest = isFingerprinted ? SHA256() : nil
        if case .raw = form { part = .photo(digest, isKept: true) }
    }

    /// Takes the next chunk of the body.
    ///
    /// - Throws: the 400 problem where a form is malformed.
    func take(_ chunk: ByteBuffer) throws(Problem) {
        switch form {
        case .raw:
            append(chunk.readableBytesView)
        case .multipart(var parser):
            let events: [MultipartParser.Event]
            do { events = try parser.parse(chunk.readableBytesView) } catch { throw .badRequest(error.sentence) }
            form = .multipart(parser)
            for event in events { try take(event) }
        }
    }

    private func take(_ event: MultipartParser.Event) throws(Problem) {
        switch event {
        case .begin(let head):
            content = []
            if head.name == "photo" {
                guard photos < UploadForm.maximumPhotos else {
                    throw .badParameter("photo", "at most \(UploadForm.maximumPhotos) parts.")
                }
                part = .photo(digest.map { _ in SHA256() }, isKept: !burst.isRead)
            } else if head.filename == nil {
                part = .field(head.name)
            } else {
                part = .other
            }
        case .content(let bytes):
            append(bytes)
            if case .field(let name) = part, content.count > UploadForm.maximumField {
                throw .badParameter(String(name.prefix(64)), "longer than \(UploadForm.maximumField) bytes.")
            }
        case .end:
            try endPart()
        }
    }

    private func append(_ bytes: some Collection<UInt8>) {
        switch part {
        case .photo(var digest, let isKept):
            digest?.update(data: Array(bytes))
            part = .photo(digest, isKept: isKept)
            if isKept { content.append(contentsOf: bytes) }
        case .field: content.append(contentsOf: bytes)
        case .other: break
        }
    }

    private func endPart() throws(Problem) {
        defer { part = .other }
        switch part {
        case .photo(let digest, let isKept):
            let index = photos
            photos += 1
            if let digest { self.digest?.update(data: Array(digest.finalize())) }
            if isKept { read(index) }
        case .field(let name):
            guard let value = String(validating: content, as: UTF8.self) else {
                throw .badParameter(String(name.prefix(64)), "not UTF-8.")
            }
            try fields.add(name, value)
        case .other: break
        }
        content = []
    }

    /// Begins to read a complete photo, while the rest of the body is still on its way.
    private func read(_ index: Int) {
        let bytes = content
        content = []
        do {
            let photo = try Photo(bytes: bytes, limits: limits)
            reading.append(Task { [burst] in await burst.read(photo, at: index) })
        } catch {
            burst.refuse(error, at: index)
        }
    }

    /// The body is complete: ends the form. The photos may still be being read; see ``finishReading()``.
    ///
    /// - Throws: the 400 problem for a form that was cut off or that has no photo.
    func finish() throws(Problem) {
        switch form {
        case .raw: try endPart()
        case .multipart(let parser):
            do { try parser.finish() } catch { throw .badRequest(error.sentence) }
            guard photos > 0 else { throw .badParameter("photo", "the form has no part of this name.") }
        }
    }

    /// Waits until every photo that was begun is read.
    func finishReading() async {
        for task in reading { await task.value }
    }

    /// Drops what is being read, where the upload came to nothing.
    func abandon() {
        for task in reading { task.cancel() }
        content = []
    }

    /// SHA-256 over the photos and parameters, whatever they were packed in; nil unless it was asked for.
    func fingerprint() -> [UInt8]? {
        guard var digest else { return nil }
        digest.update(data: Array(fields.canonical.utf8))
        return Array(digest.finalize())
    }
}

extension MultipartParser.Malformed {
    var sentence: String {
        switch self {
        case .boundary: "multipart/form-data needs a boundary parameter of 1 to 70 characters."
        case .head: "A part of the form has a malformed head, or one larger than 8 KiB."
        case .name: "A part of the form has no name."
        case .tooManyParts: "The form has more than \(MultipartParser.maximumParts) parts."
        case .truncated: "The form ends before its closing boundary."
        case .preamble: "The form does not begin with its boundary."
        }
    }
}
