import FootbridgeCore

/// Why a command could not do its work, in words for whoever ran it; the process ends with status 1.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ error: StorageError) {
        description =
            switch error {
            case .unreachable(let detail): "the database cannot be reached: \(detail)"
            case .outcomeUnknown(let detail):
                "the database went away, and whether the change was made is not known: \(detail)"
            case .busy(let detail): "the database is too busy: \(detail)"
            case .conflict(let detail): "others were in the way, and nothing was changed: \(detail)"
            case .full(let detail): "there is no room left: \(detail)"
            case .duplicate(let detail), .constraint(let detail): "the database refused it: \(detail)"
            case .unusable(let detail): "the database cannot be used: \(detail)"
            case .claimLost: "another process took the work over"
            }
    }

    /// Runs `body`, and says in words what the database could not do.
    static func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as StorageError {
            throw CommandFailure(error)
        }
    }
}
