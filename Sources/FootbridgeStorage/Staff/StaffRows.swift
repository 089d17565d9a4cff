import FootbridgeCore

/// Devices, people and enrolments as they are stored.
enum StaffRows {
    static let device = Columns(
        Columns("d.device_id", Int64.self), Columns("d.name", String.self), Columns("t.public_id", PublicID.self),
        Columns("t.name", String.self), Columns("t.time_zone", String.self), Columns("m.public_id", PublicID.self),
        Columns("m.name", String.self), Columns("m.offline_allowed", Bool.self),
        Columns("m.offline_grace_s", Int64.self)
    ) { id, name, store, storeName, zone, merchant, merchantName, isAllowed, grace in
        StaffDevice(
            id: StaffDeviceID(rawValue: id), name: name, store: store, storeName: storeName, timeZone: zone,
            merchant: Merchant(id: merchant, name: merchantName),
            offline: OfflineTerms(isAllowed: isAllowed, grace: .seconds(grace)), people: [])
    }.from(
        """
        staff_devices d
          JOIN stores t ON t.store_id = d.store_id
          JOIN merchants m ON m.merchant_id = d.merchant_id
        WHERE d.key_hash = $1 AND d.revoked_at IS NULL
        """)
    private static let personColumns = Columns(
        Columns("p.principal_id", PrincipalID.self), Columns("p.name", String.self), Columns("s.is_lead", Bool.self),
        make: StaffPerson.init(id:name:isLead:))
    static let people = personColumns.from(
        """
        staff_people s
          JOIN principals p ON p.principal_id = s.principal_id
          JOIN stores t ON t.store_id = p.store_id
        WHERE t.public_id = $1 AND s.removed_at IS NULL
        ORDER BY p.name, p.principal_id
        """)
    /// Somebody who is signed in on a device: both still there, and of one store.
    static let member = Columns(personColumns, Columns("t.public_id", PublicID.self)) { (person: $0, store: $1) }
        .from(
            """
            staff_devices d
              JOIN principals p ON p.store_id = d.store_id
              JOIN staff_people s ON s.principal_id = p.principal_id
              JOIN stores t ON t.store_id = d.store_id
            WHERE d.device_id = $1 AND d.key_hash = $2 AND d.revoked_at IS NULL AND p.principal_id = $3
              AND s.removed_at IS NULL
            """)
    static let revokedVouchers = Columns("v.code", VoucherCode.self).from(
        """
        vouchers v JOIN merchants m ON m.merchant_id = v.merchant_id
        WHERE m.public_id = $1 AND v.state = 'revoked' AND v.expires_at > $2
        ORDER BY v.expires_at LIMIT $3
        """)

    static let insertEnrolment: SQL = """
        INSERT INTO staff_enrolments (code_hash, store_id, merchant_id, name, created_at, expires_at)
        VALUES ($1, (SELECT store_id FROM stores WHERE public_id = $2),
          (SELECT merchant_id FROM stores WHERE public_id = $2), $3, $4, $5)
        """
    /// Whoever comes second with a code deletes nothing.
    static let takeEnrolment = Columns(
        Columns("store_id", Int64.self), Columns("merchant_id", Int64.self), Columns("name", String?.self)
    ) { (store: $0, merchant: $1, name: $2) }
    .returned(by: "DELETE FROM staff_enrolments WHERE code_hash = $1 AND expires_at > $2")
    static let deleteExpiredEnrolments: SQL = "DELETE FROM staff_enrolments WHERE expires_at <= $1"
    static let insertDevice: SQL = """
        INSERT INTO staff_devices (store_id, merchant_id, name, key_hash, created_at) VALUES ($1, $2, $3, $4, $5)
        """

