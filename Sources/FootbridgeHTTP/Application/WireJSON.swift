import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// How everything on the wire is written: JSON (RFC 8259) in UTF-8.
enum WireJSON {
    /// - Returns: the bytes of a document whose members are in order of their names, so that equal answers are equal bytes.
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Wire types hold strings, integers, and coordinates that were checked to be finite.
            preconditionFailure("a wire type could not be encoded: \(error)")
        }
    }

    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        response(body: encode(value), status: status)
    }

    static func response(body: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
