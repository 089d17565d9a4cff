import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// `footbridge dump`.
struct DumpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Print everything that is kept of one person, as JSON.",
        discussion: """
            Whom it is about is said as for erase. Codes of vouchers are left out, as whoever has one can use it.

            Example:
              footbridge dump --visitor u-5f1c
            """)

    @OptionGroup var who: VisitorArgument

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await CommandFailure.explaining {
            let secret = try database.secret(who.secretFile)
            try await database.withStorage { try await perform(in: $0, with: secret, on: .process) }
        }
    }

    func perform(in storage: Storage, with secret: ServerSecret, on terminal: Terminal) async throws {
        guard let visitor = try await who.resolve(in: storage, with: secret) else {
            throw CommandFailure("nobody is known by that name: they never were, or were erased")
        }
        try terminal.result(VisitorLines.json(of: try await storage.record(of: visitor)).line)
    }
}

/// What is kept of a person, as the command prints it.
enum VisitorLines {
    static func json(of record: VisitorRecord) -> JSON {
        let visitor = record.visitor
        return .object([
            JSON.Member("visitor", .string(String(visitor.number))),
            JSON.Member("first_seen_at", .string(visitor.firstSeenAt.rfc3339)),
            JSON.Member("known_again", .bool(visitor.isKnownAgain)),
            JSON.Member("erased_at", .text(visitor.erasedAt?.rfc3339)),
            JSON.Member("events", .array(record.events.map { json(of: $0, in: record) })),
            JSON.Member("vouchers", .array(record.vouchers.map(json))),
        ])
    }

    /// Members that an event has nothing for are left out.
    private static func json(of event: Event, in record: VisitorRecord) -> JSON {
        let members: [(String, String?)] = [
            ("id", event.id.description), ("type", event.kind.rawValue), ("occurred_at", event.occurredAt.rfc3339),
            ("recorded_at", event.recordedAt.rfc3339), ("trace_id", event.trace?.description),
            ("scan_id", event.scan?.description), ("gtin", event.gtin?.digits14),
            ("merchant_id", event.merchant.flatMap { record.merchants[$0]?.description }),
            ("store_id", event.store.flatMap { record.stores[$0]?.description }),
            ("listing_id", event.listing?.description), ("click_id", event.click?.description),
            ("promotion_id", event.promotion?.description), ("voucher_id", event.voucher?.description),
            ("redemption_id", event.redemption?.description), ("visit_id", event.visit?.description),
            ("purchase_id", event.purchase?.description),
            ("order_id", event.purchase.flatMap { record.orders[$0]?.description }),
            ("amount", event.amount?.amount), ("currency", event.amount?.currency.description),
            ("campaign", event.campaign), ("outcome", event.outcome), ("reason", event.reason),
        ]
        var written = members.compactMap { name, value in value.map { JSON.Member(name, .string($0)) } }
        if let details = record.personal[event.id] { written += json(of: details) }
        return .object(written)
    }

    private static func json(of details: PersonalDetails) -> [JSON.Member] {
        var members: [JSON.Member] = []
        if let place = details.place {
            members.append(JSON.Member("lat", .hundredths(Int(place.latitude))))
            members.append(JSON.Member("lon", .hundredths(Int(place.longitude))))
        }
        for kind in AdClickKind.allCases {
            if let click = details.adClicks[kind] { members.append(JSON.Member(kind.rawValue, .string(click))) }
        }
        if let answer = details.consent.adUserData {
            members.append(JSON.Member("ad_user_data", .string(answer.rawValue)))
        }
        if let answer = details.consent.adPersonalization {
            members.append(JSON.Member("ad_personalization", .string(answer.rawValue)))
        }
        return members
    }

    private static func json(of voucher: VisitorRecord.HeldVoucher) -> JSON {
        .object([
            JSON.Member("id", .string(voucher.id.description)), JSON.Member("state", .string(voucher.state)),
            JSON.Member("gtin", .text(voucher.gtin?.digits14)),
            JSON.Member("issued_at", .string(voucher.issuedAt.rfc3339)),
            JSON.Member("expires_at", .string(voucher.expiresAt.rfc3339)),
        ])
    }
}
