import Crypto
import Foundation

/// Where every store's ledger ended at one time, signed: kept in another place than the database, it tells later whether
/// rows were taken off an end.
///
/// As text: `footbridge ledger checkpoint v1`, a line with the time, a line for each store with its public id, the place of
/// its last row and that row's code, and a line with the HMAC-SHA256 over all before it.
public struct LedgerCheckpoint: Sendable, Hashable {
    /// The last row of a store's ledger.
    public struct Head: Sendable, Hashable {
        public var store: PublicID
        public var sequence: Int64
        /// 32 bytes.
        public var code: [UInt8]

        public init(store: PublicID, sequence: Int64, code: [UInt8]) {
            self.store = store
            self.sequence = sequence
            self.code = code
        }
    }

    public var madeAt: Timestamp
    public var heads: [Head]

    private static let title = "footbridge ledger checkpoint v1"
    /// Bytes of a text that is read, at most: for hundreds of thousands of stores.
    public static let longest = 64 << 20

    public init(madeAt: Timestamp, heads: [Head]) {
        self.madeAt = madeAt
        self.heads = heads
    }

    /// The text, signed.
    public func text(signedBy chain: LedgerChain) -> String {
        let lines =
            [Self.title, madeAt.rfc3339] + heads.map { "\($0.store) \($0.sequence) \(Hexadecimal.text($0.code))" }
        let body = lines.map { $0 + "\n" }.joined()
        return body + Hexadecimal.text(chain.signature(of: Array(body.utf8))) + "\n"
    }

    /// - Returns: nil where it is no checkpoint, or was altered, or made with another secret.
    public init?(_ text: String, verifiedWith chain: LedgerChain) {
        guard text.utf8.count <= Self.longest else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", let signature = lines.popLast().flatMap(Hexadecimal.bytes),
            lines.first.map(String.init) == Self.title, lines.count >= 2,
            let madeAt = Timestamp(rfc3339: String(lines[1])),
            chain.isSignature(signature, of: Array(lines.map { $0 + "\n" }.joined().utf8))
        else { return nil }
        var heads: [Head] = []
        for line in lines.dropFirst(2) {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let store = PublicID(String(parts[0])), let sequence = Int64(parts[1]),
                let code = Hexadecimal.bytes(parts[2]), code.count == 32
            else { return nil }
            heads.append(Head(store: store, sequence: sequence, code: code))
        }
        self.init(madeAt: madeAt, heads: heads)
    }
}

/// Bytes as pairs of lower-case digits.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// - Returns: nil where the text is anything else.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        let pairs = stride(from: 0, to: digits.count, by: 2).map { start -> UInt8? in
            guard let high = value(digits[start]), let low = value(digits[start + 1]) else { return nil }
            return high << 4 | low
        }
        let bytes = pairs.compactMap(\.self)
        return bytes.count == pairs.count ? bytes : nil
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
