import PhotoDecoding
import ProductIdentifiers
import SymbolReading

/// One scan from upload to answer, top to bottom.
public struct ScanPipeline: Sendable {
    private let reading: ReadingPool
    private let storage: any GatewayStorage
    private let secret: ServerSecret
    private let keys: SigningKeys
    private let clock: WallClock

    /// - Parameters:
    ///   - reading: where photos are read.
    ///   - storage: answers for a product, and keeps every scan.
    ///   - secret: names visitors without storing what clients call them.
    ///   - clock: says when an upload was complete, and until when its answer is kept.
    public init(reading: ReadingPool, storage: any GatewayStorage, secret: ServerSecret, clock: WallClock) {
        self.reading = reading
        self.storage = storage
        self.secret = secret
        keys = SigningKeys(secret: secret)
        self.clock = clock
    }

    /// Answers an upload and records it, whatever its outcome.
    ///
    /// Where the task is cancelled, as when the client is gone, what is queued or being read is dropped at its next step
    /// and nothing is recorded.
    ///
    /// - Parameters:
    ///   - upload: the parts as they arrive, at least one photo before the end.
    ///   - render: the response, whose body is kept for repeats exactly as it was first sent.
    /// - Returns: the answer, and what it was rendered to; nil for a viewfinder's frame in which nothing was read, of which
    ///   nothing is recorded.
    /// - Throws: what `upload` throws; `PhotoError` where no photo could be decoded and ``Overloaded`` where none found a
    ///   place (neither is recorded); ``StorageError`` where the catalogue or the log fails.
    public func answer<Upload: AsyncSequence<UploadPart, any Error> & Sendable>(
        _ upload: Upload, from sender: ScanSender, render: @Sendable (ScanAnswer) throws -> RenderedAnswer
    ) async throws -> (answer: ScanAnswer, rendered: RenderedAnswer)? {
        let received = try await receive(upload, from: sender)  // photos are read as they come, until one was
        var scan = scan(of: received, from: sender)  // whose, when, what was asked
        let (reading, photo) = try received.burst.best()  // symbols and covers, or why there are none
        if scan.parameters.isLive && reading.isEmpty { return nil }  // a frame between two codes
        let subject = Subject(of: reading, keys: keys, at: scan.receivedAt)  // a product, something else, nothing
        scan.parameters.campaign = try await campaign(of: subject, in: reading, of: scan)  // the poster's own
        let catalog = try await catalogAnswer(to: subject, of: scan)  // one storage read
        var answer = ScanAnswer(
            to: scan, about: subject, reading: reading, photo: photo, catalog: catalog, begun: received.begun)
        answer.also = try await further(subject, of: scan)  // other products in the same picture
        answer.candidates = try await candidates(subject, of: scan)  // where the shopper must say which it is
        try await complete(&answer, subject, of: scan)  // a voucher's or a door's own code
        let rendered = try answer.rendered(render)  // and shortened to what is kept of one
        do {
            try await record(answer, of: scan, rendered, received, sender.claim)  // every outcome is an event
        } catch {
            // The visit is recorded by now.
            throw answer.visit == nil ? error : error.afterAChange
        }
        return (answer, rendered)
    }

    /// Whether a viewfinder's frame would be read now.
    public var hasTimeForFrames: Bool { reading.hasTimeForFrames }

    // MARK: Receive and read

    private struct Received {
        var burst: PhotoBurst
        /// When the first photo was complete.
        var begun: ContinuousClock.Instant
        /// When all of it was.
        var at: Timestamp
        var end: UploadEnd
    }

    /// Takes the parts as they come; photos are read in their order beside that.
    private func receive<Upload: AsyncSequence<UploadPart, any Error> & Sendable>(
        _ upload: Upload, from sender: ScanSender
    ) async throws -> Received {
        let (photos, queue) = AsyncStream<Result<Photo, PhotoError>>.makeStream(
            bufferingPolicy: .bufferingOldest(UploadPart.maximumPhotos))
        async let burst = read(photos, from: sender)
        defer { queue.finish() }
        var begun: ContinuousClock.Instant?
        for try await part in upload {
            switch part {
            case .photo(let photo):
                begun = begun ?? .now
                queue.yield(photo)
            case .end(let end):
                let now = clock.now
                queue.finish()
                return Received(burst: try await burst, begun: begun ?? .now, at: now, end: end)
            }
        }
        throw CancellationError()
    }

    /// Reads photos one after the other until something was read in one; the rest is thrown away as it comes.
    private func read(
        _ photos: AsyncStream<Result<Photo, PhotoError>>, from sender: ScanSender
    ) async throws -> PhotoBurst {
        var burst = PhotoBurst()
        for await photo in photos where !burst.isRead {
            do {
                burst.append(
                    .success(
                        try await reading.read(
                            try photo.get(), isLive: sender.isLive, lookingForCovers: sender.looksForCovers)))
            } catch let error as CancellationError {
                throw error
            } catch {
                burst.append(.failure(error))
            }
        }
        return burst
    }

