public import FootbridgeCore

extension Storage {
    public func principal(keyHash: [UInt8]) async throws(StorageError) -> Principal? {
        try await driver.read { connection in
            try connection.first(KeyRows.principal(.blob(keyHash)))
        }
    }

    /// Makes a principal with a first key.
    ///
    /// - Parameters:
    ///   - name: 1 to 200 characters, for people.
    ///   - store: for ``Role/staff``, and only for it.
    ///   - merchant: for ``Role/merchant``; for ``Role/analyst`` where they may see only one.
    /// - Throws: ``StorageError/constraint`` where role, store and merchant do not fit together.
    public func createKey(
        name: String, role: Role, store: PublicID? = nil, merchant: PublicID? = nil
    ) async throws(StorageError) -> KeyCreation {
        let now = clock.now
        return try await driver.write { connection in
            let storeID = try store.map { try connection.first(KeyRows.storeID(.publicID($0))) }
            let merchantID = try merchant.map { try connection.first(KeyRows.merchantID(.publicID($0))) }
            if case .some(.none) = storeID { return .unknownStore }
            if case .some(.none) = merchantID { return .unknownMerchant }
            let inserted = try connection.first(
                KeyRows.insertPrincipal(
                    .text(name), .text(role.rawValue), .integer(storeID ?? nil), .integer(merchantID ?? nil),
                    .time(now)))
            guard let id = inserted else { throw KeyRows.notInserted }
            let key = try KeyRows.addKey(to: id, at: now, on: connection)
            return .created(Principal(id: id, name: name, role: role, store: store, merchant: merchant), key)
        }
    }

    /// Gives a principal one more key, for rotation.
    ///
    /// - Throws: ``StorageError/constraint`` where there is no such principal, or it is the built-in `web`.
    public func addKey(to principal: PrincipalID) async throws(StorageError) -> APIKey {
        let now = clock.now
        return try await driver.write { connection in try KeyRows.addKey(to: principal, at: now, on: connection) }
    }

    /// Every key, revoked ones included, by principal and then by age.
    public func keys() async throws(StorageError) -> [KeySummary] {
        try await driver.read { connection in try connection.rows(KeyRows.all()) }
    }

    /// Revokes the one live key that `hint` means; it is refused from the next look-up on.
    ///
    /// - Parameters:
    ///   - hint: the last four characters of the key.
    ///   - principal: whose key it must be, where the hint alone means several.
    public func revokeKey(
        hint: String, of principal: PrincipalID? = nil
    ) async throws(StorageError) -> KeyRevocation {
        let now = clock.now
        return try await driver.write { connection in
            let live = try connection.rows(KeyRows.all()).filter { key in
                key.hint == hint && key.revokedAt == nil && (principal == nil || key.principal.id == principal)
            }
            guard let key = live.first else { return .unknown }
            guard live.count == 1 else { return .ambiguous(live) }
            try connection.change(KeyRows.revokeOne, [.time(now), .integer(key.principal.id.rawValue), .text(hint)])
            return .revoked(key)
        }
    }

    /// Revokes every live key of a principal.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func revokeKeys(of principal: PrincipalID) async throws(StorageError) -> Int {
        let now = clock.now
        return try await driver.write { connection in
            try connection.change(KeyRows.revokeAll, [.time(now), .integer(principal.rawValue)])
        }
    }
}
