import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import SymbolDrawing

/// `footbridge store`: what a shop needs at its door.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Print what hangs at a store's door.", subcommands: [StoreDoorCommand.self])
}

/// `footbridge store door`.
struct StoreDoorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "door",
        abstract: "Make the sign for a store's door: its QR code proves a visit.",
        discussion: """
            An SVG picture of A6 size, to be printed as it is. The code is signed with the installation's secret and does \
            not change; a shopper who scans it is counted once a day.

            Example:
              footbridge store door --store lantern-lane.bloomsbury > door.svg
            """)

    @Option(help: "The store's public id.", transform: KeyArguments.publicID)
    var store: PublicID

    @Option(
        help: ArgumentHelp(
            "The file with the installation's secret.",
            discussion: "Also FOOTBRIDGE_SECRET_FILE. Default: as for serve, which makes it."))
    var secretFile: String?

    @Flag(help: "Print the QR code's text alone.")
    var text = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let secret = try database.secret(secretFile)
        try await CommandFailure.explaining {
            try await database.withStorage {
                try await perform(in: $0, with: secret, at: WallClock.system.now, on: .process)
            }
        }
    }

    func perform(in storage: Storage, with secret: ServerSecret, at now: Timestamp, on terminal: Terminal) async throws
    {
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure("this is not the secret that the database was served with")
        }
        guard let name = try await storage.storeName(store) else { throw CommandFailure("there is no store \(store)") }
        let payload = SignedCode.door(store).text(signedBy: SigningKeys(secret: secret), at: now)
        guard let code = QRCode(payload, correction: .quartile) else { throw CommandFailure("the code is too long") }
        try terminal.result(text ? payload : DoorSign(name: name, code: code).svg)
    }
}

/// A sheet of A6, 105 by 148 millimetres.
struct DoorSign {
    var name: String
    var code: QRCode

    var svg: String {
        let picture = code.svg(label: name).replacingOccurrences(
            of: "<svg ", with: "<svg x=\"12.5\" y=\"34\" width=\"80\" height=\"80\" ")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="105mm" height="148mm" viewBox="0 0 105 148">
            <rect width="105" height="148" fill="#fff"/>
            <text x="52.5" y="18" font-family="Helvetica, Arial, sans-serif" font-size="6" font-weight="bold" \
            text-anchor="middle" textLength="\(length)" lengthAdjust="spacingAndGlyphs">\(name.escapedForXML)</text>
            <text x="52.5" y="27" font-family="Helvetica, Arial, sans-serif" font-size="4.2" text-anchor="middle">\
            You are here: scan me</text>
            \(picture)
            <text x="52.5" y="126" font-family="Helvetica, Arial, sans-serif" font-size="4.2" text-anchor="middle">\
            Sie sind da: scannen Sie mich</text>
            <text x="52.5" y="134" font-family="Helvetica, Arial, sans-serif" font-size="4.2" text-anchor="middle">\
            Vous y êtes : scannez-moi</text>
            </svg>
            """
    }

    /// About what the name takes, and never more than the sheet has.
    private var length: Int { min(93, max(4, Int(Double(name.count) * 3.3))) }
}
