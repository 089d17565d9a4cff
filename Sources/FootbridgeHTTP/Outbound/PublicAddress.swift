/// Which addresses are anybody's on the internet: not this machine, not a network behind it, not a special purpose of the
/// IANA registries (RFC 6890 and what was added since).
///
/// A webhook's address is a merchant's to choose and a cover's a catalogue's, and the daemon stands where a merchant must not reach: metadata services
/// of clouds, databases, routers.
enum PublicAddress {
    private static let notPublic = networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3",
        // Within what is global: what carries IPv4 addresses inside, and what is for documents.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
    /// Everything global that IPv6 has.
    private static let globalV6 = networks("2000::/3")

    /// - Parameter address: in network order, 4 bytes or 16; IPv4 that is mapped into IPv6 as 4.
    static func contains(_ address: [UInt8]) -> Bool {
        guard address.count == 4 || globalV6.contains(where: { $0.contains(address) }) else { return false }
        return !notPublic.contains { $0.contains(address) }
    }

    private static func networks(_ list: String...) -> [AddressNetwork] {
        list.map { text in
            guard let network = AddressNetwork(text) else { preconditionFailure("\(text) is a network") }
            return network
        }
    }
}
