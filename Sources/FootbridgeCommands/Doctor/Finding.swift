/// One thing that `doctor` looked at.
struct Finding: Sendable, Hashable {
    enum State: String, Sendable {
        case ok
        /// It works, and an operator should know.
        case warn
        /// It does not work.
        case fail
    }

    var state: State
    /// A few words: what was looked at.
    var subject: String
    var message: String
    /// What to do; nil where there is nothing to.
    var advice: String?

    static func ok(_ subject: String, _ message: String) -> Finding {
        Finding(state: .ok, subject: subject, message: message)
    }

    static func warn(_ subject: String, _ message: String, advice: String) -> Finding {
        Finding(state: .warn, subject: subject, message: message, advice: advice)
    }

    static func fail(_ subject: String, _ message: String, advice: String) -> Finding {
        Finding(state: .fail, subject: subject, message: message, advice: advice)
    }

    /// `FAIL  secret: others may read it: run chmod 600 …`
    var text: String {
        let mark =
            switch state {
            case .ok: "ok  "
            case .warn: "warn"
            case .fail: "FAIL"
            }
        return "\(mark)  \(subject): \(message)" + (advice.map { "; \($0)" } ?? "")
    }

    var json: JSON {
        .object([
            JSON.Member("check", .string(subject)), JSON.Member("state", .string(state.rawValue)),
            JSON.Member("message", .string(message)), JSON.Member("advice", .text(advice)),
        ])
    }
}
