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
                JSON.Member("last_used_on", .text(key.lastUsedOn.map(day))),
            ])
    }

    private static func members(of principal: Principal) -> [JSON.Member] {
        [
            JSON.Member("principal", .integer(Int(principal.id.rawValue))),
            JSON.Member("name", .string(principal.name)),
            JSON.Member("role", .string(principal.role.rawValue)),
            JSON.Member("store", .text(principal.store?.description)),
            JSON.Member("merchant", .text(principal.merchant?.description)),
            JSON.Member("origins", principal.origins.map { .array($0.map { .string($0.description) }) } ?? .null),
        ]
    }

    /// `3  …k7wq  staff        lantern-lane.bloomsbury       2026-11-22  2026-11-26  live     Till 2`
    static func text(of key: KeySummary) -> String {
        let principal = key.principal
        let columns: [(String, Int)] = [
            (String(principal.id.rawValue), 5), ("…\(key.hint)", 5),
            (principal.isPublishable ? "publishable" : principal.role.rawValue, 11), (bound(principal), 28),
            (day(key.createdAt), 10), (key.lastUsedOn.map(day) ?? "never", 10),
            (key.revokedAt == nil ? "live" : "revoked", 7),
        ]
        let padded = columns.map { text, width in text + String(repeating: " ", count: max(0, width - text.count)) }
        return (padded + [PrintableText.of(principal.name, limit: 60)]).joined(separator: "  ")
    }

    /// What the keys of a principal are good for alone.
    private static func bound(_ principal: Principal) -> String {
        if let origins = principal.origins {
            let others = origins.count > 1 ? " +\(origins.count - 1)" : ""
            return (origins.first?.description ?? "-") + others
        }
        return (principal.store ?? principal.merchant)?.description ?? "-"
    }

    private static func day(_ time: Timestamp) -> String { String(time.rfc3339.prefix(10)) }
}
