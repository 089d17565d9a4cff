import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Staff")
struct StaffTests {
    static let pin = StaffPIN.Hash(salt: Array(repeating: 1, count: 16), bytes: Array(repeating: 2, count: 32))

    static func enrolment() -> StaffEnrolment {
        StaffEnrolment(
            code: VoucherCode(), store: Bookshop.publicID("s1"), name: "Till", expiresAt: Bookshop.noon + .seconds(3600)
        )
    }

    static func device(in storage: Storage) async throws -> (device: StaffDevice, key: DeviceKey, person: PrincipalID) {
        _ = try await storage.upsert(stores: [Bookshop.store("s1"), Bookshop.store("s2")])
        let enrolment = enrolment()
        let key = DeviceKey()
        #expect(try await storage.add(enrolment, at: Bookshop.noon))
        #expect(try await storage.enrol(enrolment.code, name: nil, key: key, at: Bookshop.noon))
        let person = try await storage.addStaff(name: "Ada", of: Bookshop.publicID("s1"), isLead: true, pin: pin)
        let device = try await storage.staffDevice(keyHash: key.hash)
        return (try #require(device), key, try #require(person))
    }

    @Test("A code enrols one device, however many bring it, and none after its hour", arguments: StorageEngine.allCases)
    func enrol(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let (enrolment, late) = (Self.enrolment(), Self.enrolment())
            #expect(try await storage.add(enrolment, at: Bookshop.noon))
            #expect(try await storage.add(late, at: Bookshop.noon))
            let enrolled = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await storage.enrol(enrolment.code, name: nil, key: DeviceKey(), at: Bookshop.noon)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(enrolled.filter(\.self).count == 1)
            #expect(try await storage.enrol(late.code, name: nil, key: DeviceKey(), at: late.expiresAt) == false)
            var elsewhere = Self.enrolment()
            elsewhere.store = Bookshop.publicID("nowhere")
            #expect(try await storage.add(elsewhere, at: Bookshop.noon) == false)
        }
    }

    @Test("Who is signed in is there while device and person are", arguments: StorageEngine.allCases)
    func member(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (device, key, person) = try await Self.device(in: storage)
            #expect(device.people.map(\.id) == [person] && device.name == "Till")
            func member(_ person: PrincipalID, _ key: DeviceKey = key) async throws -> Bool {
                try await storage.staffMember(person, on: device.id, keyHash: key.hash) != nil
            }
            #expect(try await member(person))
            #expect(try await member(person, DeviceKey()) == false)
            let elsewhere = try await storage.addStaff(
                name: "Ben", of: Bookshop.publicID("s2"), isLead: false, pin: Self.pin)
            #expect(try await member(try #require(elsewhere)) == false)
            #expect(try await storage.removeStaff(person))
            #expect(try await member(person) == false)
            let other = try await storage.addStaff(
                name: "Eve", of: Bookshop.publicID("s1"), isLead: false, pin: Self.pin)
            #expect(try await member(try #require(other)))
            #expect(try await storage.revokeStaffDevice(device.id))
            #expect(try await member(try #require(other)) == false)
            #expect(try await storage.staffDevice(keyHash: key.hash) == nil)
        }
    }

    @Test(
        "Every try counts before it is compared; ten wrong ones lock the device, which the log tells",
        arguments: StorageEngine.allCases)
    func tries(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (device, _, person) = try await Self.device(in: storage)
            let compared = try await withThrowingTaskGroup(of: PINTry.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await storage.tryPIN(of: person, on: device.id, at: Bookshop.noon) }
                }
                return try await group.reduce(into: 0) { count, attempt in
                    if case .compare = attempt { count += 1 }
                }
            }
            // The third waits.
            #expect((1...3).contains(compared))
            var now = Bookshop.noon
            for _ in 0..<20 {
                now = now + .seconds(1000)
                _ = try await storage.tryPIN(of: person, on: device.id, at: now)
            }
            #expect(try await storage.tryPIN(of: person, on: device.id, at: now + .seconds(10_000)) == .locked)
            let alarms = try await storage.settledEvents().map(\.event)
                .filter { $0.reason == "device-locked" }
            #expect(alarms.map(\.staffDevice) == [device.id.rawValue])
            #expect(try await storage.unlock(device.id))
            #expect(
                try await storage.tryPIN(of: person, on: device.id, at: now) == .compare(Self.pin, triesLeft: 9))
            #expect(
                try await storage.tryPIN(of: PrincipalID(rawValue: 999), on: device.id, at: now) == .unknownPerson)
        }
    }

    @Test("Somebody's own right PIN forgives no tries of another's", arguments: StorageEngine.allCases)
    func guessing(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (device, _, lead) = try await Self.device(in: storage)
            let added = try await storage.addStaff(
                name: "Ben", of: Bookshop.publicID("s1"), isLead: false, pin: Self.pin)
            let till = try #require(added)
            var (now, isLocked) = (Bookshop.noon, false)
            for _ in 0..<12 {
                now = now + .seconds(1000)
                if try await storage.tryPIN(of: lead, on: device.id, at: now) == .locked { isLocked = true }
                if case .compare = try await storage.tryPIN(of: till, on: device.id, at: now), !isLocked {
                    try await storage.forgiveWrongPINs(of: till, on: device.id)
                }
            }
            #expect(isLocked)
        }
    }
}