    private func scan(of received: Received, from sender: ScanSender) -> Scan {
        let parameters = received.end.parameters
        let visitor: VisitorHash? =
            switch sender.owner {
            // Whoever holds the session is the visitor, whatever the request calls them.
            case .session(let visitor, _): visitor
            case .principal(let id): parameters.visitor.map { secret.visitorHash(of: $0, for: id) }
            }
        return Scan(
            id: ScanID(UUIDv7(at: received.at)), receivedAt: received.at, owner: sender.owner, visitor: visitor,
            parameters: parameters, traceID: sender.traceID)
    }

    // MARK: Resolve and record

    /// What the catalogue has of a product; nothing of anything else.
    private func catalogAnswer(
        to subject: Subject, of scan: Scan
    ) async throws(StorageError) -> (answer: CatalogAnswer, time: Duration) {
        guard let gtin = subject.gtin else { return (CatalogAnswer(product: nil), .zero) }
        let start = ContinuousClock.now
        let answer = try await storage.answer(
            for: gtin, near: scan.parameters.vicinity, at: scan.receivedAt, in: scan.parameters.language)
        return (answer.told(in: scan.parameters.country), start.duration(to: .now))
    }

    /// The further products by name, as far as the catalogue has them.
    private func further(_ subject: Subject, of scan: Scan) async throws(StorageError) -> [FurtherProduct] {
        var products: [FurtherProduct] = []
        for gtin in subject.further {
            let known = try await storage.answer(
                for: gtin, near: nil, at: scan.receivedAt, in: scan.parameters.language)
            products.append(FurtherProduct(gtin: gtin, title: known.product?.title))
        }
        return products
    }

    /// What may be picked, with what the catalogue has of it.
    private func candidates(_ subject: Subject, of scan: Scan) async throws(StorageError) -> [CoverCandidate] {
        var candidates = subject.candidates
        for place in candidates.indices {
            candidates[place].product = try await storage.answer(
                for: candidates[place].gtin, near: nil, at: scan.receivedAt, in: scan.parameters.language
            ).product
        }
        return CoverCandidate.answered(of: candidates)
    }

    /// The campaign that the code in the photo names: what the shopper stood before. Otherwise the one that was asked with.
    private func campaign(
        of subject: Subject, in photo: PhotoReading, of scan: Scan
    ) async throws(StorageError) -> String? {
        let asked = scan.parameters.campaign
        // Beside a poster's code there may be a front, which says what the scan is about and not where it was met.
        let codes = subject.primary.map { [photo.reading.symbols[$0]] } ?? photo.reading.symbols
        guard let scanned = codes.lazy.compactMap({ ScannedCampaign(payload: $0.text) }).first else { return asked }
        switch scanned {
        case .named(let label): return label
        // Of a short link that is none of ours, nothing is known.
        case .short(let code): return try await storage.placement(code)?.label ?? asked
        }
    }

    /// Looks up the sender's own voucher, or records the visit, where one of our own codes was read.
    private func complete(
        _ answer: inout ScanAnswer, _ subject: Subject, of scan: Scan
    ) async throws(StorageError) {
        guard case .signed(let code) = subject.meaning else { return }
        switch code {
        case .voucher(let signed):
            answer.voucher = try await storage.voucher(signed.code, of: scan.owner, in: scan.parameters.language)
        case .door(let store):
            guard let visitor = scan.visitor else { return }
            answer.visit = try await storage.record(
                VisitRequest(
                    store: store, visitor: visitor, scan: scan.id, position: scan.parameters.vicinity?.position,
                    traceID: scan.traceID), at: scan.receivedAt)
        }
    }

    private func record(
        _ answer: ScanAnswer, of scan: Scan, _ rendered: RenderedAnswer, _ received: Received,
        _ claim: IdempotencyClaim?
    ) async throws(StorageError) {
        let now = clock.now
        let kept = KeptAnswer(status: rendered.status, fields: rendered.fields, body: .scan(scan.id))
        try await storage.append(
            ScanRecord(
                scan: scan, outcome: answer.outcome, gtin: answer.gtin,
                symbology: answer.primary.map { answer.symbols[$0].symbology }, recognisedBy: answer.recognisedBy,
                coverBand: answer.primaryCover.map { answer.covers[$0].band },
                candidates: answer.candidates.map(\.gtin),
                shown: answer.gtin == nil
                    ? nil : ShownStore.shown(in: answer.catalog, from: scan.parameters.vicinity?.position),
                timings: answer.timings, answer: rendered.body, keptUntil: now + ScanAnswer.kept,
                completion: claim.map {
                    $0.completed(fingerprint: received.end.fingerprint ?? [], answer: kept, at: now)
                }))
    }
}

/// An answer in the words of whoever asked, as it goes out and as it is kept.
public struct RenderedAnswer: Sendable {
    /// HTTP's status code.
    public var status: Int
    /// The header fields that a repeat gets, too.
    public var fields: [KeptAnswer.Field]
    /// 1 byte to 4 MiB.
    public var body: [UInt8]

    public init(status: Int, fields: [KeptAnswer.Field], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
