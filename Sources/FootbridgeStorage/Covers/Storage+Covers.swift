public import FootbridgeCore
public import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`.
    public func store(
        _ cover: NewCover, within space: Int, at now: Timestamp
    ) async throws(StorageError) -> CoverStoring {
        try await driver.write(repeatable: true) { connection in
            guard let standing = try connection.first(CoverRows.lockedStanding()) else { throw Self.headless }
            var change = CoverTransaction(standing: standing, connection: connection)
            let merchant = try cover.merchant.map { try connection.first(CoverRows.merchant(.publicID($0))) }
            if let merchant {
                guard let merchant,
                    try connection.first(
                        CoverRows.isSold(
                            .gtin(cover.gtin), .integer(merchant), .gtin(cover.gtin), .integer(merchant))) != nil
                else { return .notListed }
            }
            let known = try connection.first(CoverRows.known(.gtin(cover.gtin)))
            let ownership = CoverOwnership(source: cover.source, merchant: cover.merchant)
            if let known {
                guard known.ownership.givesWay(to: ownership) else { return .taken }
                if known.hash == cover.picture.hash, known.ownership == ownership { return .unchanged }
            }
            let added = cover.picture.jpeg.count - (known?.bytes ?? 0)
            let missing = standing.bytes + added - space
            if missing > 0, added > 0 {
                guard cover.source != .catalogue else { return .full }
                guard try change.makeRoom(of: missing, sparing: cover.gtin, at: now) else { return .full }
            }
            try change.put(cover, of: merchant ?? nil, over: known, at: now)
            return known == nil ? .added : .replaced
        }
    }

    /// See `GatewayStorage`.
    public func removeCover(of gtin: GTIN, by merchant: PublicID?) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            guard let standing = try connection.first(CoverRows.lockedStanding()) else { throw Self.headless }
            guard let known = try connection.first(CoverRows.known(.gtin(gtin))),
                merchant == nil || known.ownership.merchant == merchant
            else { return false }
            var change = CoverTransaction(standing: standing, connection: connection)
            try change.remove(gtin, bytes: known.bytes)
            try connection.change(CoverRows.postponeFetch, [.null, .text("removed"), .gtin(gtin)])
            return true
        }
    }

    /// See `GatewayStorage`.
    public func cover(of gtin: GTIN) async throws(StorageError) -> CoverPicture? {
        try await driver.read { connection in try connection.first(CoverRows.picture(.gtin(gtin))) }
    }

    /// See `GatewayStorage`.
    public func coverStanding() async throws(StorageError) -> CoverStanding {
        try await driver.read { connection in
            guard let standing = try connection.first(CoverRows.standing()) else { throw Self.headless }
            return standing
        }
    }

    /// The changes to covers after one, each product's last alone, in their order: whoever follows them to the end has every
    /// cover there is.
    ///
    /// - Parameter limit: some hundred kilobytes each.
    public func coverChanges(after number: Int64, limit: Int) async throws(StorageError) -> [CoverChange] {
        try await driver.read { connection in
            try connection.rows(CoverRows.changes(.integer(number), .integer(limit)))
        }
    }

    private static let headless = StorageError.unusable(StorageErrorDetail("cover_head has no row"))
}

/// Changes to covers in one transaction, which has locked the head.
private struct CoverTransaction {
    private var standing: CoverStanding
    private let connection: any SQLConnection

    /// Covers that one new one may drive out.
    private static let mostDrivenOut = 100
    /// How long what was driven out is not fetched again.
    private static let absence = Duration.seconds(30 * 86_400)

    init(standing: CoverStanding, connection: any SQLConnection) {
        self.standing = standing
        self.connection = connection
    }

    mutating func put(
        _ cover: NewCover, of merchant: Int64?, over known: CoverRows.Known?, at now: Timestamp
    ) throws {
        standing.covers += known == nil ? 1 : 0
        standing.bytes += cover.picture.jpeg.count - (known?.bytes ?? 0)
        try connection.change(
            CoverRows.upsert,
            [
                .gtin(cover.gtin), .text(cover.source.rawValue), .integer(merchant), .integer(cover.picture.width),
                .integer(cover.picture.height), .blob(cover.picture.hash), .time(now), .blob(cover.picture.jpeg),
            ])
        try count(cover.gtin)
    }

    mutating func remove(_ gtin: GTIN, bytes: Int) throws {
        standing.covers -= 1
        standing.bytes -= bytes
        try connection.change(CoverRows.delete, [.gtin(gtin)])
        try count(gtin)
    }

    /// Takes away what was fetched, the oldest first.
    ///
    /// - Returns: false, and nothing was taken away, where that would not be enough.
    mutating func makeRoom(of bytes: Int, sparing gtin: GTIN, at now: Timestamp) throws -> Bool {
        let rows = try connection.rows(CoverRows.fetched(.integer(Self.mostDrivenOut)))
        var leaving: [(gtin: GTIN, bytes: Int)] = []
        var room = 0
        for row in rows where row.gtin != gtin && room < bytes {
            leaving.append(row)
            room += row.bytes
        }
        guard room >= bytes else { return false }
        for row in leaving {
            try remove(row.gtin, bytes: row.bytes)
            try connection.change(
                CoverRows.postponeFetch, [.time(now + Self.absence), .text("driven-out"), .gtin(row.gtin)])
        }
        return true
    }

    /// Gives the change its number.
    private mutating func count(_ gtin: GTIN) throws {
        standing.change += 1
        try connection.change(CoverRows.setChange, [.gtin(gtin), .integer(standing.change)])
        try connection.change(
            CoverRows.setStanding,
            [.integer(standing.change), .integer(standing.covers), .integer(standing.bytes)])
    }
}
