public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func adConversions(of rows: [PlacedConversion]) async throws(StorageError) -> [AdConversion] {
        try await driver.read { connection in
            let scans = try connection.rows(each: rows.map { PersonalRows.ofScan(.id($0.conversion.scan)) }).map(
                \.first)
            let known = zip(rows, scans).compactMap { row, scan in scan.map { (row.conversion, $0) } }
            let histories = try connection.rows(
                each: known.map { conversion, _ in
                    ConversionRows.ofOutcome(.blob(conversion.outcome.uuid.bytes), .integer(conversion.run))
                })
            return zip(known, histories).map { known, history in
                let (conversion, scan) = known
                return AdConversion(
                    conversion: conversion,
                    meaning: AdConversion.meaning(of: conversion, in: history.map(\.conversion)),
                    scannedAt: scan.receivedAt, details: scan.details)
            }
        }
    }
}
