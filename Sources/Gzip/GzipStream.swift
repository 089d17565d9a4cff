import CZlib

/// Compresses a stream of bytes as gzip (RFC 1952), by zlib. Owns zlib's state, so it is not copyable.
@safe public struct GzipStream: ~Copyable {
    /// What little time buys most of: 6, zlib's own choice, takes twice as long for a tenth less.
    private static let level: Int32 = 3
    private static let piece = 64 << 10
    private let stream: UnsafeMutablePointer<z_stream>

    /// zlib had no memory left.
    public struct OutOfMemory: Error {}

    public init() throws(OutOfMemory) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe footbridge_gzip_init(stream, Self.level) == Z_OK else {
            unsafe stream.deallocate()
            throw OutOfMemory()
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes more bytes in.
    ///
    /// - Parameter isEnd: whether nothing comes after them.
    /// - Returns: what is compressed by now; it may be nothing before the end.
    public mutating func compress(_ bytes: [UInt8], isEnd: Bool) -> [UInt8] {
        var output: [UInt8] = []
        var input = bytes
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            // zlib has more to give exactly as long as it fills what it is given.
            while isFull {
                let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.piece) { piece, count in
                    unsafe stream.pointee.next_out = piece.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(Self.piece)
                    unsafe deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
                    count = unsafe Self.piece - Int(stream.pointee.avail_out)
                }
                output += piece
                isFull = piece.count == Self.piece
            }
        }
        return output
    }
}
