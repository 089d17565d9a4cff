import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#endif

extension ListenAddress {
    /// With the port that was taken.
    func bound(to channel: any Channel) -> ListenAddress {
        ListenAddress(host: host, port: channel.localAddress?.port ?? port)
    }

    /// Listens on all of them at once for a moment: nobody can be served where that fails.
    ///
    /// - Throws: ``StartError`` where it cannot listen on one.
    static func probe(_ addresses: [ListenAddress]) async throws {
        var channels: [any Channel] = []
        for address in addresses {
            do {
                channels.append(
                    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                        .bind(host: address.host, port: address.port).get())
            } catch {
                throw StartError(listeningOn: address, error) ?? error
            }
        }
        for channel in channels { try await channel.close() }
    }
}

extension StartError {
    /// - Returns: nil where the error is no failure to listen.
    init?(listeningOn address: ListenAddress, _ error: any Error) {
        switch error {
        case is SocketAddressError.UnknownHost:
            self.init("cannot listen on \(address.host): no address is known for that name")
        case let error as IOError:
            self.init(
                "cannot listen on \(address.host) port \(address.port): \(String(cString: strerror(error.errnoCode)))")
        default: return nil
        }
    }
}
