public import FootbridgeCore

extension Storage {
    public func pseudonymGeneration(of merchant: PublicID?) async throws(StorageError) -> Int64? {
        try await driver.read { connection in
            try connection.first(merchant.map { Self.merchantGeneration(.publicID($0)) } ?? Self.gatewayGeneration())
        }
    }

    /// Gives every visitor a new name for a merchant's analysts, or for analysts of all merchants; what they exported
    /// before has the old ones.
    ///
    /// - Parameter merchant: nil for all.
    /// - Returns: whether there is such a merchant.
    public func rotatePseudonyms(of merchant: PublicID?) async throws(StorageError) -> Bool {
        try await driver.write { connection in
            try connection.change(
                merchant == nil ? Self.rotateGateway : Self.rotateMerchant,
                merchant.map { [.publicID($0)] } ?? []) > 0
        }
    }

    private static let merchantGeneration = Columns("pseudonym_generation", Int64.self)
        .from("merchants WHERE public_id = $1")
    private static let gatewayGeneration = Columns("pseudonym_generation", Int64.self).from("installation")
    private static let rotateMerchant: SQL =
        "UPDATE merchants SET pseudonym_generation = pseudonym_generation + 1 WHERE public_id = $1"
    private static let rotateGateway: SQL =
        "UPDATE installation SET pseudonym_generation = pseudonym_generation + 1"
}
