/// Bytes that are kept as they come, in pieces: an array that grows would copy itself into twice its size again and again.
struct ChunkedBytes {
    /// Bytes of a piece.
    static let piece = UploadBudget.step

    private var pieces: [[UInt8]] = []
    private(set) var count = 0

    mutating func append(_ bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if count % Self.piece == 0 { pieces.append([]) }
            let part = rest.prefix(Self.piece - count % Self.piece)
            pieces[pieces.count - 1].append(contentsOf: part)
            count += part.count
            rest = rest.dropFirst(part.count)
        }
    }

    /// All of them as one array of just their size. A piece is freed once it was copied, so that both together hardly take
    /// more than the bytes once.
    consuming func joined() -> [UInt8] {
        if pieces.count == 1 { return pieces[0] }
        var whole: [UInt8] = []
        whole.reserveCapacity(count)
        for index in pieces.indices {
            whole.append(contentsOf: pieces[index])
            pieces[index] = []
        }
        return whole
    }
}
