import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// `footbridge staff revoke`.
struct StaffRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a device: nobody is signed in on it from the next request on.",
        discussion: "Its number is in staff list. It can be enrolled again with a new code.")

    @Argument(help: "The device's number.") var device: Int64

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { storage in
                guard try await storage.revokeStaffDevice(StaffDeviceID(rawValue: device)) else {
                    throw CommandFailure("there is no device \(device) that is not revoked")
                }
                Terminal.process.message("Revoked device \(device).")
            }
        }
    }
}

/// `footbridge staff remove`.
struct StaffRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove somebody: they are signed out at the next request.",
        discussion: "Their number is in staff list. What they redeemed stays in the ledger.")

    @Argument(help: "The person's number.") var person: Int64

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { storage in
                guard try await storage.removeStaff(PrincipalID(rawValue: person)) else {
                    throw CommandFailure("there is nobody with the number \(person)")
                }
                Terminal.process.message("Removed person \(person).")
            }
        }
    }
}

/// `footbridge staff unlock`.
struct StaffUnlockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Unlock a device that wrong PINs have locked.",
        discussion: "Its number is in staff list.")

    @Argument(help: "The device's number.") var device: Int64

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { storage in
                guard try await storage.unlock(StaffDeviceID(rawValue: device)) else {
                    throw CommandFailure("there is no device \(device)")
                }
            }
            Terminal.process.message("Device \(device) takes PINs again.")
        }
    }
}
