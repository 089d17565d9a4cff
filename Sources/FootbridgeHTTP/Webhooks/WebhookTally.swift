import FootbridgeCore
import Synchronization

/// What the metrics tell of webhooks: what this daemon sent, and how all of them stand.
public final class WebhookTally: Sendable {
    private struct State {
        var standing: [Webhook.State: Int] = [:]
        /// When the oldest event was recorded that a webhook has not been told of, by merchant; of those not given up.
        var waiting: [PublicID: Timestamp] = [:]
    }

    private let deliveries = Counter("footbridge_webhook_deliveries_total", "Messages sent to webhooks, by result.")
    private let state = Mutex(State())

    public init() {}

    func countDelivery() { deliveries.increment(by: 1, labels: [("result", "delivered")]) }

    func count(_ failure: WebhookFailure) {
        deliveries.increment(by: 1, labels: [("result", failure.cause.rawValue)])
    }

    /// - Parameter oldest: of those that have something waiting.
    func stand(_ webhooks: [Webhook], waiting oldest: [PublicID: Timestamp]) {
        state.withLock { state in
            state.standing = webhooks.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
            state.waiting = oldest
        }
    }

    func write(to lines: inout [String], at now: Timestamp) {
        deliveries.write(to: &lines)
        let state = state.withLock { $0 }
        lines += ["# HELP footbridge_webhooks Webhooks, by state.", "# TYPE footbridge_webhooks gauge"]
        for word in Webhook.State.allCases {
            lines.append("footbridge_webhooks{state=\"\(word.rawValue)\"} \(state.standing[word] ?? 0)")
        }
        let lag = state.waiting.values.min().map { max(.zero, now - $0) } ?? .zero
        lines += [
            "# HELP footbridge_webhook_lag_seconds Age of the oldest event that a webhook has not been told of.",
            "# TYPE footbridge_webhook_lag_seconds gauge", "footbridge_webhook_lag_seconds \(lag.components.seconds)",
        ]
    }
}
