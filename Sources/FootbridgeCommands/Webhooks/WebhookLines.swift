import FootbridgeCore
import FootbridgeStorage

/// A webhook as the commands show it.
enum WebhookLines {
    static func text(of webhook: Webhook) -> [String] {
        var lines = [
            "\(webhook.merchant)  \(webhook.state.rawValue)  \(webhook.target)", "cursor  \(webhook.position.cursor)",
        ]
        if let deliveredAt = webhook.deliveredAt { lines.append("last delivered  \(deliveredAt.rfc3339)") }
        if let failing = webhook.failing {
            let status = failing.failure.status.map { " with status \($0)" } ?? ""
            lines.append(
                "failing since  \(failing.since.rfc3339), \(failing.attempts) attempts, "
                    + "\(failing.failure.cause.rawValue)\(status)")
            if webhook.disabledAt == nil { lines.append("next attempt  \(failing.next.rfc3339)") }
        }
        if let disabledAt = webhook.disabledAt { lines.append("given up  \(disabledAt.rfc3339)") }
        if let until = webhook.salts.previousUntil { lines.append("old secret live until  \(until.rfc3339)") }
        return lines
    }

    /// - Parameter secret: where it is to be shown.
    static func json(of webhook: Webhook, secret: WebhookSecret? = nil) -> JSON {
        let failing = webhook.failing
        return .object(
            [
                JSON.Member("merchant", .string(webhook.merchant.description)),
                JSON.Member("url", .string(webhook.target.description)),
                JSON.Member("state", .string(webhook.state.rawValue)),
                JSON.Member("cursor", .string(webhook.position.cursor)),
                JSON.Member("delivered_at", .text(webhook.deliveredAt?.rfc3339)),
                JSON.Member("failing_since", .text(failing?.since.rfc3339)),
                JSON.Member("attempts", .integer(failing?.attempts ?? 0)),
                JSON.Member("failure", .text(failing?.failure.cause.rawValue)),
                JSON.Member("status", failing?.failure.status.map { .integer($0) } ?? .null),
                JSON.Member("next_attempt_at", .text(webhook.disabledAt == nil ? failing?.next.rfc3339 : nil)),
                JSON.Member("disabled_at", .text(webhook.disabledAt?.rfc3339)),
                JSON.Member("old_secret_until", .text(webhook.salts.previousUntil?.rfc3339)),
            ] + (secret.map { [JSON.Member("secret", .string($0.text))] } ?? []))
    }
}
