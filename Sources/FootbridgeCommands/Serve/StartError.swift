/// Why the daemon does not start, in words for whoever starts it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// An empty database where another one was.
    init(beginningAt database: String, beside secret: String) {
        description =
            "\(database) is empty or not there, and \(secret) is of an older database: was the file moved? Put it back, "
            + "name where it is with --database, or begin anew with --new-database"
    }
}
