/// Why the daemon does not start, in words for whoever starts it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// An empty database where another one was.
    init(beginningAt database: DatabaseAddress, beside secret: String) {
        let found =
            switch database {
            case .sqlite(let path, _):
                "\(DatabaseFiles(path: path).path) is empty or not there, and \(secret) is of an older database: was the "
                    + "file moved? Put it back, name where it is with --database"
            case .postgres(let address, _):
                "\(address) is empty, and \(secret) is of an older database: is that the right one? Restore it, name "
                    + "another with --database"
            }
        description = "\(found), or begin anew with --new-database"
    }
}
