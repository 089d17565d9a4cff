import ProductIdentifiers
import SymbolReading

/// One scan from photo to answer, top to bottom.
public struct ScanPipeline: Sendable {
    private let catalog: any Catalog
    private let log: any ScanLog
    private let secret: ServerSecret
    private let clock: WallClock

    /// How long an answer can be asked for again.
    public static let answerKept = Duration.seconds(24 * 60 * 60)

    /// - Parameters:
    ///   - catalog: answers for a product.
    ///   - log: keeps every scan.
    ///   - secret: names visitors without storing what clients call them.
    ///   - clock: says until when an answer is kept.
    public init(catalog: any Catalog, log: any ScanLog, secret: ServerSecret, clock: WallClock) {
        self.catalog = catalog
        self.log = log
        self.secret = secret
        self.clock = clock
    }

    /// Answers a scan and records it, whatever its outcome.
    ///
    /// - Parameters:
    ///   - photos: all of them added, and their reading awaited.
    ///   - render: the response body, which is kept for repeats exactly as it was first sent.
    /// - Returns: the rendered body, with the answer it was made of.
    /// - Throws: `PhotoError` where no photo could be decoded and ``Overloaded`` where none found a place (neither is
    ///   recorded); ``StorageError`` where the catalogue or the log fails.
    public func answer(
        _ scan: Scan, photos: PhotoBurst, render: @Sendable (ScanAnswer) throws -> [UInt8]
    ) async throws -> (body: [UInt8], answer: ScanAnswer) {
        let reading = try photos.reading()  // symbols, or why there are none
        let subject = Subject(of: reading)  // a product, something else, nothing
        let answer = try await resolve(subject, of: scan, reading: reading, photos: photos)  // one storage read
        let body = try render(answer)
        try await log.append(record(of: scan, answer: answer, body: body))  // every outcome is an event
        return (body, answer)
    }

    /// Looks the subject up and says how the scan ended.
    private func resolve(
        _ subject: Subject, of scan: Scan, reading: Reading, photos: PhotoBurst
    ) async throws(StorageError) -> ScanAnswer {
        let start = ContinuousClock.now
        var catalogAnswer = CatalogAnswer(product: nil)
        let outcome: ScanOutcome
        switch subject.meaning {
        case .product(let gtin):
            catalogAnswer = try await catalog.answer(
                for: gtin, near: scan.parameters.vicinity, at: scan.receivedAt)
            outcome = catalogAnswer.product == nil ? .unlisted : .resolved
        case .notAProduct: outcome = .notAProduct
        case .nothing: outcome = .noSymbol
        }
        var timings = ScanTimings()
        timings.decode = reading.decodeTime
        timings.read = reading.readTime
        timings.resolve = start.duration(to: .now)
        timings.total = photos.age
        return ScanAnswer(
            id: scan.id, receivedAt: scan.receivedAt, outcome: outcome, symbols: reading.symbols,
            primary: subject.primary, gtin: subject.gtin, catalog: catalogAnswer, printedPrice: subject.printedPrice,
            diagnosis: ScanDiagnosis(outcome: outcome, reading: reading), timings: timings)
    }

    private func record(of scan: Scan, answer: ScanAnswer, body: [UInt8]) -> ScanRecord {
        ScanRecord(
            scan: scan, outcome: answer.outcome, gtin: answer.gtin,
            symbology: answer.primary.map { answer.symbols[$0].symbology },
            visitorHash: scan.parameters.visitor.map { secret.visitorHash(of: $0, for: scan.principal) },
            timings: answer.timings, answer: body, keptUntil: clock.now + Self.answerKept)
    }
}
