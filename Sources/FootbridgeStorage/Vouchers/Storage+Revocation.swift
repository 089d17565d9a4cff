public import FootbridgeCore

extension Storage {
    /// What a voucher is known by.
    public enum VoucherName: Sendable {
        case id(VoucherID)
        case code(VoucherCode)
    }

    /// Withdraws a voucher that is open, and gives its place under the promotion's cap back.
    ///
    /// - Returns: whether there was one.
    public func revokeVoucher(_ name: VoucherName) async throws(StorageError) -> Bool {
        let values: [SQLValue] =
            switch name {
            case .id(let id): [.id(id), .text("")]
            // No id has no bytes.
            case .code(let code): [.blob([]), .text(code.description)]
            }
        return try await driver.write(repeatable: true) { connection in
            let results = try connection.run([
                BoundSQL(Self.lockOpen, values), BoundSQL(Self.uncount, values), BoundSQL(Self.revoke, values),
            ])
            return results[2].changed == 1
        }
    }

    /// Says what a merchant's tills may do without a network.
    ///
    /// - Returns: whether there is such a merchant.
    public func setOfflineTerms(
        _ terms: OfflineTerms, of merchant: PublicID
    ) async throws(StorageError) -> Bool {
        try await driver.write(repeatable: true) { connection in
            try connection.change(
                Self.setOffline,
                [.flag(terms.isAllowed), .integer(terms.grace.components.seconds), .publicID(merchant)]) == 1
        }
    }

    private static let lockOpen = SQL(
        sqlite: "SELECT 1 FROM vouchers WHERE voucher_id = $1 OR code = $2",
        postgresql: "SELECT 1 FROM vouchers WHERE voucher_id = $1 OR code = $2 FOR NO KEY UPDATE")
    private static let uncount: SQL = """
        UPDATE promotions SET counted = counted - 1
        WHERE promotion_id = (
          SELECT promotion_id FROM vouchers
          WHERE (voucher_id = $1 OR code = $2) AND is_counted = 1 AND state IN ('issued', 'reversed'))
        """
    private static let revoke: SQL = """
        UPDATE vouchers SET state = 'revoked', is_counted = 0
        WHERE (voucher_id = $1 OR code = $2) AND state IN ('issued', 'reversed')
        """
    private static let setOffline: SQL =
        "UPDATE merchants SET offline_allowed = $1, offline_grace_s = $2 WHERE public_id = $3"
}
