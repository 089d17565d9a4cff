import NIOCore

#if canImport(Glibc)
import Glibc
#endif

extension ListenAddress {
    /// With the port that was taken.
    func bound(to channel: any Channel) -> ListenAddress {
        ListenAddress(host: host, port: channel.localAddress?.port ?? port)
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
