import AsyncHTTPClient
import FootbridgeCore
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends messages to one webhook, one after the other.
struct WebhookConnection: Sendable {
    /// Until the head of an answer: a receiver may do its work before it answers.
    private static let patience = TimeAmount.seconds(15)
    private static let bodyPatience = Duration.seconds(2)
    /// Of an answer's body; nobody reads it, but a connection can be used again once it has ended.
    private static let longestAnswer = 16 * 1024

    private let target: WebhookTarget
    private let client: OutboundClient

    /// - Parameter turn: which of several addresses to take: each failed attempt takes the next.
    /// - Throws: ``WebhookFailure`` where the target may not be sent to.
    init(to target: WebhookTarget, settings: WebhookSettings, turn: Int) async throws {
        guard target.isSecure || settings.allowsPrivate else { throw WebhookFailure(.insecure) }
        do {
            client = try await OutboundClient(to: target.host, allowsPrivate: settings.allowsPrivate, turn: turn)
        } catch let refusal as OutboundClient.Refusal {
            throw WebhookFailure(refusal == .unresolved ? .unresolved : .privateAddress)
        }
        self.target = target
    }

    /// Sends one message.
    ///
    /// - Throws: ``WebhookFailure`` unless the answer is 2xx; `CancellationError`.
    func send(_ message: WebhookMessage, fields: [(name: String, value: String)]) async throws {
        var request = HTTPClientRequest(url: target.description)
        request.method = .POST
        request.headers = ["content-type": WebhookMessage.mediaType, "user-agent": "footbridge"]
        for field in fields { request.headers.add(name: field.name, value: field.value) }
        request.body = .bytes(ByteBuffer(bytes: message.body))
        let response: HTTPClientResponse
        do {
            response = try await client.http.execute(request, timeout: Self.patience)
        } catch {
            try Task.checkCancellation()
            throw Self.failure(error)
        }
        guard (200..<300).contains(response.status.code) else { throw Self.failure(response) }
        await Self.finish(response.body)
    }

    func close() async throws { try await client.close() }

    /// Reads an answer to its end, so that its connection can be used again. The word was given with the head: one that
    /// does not end, or breaks, takes nothing of it and costs the connection alone.
    private static func finish(_ body: HTTPClientResponse.Body) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var length = 0
                do {
                    for try await part in body {
                        length += part.readableBytes
                        if length > longestAnswer { return }
                    }
                } catch {}
            }
            group.addTask {
                do { try await Task.sleep(for: bodyPatience) } catch {}
            }
            await group.next()
            group.cancelAll()
        }
    }

    private static func failure(_ response: HTTPClientResponse) -> WebhookFailure {
        let status = Int(response.status.code)
        let cause: WebhookFailure.Cause =
            switch status {
            case 300..<400: .redirected
            case 410: .gone
            default: .refused
            }
        let wait = response.headers.first(name: "retry-after").flatMap {
            RetryAfter.wait($0, at: WallClock.system.now)
        }
        return WebhookFailure(cause, status: status, retryAfter: wait)
    }

    private static func failure(_ error: any Error) -> WebhookFailure {
        switch error as? HTTPClientError {
        case .deadlineExceeded?, .connectTimeout?, .readTimeout?, .writeTimeout?: WebhookFailure(.timeout)
        default: WebhookFailure(.unreachable)
        }
    }
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
enum RetryAfter {
    /// - Returns: nil for anything else; never negative.
    static func wait(_ text: String, at now: Timestamp) -> Duration? {
        if let seconds = Int32(text) { return seconds < 0 ? nil : .seconds(seconds) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max(.zero, Timestamp($0) - now) }
    }
}
