import Hummingbird
import ServiceLifecycle

/// Answers operators' routes on an address of their own.
struct OperationsService<Operations: ApplicationProtocol>: Service {
    let address: ListenAddress
    let application: Operations

    /// - Throws: ``StartError`` where it cannot listen there.
    func run() async throws {
        do {
            try await application.run()
        } catch {
            throw StartError(listeningOn: address, error) ?? error
        }
    }
}
