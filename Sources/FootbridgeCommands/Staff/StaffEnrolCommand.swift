import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import SymbolDrawing

/// `footbridge staff enrol`.
struct StaffEnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Make a one-time code that enrols a device of a store within the hour.",
        discussion: """
            Open /staff on the device and type the code, or point its camera at the QR code, for which --url has to say \
            where the daemon is reached.

            Examples:
              footbridge staff enrol --store lantern-lane.bloomsbury
              footbridge staff enrol --store lantern-lane.bloomsbury --name "Till 2" \\
                --url https://books.example
            """)

    @Option(help: "The store's public id.", transform: KeyArguments.publicID)
    var store: PublicID

    @Option(help: "What the device is called where it does not say, 1 to 60 characters.")
    var name: String?

    @Option(help: "Where the daemon is reached, such as https://books.example; for the QR code.")
    var url: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let name, !(1...60).contains(name.unicodeScalars.count) {
            throw ValidationError("--name must be 1 to 60 characters.")
        }
    }

    func run() async throws {
        try await CommandFailure.explaining {
            try await database.withStorage { try await perform(in: $0, at: WallClock.system.now, on: .process) }
        }
    }

    func perform(in storage: Storage, at now: Timestamp, on terminal: Terminal) async throws {
        let enrolment = StaffEnrolment(
            code: VoucherCode(), store: store, name: name, expiresAt: now + StaffEnrolment.lifetime)
        guard try await storage.add(enrolment, at: now) else { throw CommandFailure("there is no store \(store)") }
        let address = url.map { ($0.hasSuffix("/") ? String($0.dropLast()) : $0) + "/staff#enrol=\(enrolment.code)" }
        if json {
            try terminal.result(
                JSON.object([
                    JSON.Member("code", .string(enrolment.code.description)),
                    JSON.Member("store", .string(store.description)), JSON.Member("url", .text(address)),
                    JSON.Member("expires_at", .string(enrolment.expiresAt.rfc3339)),
                ]).line)
            return
        }
        terminal.message("This code enrols one device of \(store) until \(enrolment.expiresAt.rfc3339):")
        try terminal.result(enrolment.code.grouped)
        if let address, let code = QRCode(address) {
            try terminal.result(code.text)
            terminal.message(address)
        }
    }
}

extension VoucherCode {
    /// In groups of four, as people read it.
    var grouped: String {
        let letters = Array(description)
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
            .joined(separator: " ")
    }
}

extension QRCode {
    /// Two rows of modules a line, for a terminal; dark on light whatever the terminal's colours are.
    var text: String {
        func isDark(_ x: Int, _ y: Int) -> Bool { (0..<size).contains(x) && (0..<size).contains(y) && self[x, y] }
        return stride(from: -2, to: size + 2, by: 2).map { y in
            let line = (-2..<(size + 2)).map { x in
                switch (isDark(x, y), isDark(x, y + 1)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }
            return "\u{1B}[30;107m\(line.joined())\u{1B}[0m"
        }.joined(separator: "\n")
    }
}
