import PhotoDecoding

/// What every message between the daemon and a worker begins with: 24 bytes, least significant byte first. To the worker
/// nothing follows it, but the photo's descriptor comes with it; to the daemon its body follows.
struct MessageHead: Equatable {
    /// Of this form of the messages; both ends are the same binary, so another one is nonsense.
    static let version: UInt16 = 4
    static let size = 24
    private static let mark: UInt32 = 0x5742_4646  // "FFBW"

    enum Kind: UInt16 {
        /// To the worker: a photo to read; the length is the file's.
        case photo = 1
        /// To the worker: nobody wants this photo's reading any more.
        case cancel
        /// To the daemon: ready (``WorkerReady``).
        case ready
        /// To the daemon: what was read (``ReadingEncoding``).
        case reading
        /// To the daemon: the photo cannot be decoded, whatever was asked of it; the body is one byte, why (``Refusal``).
        case refusal
        /// To the daemon: given up, as was asked. No body.
        case abandoned
        /// To the worker: as ``photo``, to be looked at for covers, too, where no symbol explains it.
        case front
        /// To the worker: a photo whose pixels are wanted; the length is the file's.
        case picture
        /// To the daemon: its pixels (``PictureEncoding``).
        case pixels
    }

    var kind: Kind
    /// Of the request; answers repeat it. 0 for ``Kind/ready``.
    var number: UInt64
    var length: Int

    var bytes: [UInt8] {
        var writer = MessageWriter()
        writer.number(Self.mark)
        writer.number(Self.version)
        writer.number(kind.rawValue)
        writer.number(number)
        writer.number(UInt64(length))
        return writer.bytes
    }

    init(_ kind: Kind, number: UInt64 = 0, length: Int = 0) {
        self.kind = kind
        self.number = number
        self.length = length
    }

    /// - Throws: ``Nonsense`` where the mark, the version, the kind or a length beyond `limit` says that this is none.
    init(_ bytes: ArraySlice<UInt8>, limit: Int) throws(Nonsense) {
        var reader = MessageReader(bytes)
        guard try reader.number(UInt32.self) == Self.mark else { throw Nonsense("not a message") }
        guard try reader.number(UInt16.self) == Self.version else { throw Nonsense("another version") }
        guard let kind = Kind(rawValue: try reader.number(UInt16.self)) else { throw Nonsense("no such kind") }
        self.kind = kind
        number = try reader.number(UInt64.self)
        guard let length = Int(exactly: try reader.number(UInt64.self)), length <= limit else {
            throw Nonsense("longer than is taken")
        }
        self.length = length
        try reader.end()
    }
}

/// Why a worker has no reading of a photo that it was given, in one byte: of ``PhotoError`` what can be found out only
/// by decoding.
enum Refusal {
    static func byte(of error: PhotoError) -> UInt8 {
        if case .undecodable(let reason) = error, let place = UndecodableReason.allCases.firstIndex(of: reason) {
            return UInt8(place)
        }
        return UInt8.max
    }

    /// What a worker lacks is memory within its limit, which it lacks for this photo the next time, too.
    static func error(_ body: ArraySlice<UInt8>) throws(Nonsense) -> PhotoError {
        var reader = MessageReader(body)
        let byte = try reader.number(UInt8.self)
        try reader.end()
        if byte == UInt8.max { return .undecodable(reason: .stopped) }
        guard UndecodableReason.allCases.indices.contains(Int(byte)) else { throw Nonsense("no such reason") }
        return .undecodable(reason: UndecodableReason.allCases[Int(byte)])
    }
}
