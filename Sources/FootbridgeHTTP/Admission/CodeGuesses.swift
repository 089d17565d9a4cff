import FootbridgeCore
import Synchronization

/// Slows down whoever tries codes of vouchers until one is good: what is told to be unknown is counted by till, by store
/// and by address, and where one of the three has no more left, a code is not looked at for some seconds.
///
/// A till has a third of its store's quota, so that whoever guesses at one does not slow the others down, and an address
/// four times the store's, as a shop's tills share one, and so may several shops. A code that is known takes nothing.
final class CodeGuesses: Sendable {
    /// Where a code comes from.
    struct Source: Sendable, Hashable {
        let till: Till
        let store: PublicID
        let address: ClientAddress

        enum Till: Sendable, Hashable {
            case device(StaffDeviceID)
            /// The principal of a key, where there is no device.
            case key(PrincipalID)
        }

        init(_ staff: StaffMember, at address: ClientAddress) {
            till = staff.device.map(Till.device) ?? .key(staff.principal)
            store = staff.store
            self.address = address
        }
    }

    /// Why a code is not looked at.
    struct Delay: Sendable, Hashable {
        var spent: Spent
        /// Whole seconds until the next code is looked at.
        var seconds: Int
    }

    /// Whose quota has nothing left.
    enum Spent: String, Sendable {
        case till, store, address
    }

    private let tills: RateLimiter<Source.Till>
    private let stores: RateLimiter<PublicID>
    private let addresses: RateLimiter<ClientAddress>
    private let reports = RateLimiter<Subject>(quota: 1)
    private let capacity: Int
    /// The code that each till was last told about, as ``TillCode/number``.
    private let told = Mutex<[Source.Till: Int]>([:])

    private enum Subject: Hashable {
        case till(Source.Till)
        case store(PublicID)
        case address(ClientAddress)
    }

    /// - Parameters:
    ///   - quota: unknown codes a minute that one store is told of; 0 is no limit.
    ///   - capacity: tills, stores and addresses remembered, of each kind.
    init(quota: Int, capacity: Int = 65_536) {
        tills = RateLimiter(quota: quota > 0 ? max(1, quota / 3) : 0, capacity: capacity)
        stores = RateLimiter(quota: quota, capacity: capacity)
        addresses = RateLimiter(quota: quota * 4, capacity: capacity)
        self.capacity = capacity
    }

    /// Whether a code has to wait, before anything is found out about it.
    ///
    /// - Returns: nil where it may be looked at. A QR code whose signature is good always may, as nobody guesses one, and
    ///   so may the code that the till was told about just before, known or not.
    func delay(
        of code: TillCode, from source: Source, at now: ContinuousClock.Instant = .now
    ) -> Delay? {
        guard !code.isProven, told.withLock({ $0[source.till] }) != code.number else { return nil }
        let looks: [(Spent, RateLimitDecision?)] = [
            (.till, tills.look(for: source.till, at: now)), (.store, stores.look(for: source.store, at: now)),
            (.address, addresses.look(for: source.address, at: now)),
        ]
        return looks.compactMap { spent, look in
            look.flatMap { $0.isAllowed ? nil : Delay(spent: spent, seconds: $0.seconds) }
        }.max { $0.seconds < $1.seconds }
    }

    /// Counts what a till was told about a code. One that is told of again and again, as to a camera that it is held before,
    /// counts once.
    ///
    /// What comes all at once is looked at before any of it is counted. It is owed: by the till alone where that one has
    /// nothing left, so that it cannot spend its store's quota, and by the store before the address.
    ///
    /// - Returns: whether it was counted.
    @discardableResult
    func tell(
        _ code: TillCode, isKnown: Bool, to source: Source, at now: ContinuousClock.Instant = .now
    ) -> Bool {
        let isRepeated = told.withLock { told in
            if told.count >= capacity, told[source.till] == nil { told.removeAll() }
            return told.updateValue(code.number, forKey: source.till) == code.number
        }
        guard !isKnown, !isRepeated else { return false }
        if tills.charge(for: source.till, at: now), stores.charge(for: source.store, at: now) {
            _ = addresses.charge(for: source.address, at: now)
        }
        return true
    }

    /// Whether to report that a code has to wait: for whomever's quota is spent, once a minute.
    func isToReport(_ delay: Delay, from source: Source, at now: ContinuousClock.Instant = .now) -> Bool {
        let subject: Subject =
            switch delay.spent {
            case .till: .till(source.till)
            case .store: .store(source.store)
            case .address: .address(source.address)
            }
        return reports.take(for: subject, at: now)?.isAllowed ?? true
    }
}
