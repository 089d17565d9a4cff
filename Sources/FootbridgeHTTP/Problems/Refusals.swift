import FootbridgeCore
import HTTPTypes
import Logging

/// Tells of every request that is refused or that fails, in one line of the log and in the count: the one place that does.
///
/// Nothing of the request is in that line but what has names of ours, so no key, no code of a voucher and no position is.
public final class Refusals: Sendable {
    private let problems = Counter(
        "footbridge_http_problems_total", "Requests refused or failed, by problem code.")

    public init() {}

    /// What is told of a request.
    struct Subject {
        /// The pattern of its path; nil where there is no such route, or no request that could be routed.
        var route: String?
        /// In a word of ours; nil where it is none that is known here.
        var method: HTTPRequest.Method?

        static let none = Subject()
    }

    /// - Parameters:
    ///   - problem: what the client is told.
    ///   - error: what that was made of; a problem itself where the client is at fault.
    ///   - logger: names the request by its trace id.
    func tell(_ problem: Problem, because error: any Error, of subject: Subject, _ logger: Logger) {
        problems.increment(by: 1, labels: [("code", problem.code)])
        var metadata = Self.metadata(problem.status, subject)
        metadata["problem.code"] = "\(problem.code)"
        switch error {
        case StorageError.claimLost: logger.info("request refused", metadata: metadata)
        case let error as StorageError:
            metadata["storage.error"] = "\(error)"
            logger.error("storage failed", metadata: metadata)
        case _ where problem.code == Problem.internal.code:
            metadata["error.cause"] = "\(LoggedCause(error))"
            logger.error("request failed", metadata: metadata)
        default: logger.info("request refused", metadata: metadata)
        }
    }

    /// The same of an answer that is a refusal and no problem: a page that says so, or a kept answer that is given again.
    func tell(_ status: HTTPResponse.Status, of subject: Subject, _ logger: Logger) {
        logger.info("request refused", metadata: Self.metadata(status, subject))
    }

    private static func metadata(_ status: HTTPResponse.Status, _ subject: Subject) -> Logger.Metadata {
        [
            "http.status": "\(status.code)", "http.route": "\(subject.route ?? "none")",
            "http.method": "\(subject.method?.rawValue ?? "other")",
        ]
    }

    func write(to lines: inout [String]) { problems.write(to: &lines) }
}

/// What an error that nobody expected says of itself, as far as a log may have it: on one line, of bounded length, without
/// what looks like a key, a voucher's code, a position or the path of a file.
struct LoggedCause: CustomStringConvertible {
    let description: String

    private static let longest = 500
    /// A key; a path; a number with three decimals or more; and what is long enough for a code or an id of somebody's.
    private static var secrets: Regex<Substring> {
        /fbk_\S*|(?:\/[\w.\-]+){2,}|[+\-]?\d+\.\d{3,}|\b(?=[\w\-]*\d)[\w\-]{12,}/
    }

    init(_ error: any Error) {
        let text: String
        switch error {
        // The words of these hold the value that was wrong.
        case let error as EncodingError: text = Self.words(of: error)
        case let error as DecodingError: text = Self.words(of: error)
        default: text = "\(error)"
        }
        let line = String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(4 * Self.longest).map { scalar in
                    scalar.properties.generalCategory == .control ? " " : scalar
                }))
        description = "\(type(of: error)): \(line.replacing(Self.secrets, with: "…").prefix(Self.longest))"
    }

    private static func words(of error: EncodingError) -> String {
        switch error {
        case .invalidValue(_, let context): context.debugDescription
        @unknown default: "unknown"
        }
    }

    private static func words(of error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".") + ": " + context.debugDescription
        @unknown default: "unknown"
        }
    }
}
