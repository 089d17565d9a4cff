import CPQ

/// Where a PostgreSQL database is, as a `postgres://` URL names it (libpq, "Connection URIs").
///
/// Its description never holds the password.
public struct PostgresAddress: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// libpq's keywords with the values that the URL gives, but for the password.
    let parameters: [String: String]
    private(set) var password: String?

    /// Parses `postgres://user@host:port/database?sslmode=…`, or the same after `postgresql://`; libpq says what else may
    /// stand there, several hosts among it.
    ///
    /// - Throws: ``PostgresAddressError`` where libpq cannot read it, or knows no such parameter.
    public init(url: String) throws(PostgresAddressError) {
        guard Self.isURL(url) else { throw PostgresAddressError("must begin with postgres:// or postgresql://") }
        var parameters = try Self.parse(url)
        password = parameters.removeValue(forKey: "password")
        self.parameters = parameters
    }

    /// Whether `text` begins as the URL of a PostgreSQL database does.
    public static func isURL(_ text: some StringProtocol) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Whether a password is known here, of the role or of a TLS key; libpq may still find one in its password file or in `PGPASSWORD`.
    public var hasPassword: Bool { password != nil || parameters["sslpassword"] != nil }

    /// The same place with another password.
    public func with(password: String) -> PostgresAddress {
        var address = self
        address.password = password
        return address
    }

    /// `books at db.example port 5432, as reader`, as far as the URL says.
    public var description: String {
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "the local socket"
        return (parameters["dbname"] ?? "the database of the user's name") + " at \(host)"
            + (parameters["port"].map { " port \($0)" } ?? "")
            + (parameters["user"].map { ", as \($0)" } ?? "")
    }

    public var debugDescription: String { description }

    /// libpq heeds its `connect_timeout` only where it waits itself; nil where the URL has none.
    var connectTimeout: Duration? {
        parameters["connect_timeout"].flatMap(Int.init).flatMap { (1...600).contains($0) ? .seconds($0) : nil }
    }

    /// How many servers are tried one after the other.
    var hosts: Int { max(1, (parameters["host"] ?? parameters["hostaddr"] ?? "").split(separator: ",").count) }

    private static func parse(_ url: String) throws(PostgresAddressError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(url, &message) else {
            // The message may quote the URL, password and all: only what it says of a parameter's name is passed on.
            let words = unsafe message.map { unsafe String(cString: $0) } ?? ""
            unsafe PQfreemem(message)
            let unknown = words.hasPrefix("invalid URI query parameter") ? words.split(separator: "\n").first : nil
            throw PostgresAddressError(unknown.map(String.init) ?? "is not a URL that libpq can read")
        }
        defer { unsafe PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe parameters[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return parameters
    }
}

/// Why a text is not the URL of a PostgreSQL database; in words that continue the name of a setting.
public struct PostgresAddressError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
