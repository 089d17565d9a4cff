import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// Whom `erase` and `dump` are about: what an operator who was written to has at hand.
struct VisitorArgument: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who: a client's own id of the visitor, or the id of a scan or a voucher of theirs.",
            discussion: "The number that dump shows does, too."))
    var visitor: String

    @Option(help: "The client that calls them so, by its number in key list, where several know one of that name.")
    var client: Int64?

    @Option(help: "The file of the installation's secret. Default: the database's, with .secret.")
    var secretFile: String?

    func validate() throws {
        guard !visitor.isEmpty else { throw ValidationError("--visitor must not be empty.") }
    }

    /// - Returns: nil where nobody is known by that name.
    /// - Throws: ``CommandFailure`` where several are, or the secret is not the database's.
    func resolve(in storage: Storage, with secret: ServerSecret) async throws -> KnownVisitor? {
        guard try await storage.isServed(with: secret) else {
            throw CommandFailure("this is not the secret that the database is served with: nobody would be found by it")
        }
        var names: [VisitorName] = []
        if let client {
            names = [.named(secret.visitorHash(of: visitor, for: PrincipalID(rawValue: client)))]
        } else {
            names = try await storage.clients().map { .named(secret.visitorHash(of: visitor, for: $0)) }
            if let scan = ScanID(visitor) { names.append(.scan(scan)) }
            if let voucher = VoucherID(visitor) { names.append(.voucher(voucher)) }
            if let number = Int64(visitor) { names.append(.number(number)) }
        }
        let found = try await storage.visitors(names)
        guard found.count < 2 else {
            throw CommandFailure("\(found.count) clients know a visitor of that name: say which with --client")
        }
        return found.first
    }
}
