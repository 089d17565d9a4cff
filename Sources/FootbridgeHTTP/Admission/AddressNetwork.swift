/// A range of addresses, such as `10.0.0.0/8`.
struct AddressNetwork: Sendable, Hashable {
    private let prefix: [UInt8]
    private let bits: Int

    /// - Parameter text: a network, or one address.
    /// - Returns: nil where it is neither.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = ClientAddress.bytes(of: address) else { return nil }
        let bits = parts.count == 2 ? Int(parts[1]) : bytes.count * 8
        guard let bits, (0...bytes.count * 8).contains(bits) else { return nil }
        (prefix, self.bits) = (bytes, bits)
    }

    /// - Parameter address: in network order, as of ``ClientAddress/bytes(of:)``.
    func contains(_ address: [UInt8]) -> Bool {
        guard prefix.count == address.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (prefix[bit / 8] ^ address[bit / 8]) & (0x80 >> (bit % 8)) == 0
        }
    }
}
