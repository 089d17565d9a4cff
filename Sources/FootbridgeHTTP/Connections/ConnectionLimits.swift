public import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// How many connections are open at once, in all and of one address.
///
/// One too many gets a 503 and is closed (``ConnectionRefusal``). Those that are refused are few at a time, and one
/// beyond these is closed at once, so that descriptors never run out: the event loop would find every connection that it
/// cannot accept again and again.
public final class ConnectionLimits: Sendable {
    /// What stood in a connection's way.
    enum Bound: String, Sendable, CaseIterable {
        case total, address
    }

    /// What becomes of a new connection.
    enum Entry: Sendable {
        case served
        /// - Parameter count: refused since the last line in the log; nil where this is not worth one.
        case refused(Bound, politely: Bool, count: Int?)
    }

    private struct Counts {
        /// Every connection that has a descriptor.
        var accepted = 0
        var served = 0
        /// Of those served.
        var peak = Peak()
        var refusing = 0
        var byAddress: [ClientAddress: Int] = [:]
        var refusals: [Bound: Int] = [:]
    }

    /// Memory for the heads of all of them.
    let heads = HeadRoom.budget()
    private let total: Int
    private let spare: Int
    private let ofAddress: Int
    private let proxies: TrustedProxies
    private let counts = Mutex(Counts())
    private let report = RefusalReport()

    /// - Parameters:
    ///   - total: connections at once, at least 1.
    ///   - spare: descriptors beyond these: one half for refused connections that are left to their clients for a moment,
    ///     the other for those that were accepted and not yet looked at.
    ///   - ofAddress: of them, those of one address. Trusted proxies, which bring everybody's, may have all.
    public init(
        total: Int = 8192, spare: Int = 128, ofAddress: Int = 4096, proxies: TrustedProxies = .none()
    ) {
        precondition(total >= 1 && spare >= 1 && ofAddress >= 1, "a daemon without connections is none")
        self.total = total
        self.spare = spare
        self.ofAddress = ofAddress
        self.proxies = proxies
    }

    /// Connections that are served now.
    var served: Int { counts.withLock { $0.served } }

    /// Connections refused since the start, by what stood in their way.
    var refusals: [Bound: Int] { counts.withLock { $0.refusals } }

    /// The most connections since this was last asked, where less than a tenth of them is left; nil where more is.
    public func takePeak() -> Int? {
        counts.withLock { $0.peak.take(holding: $0.served) }
    }

    /// A connection was accepted; its end is told with ``leave(_:_:)``.
    func enter(_ peer: SocketAddress?) -> Entry {
        let address = ClientAddress(peer)
        let isBounded = !proxies.trusts(peer)
        return counts.withLock { counts in
            let bound: Bound? =
                if counts.served >= total {
                    .total
                } else if isBounded, counts.byAddress[address, default: 0] >= ofAddress {
                    .address
                } else {
                    nil
                }
            guard let bound else {
                counts.served += 1
                counts.peak.note(counts.served)
                counts.byAddress[address, default: 0] += 1
                return .served
            }
            counts.refusals[bound, default: 0] += 1
            let isPolite = counts.refusing < spare / 2
            if isPolite { counts.refusing += 1 }
            return .refused(bound, politely: isPolite, count: report.add())
        }
    }

    func leave(_ peer: SocketAddress?, _ entry: Entry) {
        let address = ClientAddress(peer)
        counts.withLock { counts in
            switch entry {
            case .served:
                counts.served -= 1
                let left = counts.byAddress[address, default: 1] - 1
                counts.byAddress[address] = left == 0 ? nil : left
            case .refused(_, let politely, _):
                if politely { counts.refusing -= 1 }
            }
        }
    }
}

/// Where clients come faster than they are looked at, the rest waits in the system's queue.
extension ConnectionLimits: AvailableConnectionsDelegate {
    public func connectionOpened() {
        counts.withLock { $0.accepted += 1 }
    }

    public func connectionClosed() {
        counts.withLock { $0.accepted -= 1 }
    }

    public func isAcceptingNewConnections() -> Bool {
        counts.withLock { $0.accepted < total + spare }
    }
}
