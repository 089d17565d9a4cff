public import FootbridgeCore

/// A device as a list shows it.
public struct StaffDeviceSummary: Sendable, Hashable {
    public var id: StaffDeviceID
    public var name: String
    public var store: PublicID
    public var createdAt: Timestamp
    public var revokedAt: Timestamp?
    public var lockedAt: Timestamp?
}

extension Storage {
    /// See `GatewayStorage`.
    public func staffDevice(keyHash: [UInt8]) async throws(StorageError) -> StaffDevice? {
        try await driver.read { connection in
            guard var device = try connection.first(StaffRows.device(.blob(keyHash))) else { return nil }
            device.people = try connection.rows(StaffRows.people(.publicID(device.store)))
            return device
        }
    }

    /// See `GatewayStorage`.
    public func staffMember(
        _ person: PrincipalID, on device: StaffDeviceID, keyHash: [UInt8]
    ) async throws(StorageError) -> (person: StaffPerson, store: PublicID)? {
        try await driver.read { connection in
            try connection.first(
                StaffRows.member(.integer(device.rawValue), .blob(keyHash), .integer(person.rawValue)))
        }
    }

    /// See `GatewayStorage`.
    public func revokedVouchers(
        of merchant: PublicID, at now: Timestamp, limit: Int
    ) async throws(StorageError) -> [VoucherCode] {
        try await driver.read { connection in
            try connection.rows(StaffRows.revokedVouchers(.publicID(merchant), .time(now), .integer(limit)))
        }
    }

    /// See `GatewayStorage`.
    public func add(_ enrolment: StaffEnrolment, at now: Timestamp) async throws(StorageError) -> Bool {
        try await driver.write { connection in
            guard try connection.first(KeyRows.storeID(.publicID(enrolment.store))) != nil else { return false }
            _ = try connection.run([
                BoundSQL(StaffRows.deleteExpiredEnrolments, [.time(now)]),
                BoundSQL(
                    StaffRows.insertEnrolment,
                    [
                        .blob(StaffEnrolment.hash(of: enrolment.code)), .publicID(enrolment.store),
                        .text(enrolment.name), .time(now), .time(enrolment.expiresAt),
                    ]),
            ])
            return true
        }
    }

    /// See `GatewayStorage`.
    public func enrol(
        _ code: VoucherCode, name: String?, key: DeviceKey, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await driver.write { connection in
            let taken = try connection.first(
                StaffRows.takeEnrolment(.blob(StaffEnrolment.hash(of: code)), .time(now)))
            guard let taken else { return false }
            try connection.change(
                StaffRows.insertDevice,
                [
                    .integer(taken.store), .integer(taken.merchant), .text(name ?? taken.name ?? "Till"),
                    .blob(key.hash), .time(now),
                ])
            return true
        }
    }

    /// See `GatewayStorage`.
    public func tryPIN(
        of person: PrincipalID, on device: StaffDeviceID, at now: Timestamp
    ) async throws(StorageError) -> PINTry {
        let clock = clock
        return try await driver.write { connection in
            let (key, person) = (SQLValue.integer(device.rawValue), SQLValue.integer(person.rawValue))
            let question = StaffRows.deviceTries(person, key)
            let results = try connection.run([BoundSQL(StaffRows.lockDevice, [key]), question.bound])
            guard let tries = try question.rows(of: results[1]).first else { return .unknownPerson }
            guard tries.lockedAt == nil else { return .locked }
            guard tries.next <= now else { return .delayed(until: tries.next) }
            guard let pin = try connection.first(StaffRows.pin(person, .integer(tries.store))) else {
                return .unknownPerson
            }
            let wrong = tries.wrong + 1
            try connection.change(StaffRows.countTry, [key, person, .time(now + PINPace.delay(after: wrong))])
            if wrong >= PINPace.triesUntilLocked {
                var event = Event(kind: .refusal, occurredAt: now, recordedAt: clock.now)
                (event.merchant, event.store) = (tries.merchant, tries.store)
                event.staffDevice = device.rawValue
                event.reason = "device-locked"
                _ = try connection.run([BoundSQL(StaffRows.lock, [.time(now), key]), event.insertion])
            }
            return .compare(pin, triesLeft: max(0, PINPace.triesUntilLocked - wrong))
        }
    }

    /// See `GatewayStorage`.
    public func forgiveWrongPINs(of person: PrincipalID, on device: StaffDeviceID) async throws(StorageError) {
        let key = SQLValue.integer(device.rawValue)
        _ = try await driver.write(repeatable: true) { connection in
            // Their own last try may have locked it.
            try connection.run([
                BoundSQL(StaffRows.unlockAfter, [key, .integer(person.rawValue), .integer(PINPace.triesUntilLocked)]),
                BoundSQL(StaffRows.forgive, [key, .integer(person.rawValue)]),
            ])
        }
    }

    /// Lets people sign in again on a device that wrong PINs have locked.
    ///
    /// - Returns: whether there is such a device.
    public func unlock(_ device: StaffDeviceID) async throws(StorageError) -> Bool {
        let key = SQLValue.integer(device.rawValue)
        return try await driver.write(repeatable: true) { connection in
            let results = try connection.run([BoundSQL(StaffRows.forgiveAll, [key]), BoundSQL(StaffRows.unlock, [key])])
            return results[1].changed == 1
        }
    }

    /// Adds somebody who works at a store.
    ///
    /// - Parameter name: 1 to 200 characters.
    /// - Returns: nil where there is no such store.
    public func addStaff(
        name: String, of store: PublicID, isLead: Bool, pin: StaffPIN.Hash
    ) async throws(StorageError) -> PrincipalID? {
        let now = clock.now
        return try await driver.write { connection in
            guard let storeID = try connection.first(KeyRows.storeID(.publicID(store))) else { return nil }
            let inserted = try connection.first(
                KeyRows.insertPrincipal(
                    .text(name), .text(Role.staff.rawValue), .integer(storeID), .null, .null, .time(now)))
            guard let id = inserted else { throw KeyRows.notInserted }
            try connection.change(
                StaffRows.insertPerson,
                [.integer(id.rawValue), .flag(isLead), .blob(pin.salt), .blob(pin.bytes), .time(now)])
            return id
        }
    }

    /// - Returns: whether there was such a person.
    public func removeStaff(_ person: PrincipalID) async throws(StorageError) -> Bool {
        let now = clock.now
        return try await driver.write { connection in
            try connection.change(StaffRows.removePerson, [.time(now), .integer(person.rawValue)]) == 1
        }
    }

    /// - Returns: whether there was such a device that was not revoked.
    public func revokeStaffDevice(_ device: StaffDeviceID) async throws(StorageError) -> Bool {
        let now = clock.now
        return try await driver.write { connection in
            try connection.change(StaffRows.revokeDevice, [.time(now), .integer(device.rawValue)]) == 1
        }
    }

    /// Devices, revoked ones included, and people.
    ///
    /// - Parameter store: nil for all.
    public func staff(
        of store: PublicID?
    ) async throws(StorageError) -> (devices: [StaffDeviceSummary], people: [(person: StaffPerson, store: PublicID)]) {
        try await driver.read { connection in
            try connection.rows(
                StaffRows.devices(.text(store?.description)), StaffRows.staff(.text(store?.description)))
        }
    }
}
