import ArgumentParser
import Dispatch
import FootbridgeCommands

/// Not asynchronous itself, as a worker process must be one that never starts Swift's concurrency.
@main
enum Footbridge {
    static func main() {
        do {
            var command = try FootbridgeCommand.parseAsRoot()
            // Those that are asynchronous are parsed once more where they run: a command cannot be handed over.
            if command is any AsyncParsableCommand { runConcurrently() }
            try command.run()
        } catch {
            FootbridgeCommand.end(with: error)
        }
    }

    private static func runConcurrently() -> Never {
        Task {
            do {
                guard var command = try FootbridgeCommand.parseAsRoot() as? any AsyncParsableCommand else { return }
                try await command.run()
                FootbridgeCommand.exit()
            } catch {
                FootbridgeCommand.end(with: error)
            }
        }
        dispatchMain()
    }
}
