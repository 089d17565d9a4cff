import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers in JSON.
enum WireJSON {
    static func response(_ value: some JSONWritable, status: HTTPResponse.Status = .ok) -> Response {
        response(body: JSONWriter.document(value), status: status)
    }

    static func response(body: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
