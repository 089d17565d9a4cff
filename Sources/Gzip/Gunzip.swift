import CZlib

/// What a gzip file (RFC 1952) holds, by zlib.
///
/// - Parameter most: bytes that it may hold; a few kilobytes can claim to hold gigabytes.
/// - Returns: nil where the bytes are no whole gzip file, or hold more.
public func gunzip(_ bytes: [UInt8], most: Int) -> [UInt8]? {
    var stream = z_stream()
    guard unsafe footbridge_gunzip_init(&stream) == Z_OK else { return nil }
    defer { unsafe inflateEnd(&stream) }
    var input = bytes
    var ended = false
    let output = unsafe [UInt8](unsafeUninitializedCapacity: most) { output, count in
        unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = UInt32(input.count)
            unsafe stream.next_out = output.baseAddress
            unsafe stream.avail_out = UInt32(output.count)
            ended = unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0
            count = unsafe output.count - Int(stream.avail_out)
        }
    }
    return ended ? output : nil
}
