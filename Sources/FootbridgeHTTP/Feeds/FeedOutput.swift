import Gzip
import Hummingbird
import NIOCore

/// Where a feed's bytes go: to the client, compressed on the way or not. Each piece is taken before the next is made.
final class FeedOutput {
    private var writer: any ResponseBodyWriter
    private var gzip: GzipStream?

    init(_ writer: any ResponseBodyWriter, gzip: consuming GzipStream? = nil) {
        self.writer = writer
        self.gzip = gzip
    }

    func callAsFunction(_ bytes: [UInt8]) async throws {
        try await send(gzip?.compress(bytes, isEnd: false) ?? bytes)
    }

    /// After the last piece.
    func end() async throws {
        try await send(gzip?.compress([], isEnd: true) ?? [])
    }

    private func send(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await writer.write(ByteBuffer(bytes: bytes))
    }
}
