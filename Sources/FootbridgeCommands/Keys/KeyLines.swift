import FootbridgeCore
import FootbridgeStorage

/// Keys as the commands print them; never the secret, but for the one time that it is made.
enum KeyLines {
    static func json(of principal: Principal, key: APIKey) -> JSON {
        .object([JSON.Member("key", .string(key.secret))] + members(of: principal))
    }

    static func json(of key: KeySummary) -> JSON {
        .object(
            [JSON.Member("hint", .string(key.hint))] + members(of: key.principal) + [
                JSON.Member("created_at", .string(key.createdAt.rfc3339)),
                JSON.Member("revoked_at", .text(key.revokedAt?.rfc3339)),
            ])
    }

    private static func members(of principal: Principal) -> [JSON.Member] {
        [
            JSON.Member("principal", .integer(Int(principal.id.rawValue))),
            JSON.Member("name", .string(principal.name)),
            JSON.Member("role", .string(principal.role.rawValue)),
            JSON.Member("store", .text(principal.store?.description)),
            JSON.Member("merchant", .text(principal.merchant?.description)),
        ]
    }

    /// `3  …k7wq  staff     lantern-lane.bloomsbury  2026-11-22T16:40:21Z  live     Till 2`
    static func text(of key: KeySummary) -> String {
        let principal = key.principal
        let columns: [(String, Int)] = [
            (String(principal.id.rawValue), 5), ("…\(key.hint)", 5), (principal.role.rawValue, 8),
            ((principal.store ?? principal.merchant)?.description ?? "-", 28),
            (String(key.createdAt.rfc3339.prefix(10)), 10), (key.revokedAt == nil ? "live" : "revoked", 7),
        ]
        let padded = columns.map { text, width in text + String(repeating: " ", count: max(0, width - text.count)) }
        return (padded + [PrintableText.of(principal.name, limit: 60)]).joined(separator: "  ")
    }
}
