public import FootbridgeCore

extension Storage {
    public func principal(keyHash: [UInt8]) async throws(StorageError) -> Principal? {
        let found = try await driver.read { connection in
            try connection.first(KeyRows.principal(.blob(keyHash)))
        }
        guard let found else { return nil }
        keyUses.note(keyHash, lastNoted: found.lastUsedOn, at: clock.now)
        return found.principal
    }

    /// Writes down which keys were used today, where that is not known yet: one row a key and day, whatever comes in.
    public func recordKeyUses() async throws(StorageError) {
        let uses = keyUses.take()
        guard !uses.isEmpty else { return }
        do {
            try await driver.write(repeatable: true) { connection in
                for (hash, day) in uses { try connection.change(KeyRows.recordUse, [.time(day), .blob(hash)]) }
            }
        } catch {
            keyUses.giveBack(uses)
            throw error
        }
    }

    /// Makes a principal with a first key.
    ///
    /// - Parameters:
    ///   - name: 1 to 200 characters, for people.
    ///   - store: for ``Role/staff``, and only for it.
    ///   - merchant: for ``Role/merchant``; for ``Role/analyst`` where they may see only one.
    ///   - origins: for ``Role/client``, where its keys are to stand in pages of those sites.
    /// - Throws: ``StorageError/constraint`` where role, store, merchant and origins do not fit together.
    public func createKey(
        name: String, role: Role, store: PublicID? = nil, merchant: PublicID? = nil, origins: [WebOrigin]? = nil
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
                    .text(origins?.map(\.description).joined(separator: " ")), .time(now)))
            guard let id = inserted else { throw KeyRows.notInserted }
            let principal = Principal(
                id: id, name: name, role: role, store: store, merchant: merchant, origins: origins)
            return .created(principal, try KeyRows.addKey(to: principal, at: now, on: connection))
        }
    }

    /// Gives a principal one more key of the same kind, for rotation: the old ones live until they are revoked.
    public func addKey(to id: PrincipalID) async throws(StorageError) -> KeyCreation {
        let now = clock.now
        return try await driver.write { connection in
            guard let principal = try connection.first(KeyRows.withoutKey(.integer(id.rawValue))) else {
                return .unknownPrincipal
            }
            return .created(principal, try KeyRows.addKey(to: principal, at: now, on: connection))
        }
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
