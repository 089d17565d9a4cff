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
            FootbridgeCommand.exit(withError: error)
        }
    }

    private static func runConcurrently() -> Never {
        Task {
            await FootbridgeCommand.main()
            FootbridgeCommand.exit()
        }
        dispatchMain()
    }
}
