import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge staff list`.
struct StaffListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List devices, revoked ones included, and people.")

    @Option(help: "Only those of this store.", transform: KeyArguments.publicID)
    var store: PublicID?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, on: .process) }
        }
    }

    func perform(in storage: Storage, on terminal: Terminal) async throws {
        let staff = try await storage.staff(of: store)
        if json {
            try terminal.result(
                JSON.object([
                    JSON.Member("devices", .array(staff.devices.map(Self.json))),
                    JSON.Member("people", .array(staff.people.map { Self.json(of: $0.person, in: $0.store) })),
                ]).line)
            return
        }
        for device in staff.devices {
            let state = device.revokedAt != nil ? "revoked" : device.lockedAt != nil ? "locked" : "live"
            try terminal.result(
                "device \(device.id.rawValue)  \(device.store)  \(state)  \(PrintableText.of(device.name, limit: 60))")
        }
        for (person, store) in staff.people {
            try terminal.result(
                "person \(person.id.rawValue)  \(store)  \(person.isLead ? "lead" : "till")  "
                    + PrintableText.of(person.name, limit: 60))
        }
        if staff.devices.isEmpty, staff.people.isEmpty { terminal.message("There is no staff.") }
    }

    private static func json(of device: StaffDeviceSummary) -> JSON {
        .object([
            JSON.Member("id", .string(String(device.id.rawValue))), JSON.Member("name", .string(device.name)),
            JSON.Member("store", .string(device.store.description)),
            JSON.Member("created_at", .string(device.createdAt.rfc3339)),
            JSON.Member("revoked_at", .text(device.revokedAt?.rfc3339)),
            JSON.Member("locked_at", .text(device.lockedAt?.rfc3339)),
        ])
    }

    private static func json(of person: StaffPerson, in store: PublicID) -> JSON {
        .object([
            JSON.Member("id", .string(String(person.id.rawValue))), JSON.Member("name", .string(person.name)),
            JSON.Member("store", .string(store.description)),
            JSON.Member("role", .string(person.isLead ? "lead" : "till")),
        ])
    }
}