    /// Nobody else counts a try on the device meanwhile.
    static let lockDevice = SQL(
        sqlite: "SELECT 1 FROM staff_devices WHERE device_id = $1",
        postgresql: "SELECT 1 FROM staff_devices WHERE device_id = $1 FOR NO KEY UPDATE")
    static let deviceTries = Columns(
        Columns("d.locked_at", Timestamp?.self), Columns("d.store_id", Int64.self),
        Columns("d.merchant_id", Int64.self),
        Columns("coalesce(n.wrong_pins, 0)", Int.self), Columns("coalesce(n.next_try_at, 0)", Timestamp.self)
    ) { (lockedAt: $0, store: $1, merchant: $2, wrong: $3, next: $4) }
    .from(
        """
        staff_devices d LEFT JOIN staff_pin_tries n ON n.device_id = d.device_id AND n.principal_id = $1
        WHERE d.device_id = $2 AND d.revoked_at IS NULL
        """)
    static let countTry: SQL = """
        INSERT INTO staff_pin_tries (device_id, principal_id, wrong_pins, next_try_at) VALUES ($1, $2, 1, $3)
        ON CONFLICT (device_id, principal_id) DO UPDATE SET
          wrong_pins = staff_pin_tries.wrong_pins + 1, next_try_at = excluded.next_try_at
        """
    static let lock: SQL = "UPDATE staff_devices SET locked_at = $1 WHERE device_id = $2 AND locked_at IS NULL"
    static let forgive: SQL = "DELETE FROM staff_pin_tries WHERE device_id = $1 AND principal_id = $2"
    static let forgiveAll: SQL = "DELETE FROM staff_pin_tries WHERE device_id = $1"
    static let unlockAfter: SQL = """
        UPDATE staff_devices SET locked_at = NULL
        WHERE device_id = $1 AND EXISTS (
          SELECT 1 FROM staff_pin_tries n WHERE n.device_id = $1 AND n.principal_id = $2 AND n.wrong_pins >= $3)
        """
    static let unlock: SQL = "UPDATE staff_devices SET locked_at = NULL WHERE device_id = $1"
    static let pin = Columns(Columns("s.pin_salt", [UInt8].self), Columns("s.pin_hash", [UInt8].self)) {
        StaffPIN.Hash(salt: $0, bytes: $1)
    }.from(
        """
        staff_people s JOIN principals p ON p.principal_id = s.principal_id
        WHERE p.principal_id = $1 AND p.store_id = $2 AND s.removed_at IS NULL
        """)

    static let insertPerson: SQL =
        "INSERT INTO staff_people (principal_id, is_lead, pin_salt, pin_hash, created_at) VALUES ($1, $2, $3, $4, $5)"
    static let removePerson: SQL =
        "UPDATE staff_people SET removed_at = $1 WHERE principal_id = $2 AND removed_at IS NULL"
    static let revokeDevice: SQL =
        "UPDATE staff_devices SET revoked_at = $1 WHERE device_id = $2 AND revoked_at IS NULL"

    static let devices = Columns(
        Columns("d.device_id", Int64.self), Columns("d.name", String.self), Columns("t.public_id", PublicID.self),
        Columns("d.created_at", Timestamp.self), Columns("d.revoked_at", Timestamp?.self),
        Columns("d.locked_at", Timestamp?.self)
    ) { id, name, store, createdAt, revokedAt, lockedAt in
        StaffDeviceSummary(
            id: StaffDeviceID(rawValue: id), name: name, store: store, createdAt: createdAt, revokedAt: revokedAt,
            lockedAt: lockedAt)
    }.from(
        """
        staff_devices d JOIN stores t ON t.store_id = d.store_id
        WHERE t.public_id = coalesce($1, t.public_id) ORDER BY t.public_id, d.device_id
        """)
    static let staff = Columns(personColumns, Columns("t.public_id", PublicID.self)) { (person: $0, store: $1) }
        .from(
            """
            staff_people s
              JOIN principals p ON p.principal_id = s.principal_id
              JOIN stores t ON t.store_id = p.store_id
            WHERE t.public_id = coalesce($1, t.public_id) AND s.removed_at IS NULL
            ORDER BY t.public_id, p.name, p.principal_id
            """)
}
