import AsyncHTTPClient
public import NIOCore
import NIOHTTP1

/// Sends requests to a running daemon. Nothing but the expected answer will do.
public struct DaemonClient: Sendable {
    private let url: String
    /// The secret that it shows.
    public let key: String

    /// - Parameter url: scheme, host and port.
    public init(url: String, key: String) {
        self.url = url
        self.key = key
    }

    /// - Returns: the body.
    @discardableResult
    public func get(_ path: String) async throws -> ByteBuffer {
        try await answer(to: HTTPClientRequest(url: url + path), expecting: 200)
    }

    /// Uploads one photo.
    ///
    /// - Parameters:
    ///   - photo: the bytes of its file.
    ///   - type: its media type.
    ///   - query: what a scan's query takes, without the question mark.
    public func upload(_ photo: ByteBuffer, type: String, query: String) async throws {
        var request = HTTPClientRequest(url: "\(url)/v1/scans?\(query)")
        request.method = .POST
        request.headers = ["Content-Type": type]
        request.body = .bytes(photo)
        _ = try await answer(to: request, expecting: 201)
    }

    /// Posts JSON.
    ///
    /// - Returns: the body of a 201.
    public func post(_ path: String, _ body: String) async throws -> ByteBuffer {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers = ["Content-Type": "application/json"]
        request.body = .bytes(ByteBuffer(string: body))
        return try await answer(to: request, expecting: 201)
    }

    private func answer(to request: HTTPClientRequest, expecting status: UInt) async throws -> ByteBuffer {
        var request = request
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1 << 20)
        guard response.status.code == status else {
            throw BenchmarkFailure("\(request.url) answered \(response.status.code)")
        }
        return body
    }
}
