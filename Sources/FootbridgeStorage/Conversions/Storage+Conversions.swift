public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func conversions(
        _ filter: ConversionFilter = ConversionFilter(), in run: Int? = nil, after position: ConversionPosition? = nil,
        limit: Int
    ) async throws(StorageError) -> ConversionPage? {
        let limit = max(1, min(limit, ConversionPage.longest))
        return try await driver.read { connection in
            guard let found = try connection.first(AttributionRunRows.one(.integer(position?.run ?? run))) else {
                return nil
            }
            let start = position ?? .beginning(of: found.run.number)
            let query = ConversionRows.page(filter, after: start, limit: limit + 1)
            let results = try connection.run([BoundSQL(EventRows.keepOrder), query.bound])
            return ConversionPage(
                try query.rows(of: results[1]), after: start, limit: limit, watermark: found.run.watermark,
                supersededBy: found.current == found.run.number ? nil : found.current)
        }
    }
}
