import Crypto
import FootbridgeCore
import Hummingbird
import NIOCore
import PhotoDecoding

/// An upload taken apart as it arrives: the photos in their order, each the moment it is complete, and at last what was
/// asked beside them.
struct UploadParts: AsyncSequence, Sendable {
    let body: RequestBody
    let form: UploadForm
    /// Those of the query; a form may bring more.
    let fields: ScanFields
    let limits: PhotoLimits
    let hold: UploadHold
    /// Whether the query says that it is a viewfinder's frame.
    var isLive = false
    let progress = UploadProgress()
    /// False where only the fingerprint is wanted, as for a repeat: photos then pass by without being kept.
    var keepsPhotos = true
    /// Whether the end is to say what was sent.
    let isFingerprinted: Bool

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// - Throws: the 400 problem where the body breaks off, or a form or parameter is malformed; 413 past the limit; 503
    ///   where no place or no memory is left.
    struct Iterator: AsyncIteratorProtocol {
        private var body: RequestBody.AsyncIterator
        private var taker: UploadTaker
        private let hold: UploadHold
        private let progress: UploadProgress
        private var isOver = false

        /// Those of the query, and those that the form has brought so far.
        var fields: ScanFields { taker.fields }

        fileprivate init(_ parts: UploadParts) {
            body = parts.body.makeAsyncIterator()
            taker = UploadTaker(parts)
            hold = parts.hold
            progress = parts.progress
        }

        mutating func next() async throws -> UploadPart? {
            while true {
                if let part = taker.nextPart() { return part }
                guard !isOver else { return nil }
                if let chunk = try await nextChunk() {
                    try hold.takePlace()
                    try taker.take(chunk, total: progress.add(chunk.readableBytes))
                } else {
                    try taker.finish()
                    isOver = true
                    progress.complete()
                }
            }
        }

        private mutating func nextChunk() async throws -> ByteBuffer? {
            do {
                return try await body.next()
            } catch let error as CancellationError {
                throw error
            } catch {
                throw Problem.brokenOff
            }
        }
    }

    /// Receives everything and keeps nothing.
    ///
    /// - Returns: SHA-256 over photos and parameters.
    func fingerprint() async throws -> [UInt8] {
        for try await case .end(let end) in self { return end.fingerprint ?? [] }
        throw CancellationError()
    }
}

/// The part of an upload that is under way, and those that are complete.
private struct UploadTaker {
    private let limits: PhotoLimits
    private let hold: UploadHold
    private let keepsPhotos: Bool
    private var form: UploadForm
    private(set) var fields: ScanFields
    private var complete: [UploadPart] = []
    private var photos = 0
    private var part = Part.other
    private var content = ChunkedBytes()
    private var digest: SHA256?

    private enum Part {
        case photo(SHA256?)
        case field(String)
        case other
    }

    init(_ parts: UploadParts) {
        limits = parts.limits
        hold = parts.hold
        keepsPhotos = parts.keepsPhotos
        form = parts.form
        fields = parts.fields
        digest = parts.isFingerprinted ? SHA256() : nil
        if case .raw = form { part = .photo(digest) }
    }

    mutating func nextPart() -> UploadPart? { complete.isEmpty ? nil : complete.removeFirst() }

    /// Takes the next chunk of the body.
    ///
    /// - Parameter total: bytes of the body with this chunk.
    mutating func take(_ chunk: ByteBuffer, total: Int) throws(Problem) {
        guard total <= limits.maximumBytes else { throw .tooLarge(limit: limits.maximumBytes) }
        switch form {
        case .raw:
            try append(chunk.readableBytesView)
        case .multipart(var parser):
            let events: [MultipartParser.Event]
            do { events = try parser.parse(chunk.readableBytesView) } catch { throw .badRequest(error.sentence) }
            form = .multipart(parser)
            for event in events { try take(event) }
        }
    }

    private mutating func take(_ event: MultipartParser.Event) throws(Problem) {
        switch event {
        case .begin(let head):
            content = ChunkedBytes()
            if head.name == "photo" {
                guard photos < UploadPart.maximumPhotos else {
                    throw .badParameter("photo", "at most \(UploadPart.maximumPhotos) parts.")
                }
                part = .photo(digest.map { _ in SHA256() })
            } else {
                // Of a field that nobody knows nothing is kept, nor is anything asked of it.
                let isTaken = head.filename == nil ? try fields.take(head.name) : false
                part = isTaken ? .field(head.name) : .other
            }
        case .content(let bytes):
            try append(bytes)
            if case .field(let name) = part, content.count > UploadForm.maximumField {
                throw .badParameter(name, "longer than \(UploadForm.maximumField) bytes.")
            }
        case .end:
            try endPart()
        }
    }

    private mutating func append(_ bytes: some Collection<UInt8>) throws(Problem) {
        switch part {
        case .photo(var digest):
            digest?.update(data: Array(bytes))
            part = .photo(digest)
            guard keepsPhotos else { break }
            try hold.keep(bytes.count)
            content.append(bytes)
        case .field: content.append(bytes)
        case .other: break
        }
    }

    private mutating func endPart() throws(Problem) {
        let bytes = content.joined()
        content = ChunkedBytes()
        defer { part = .other }
        switch part {
        case .photo(let digest):
            photos += 1
            if let digest { self.digest?.update(data: Array(digest.finalize())) }
            if keepsPhotos {
                complete.append(
                    .photo(Result { () throws(PhotoError) in try Photo(bytes: bytes, limits: limits) }))
            }
        case .field(let name):
            try fields.add(name, String(validating: bytes, as: UTF8.self))
        case .other: break
        }
    }

    /// The body is complete.
    ///
    /// - Throws: the 400 problem for a form that was cut off or that has no photo, or a parameter that is wrong.
    mutating func finish() throws(Problem) {
        switch form {
        case .raw: try endPart()
        case .multipart(let parser):
            do { try parser.finish() } catch { throw .badRequest(error.sentence) }
            guard photos > 0 else { throw .badParameter("photo", "the form has no part of this name.") }
        }
        digest?.update(data: Array(fields.canonical.utf8))
        complete.append(
            .end(UploadEnd(parameters: try fields.parameters(), fingerprint: digest.map { Array($0.finalize()) })))
    }
}
