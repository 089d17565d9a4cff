import Gzip

/// How an answer's body is kept: as it went out, and compressed once it is long, as where fifty shops are named.
public enum KeptForm {
    /// No scan's answer is kept in more bytes, whatever is in the photo and in the catalogue: what would not fit is left out
    /// of the answer itself, so that it is given again as it was.
    public static let most = 16 << 10
    /// Bytes up to which compressing saves less than it costs, as of an answer with five shops.
    private static let short = 8 << 10

    /// As they are where zlib has no memory left.
    public static func bytes(of body: [UInt8]) -> [UInt8] {
        guard body.count > short, var stream = try? GzipStream() else { return body }
        return stream.compress(body, isEnd: true)
    }

    /// Whether a body can be kept in ``most`` bytes.
    static func holds(_ body: [UInt8]) -> Bool { body.count <= most || bytes(of: body).count <= most }
}
