import FootbridgeCore
import Synchronization

/// How much uploads may hold at once.
public struct UploadLimits: Sendable {
    /// Uploads of which bytes have come and that are not answered yet.
    public var places: Int
    /// Bytes of memory that their photos take together.
    public var memory: Int
    /// Places of one address.
    public var addressPlaces: Int
    /// Places of one session, of the shopper page or of a page with a publishable key.
    public var sessionPlaces: Int

    public init(places: Int = 64, memory: Int = 1 << 30, addressPlaces: Int = 32, sessionPlaces: Int = 4) {
        self.places = places
        self.memory = memory
        self.addressPlaces = addressPlaces
        self.sessionPlaces = sessionPlaces
    }
}

/// Who uploads, as places and memory are shared out.
struct Uploader: Sendable, Hashable {
    let address: ClientAddress
    /// Nil for whoever shows a secret key, or is signed in at a till.
    let session: VisitorHash?
    /// Whose that key or till is; nil for a session.
    var holder: KeyHolder?
    /// Whether it sends a viewfinder's frame, which comes every moment anew and must leave room for photos.
    var isLive = false
}

/// Whose keys are counted as one: a merchant's with those of all its stores, or those of one principal, whose next key is
/// live beside the last.
enum KeyHolder: Sendable, Hashable {
    case merchant(String)
    case principal(PrincipalID)

    init(of principal: Principal) {
        // A store's id begins with its merchant's, which has no dot.
        let merchant = principal.merchant?.description ?? principal.store?.description.prefix { $0 != "." }.description
        self = merchant.map(Self.merchant) ?? .principal(principal.id)
    }
}

/// Shares places and memory out among uploads, so that nobody holds more than a part of either.
///
/// A place is taken with the first bytes and memory with each further step of them: a head alone holds nothing. Sessions
/// together leave a quarter of both to keys, and each holder of keys, however many those are, a quarter to everybody else.
/// Viewfinders' frames begin to come only while half of both is free, and one address gets at most half of the memory,
/// though enough for one upload.
public final class UploadBudget: Sendable {
    /// Memory is taken in steps of so many bytes: the last of them is a part's waste.
    static let step = 64 << 10

    /// What stood in an upload's way.
    enum Bound: String, Sendable, CaseIterable {
        /// All places are taken.
        case places
        /// All memory is.
        case memory
        /// What is left is for keys.
        case reserve
        /// The address holds as much as one may.
        case address
        /// The anonymous session does.
        case session
        /// All keys of their holder together do.
        case holder
        /// What is left is for photos that somebody took.
        case live
    }

    /// What is held, or may be.
    struct Share: Sendable, Hashable {
        var places = 0
        var bytes = 0

        static func + (left: Share, right: Share) -> Share {
            Share(places: left.places + right.places, bytes: left.bytes + right.bytes)
        }

        static func - (left: Share, right: Share) -> Share {
            Share(places: left.places - right.places, bytes: left.bytes - right.bytes)
        }

        func fits(_ most: Share) -> Bool { places <= most.places && bytes <= most.bytes }
    }

    private struct Held {
        var all = Share()
        var ofSessions = Share()
        var byAddress: [ClientAddress: Share] = [:]
        var bySession: [VisitorHash: Share] = [:]
        var byHolder: [KeyHolder: Share] = [:]
        /// Of all bytes.
        var peak = Peak()
    }

    private let most: Share
    /// Of all sessions together, and of one holder of keys.
    private let mostOfMany: Share
    private let mostOfAddress: Share
    private let mostOfSession: Share
    /// Held by all, while frames are let in beside them.
    private let mostWithFrames: Share
    private let held = Mutex(Held())

    /// - Parameter upload: bytes of the largest upload that is taken.
    init(_ limits: UploadLimits, upload: Int) {
        let whole = (upload + Self.step - 1) / Self.step * Self.step
        most = Share(places: limits.places, bytes: limits.memory)
        mostOfMany = Share(
            places: limits.places - limits.places / 4, bytes: max(whole, limits.memory - limits.memory / 4))
        mostOfAddress = Share(places: limits.addressPlaces, bytes: max(whole, limits.memory / 2))
        mostWithFrames = Share(places: max(1, limits.places / 2), bytes: max(whole, limits.memory / 2))
        mostOfSession = Share(places: limits.sessionPlaces, bytes: max(whole, limits.memory / 4))
    }

    /// Held now.
    var occupied: Share { held.withLock { $0.all } }

    /// The address that holds most places, and how many.
    var busiest: (address: ClientAddress, places: Int)? {
        held.withLock { held in
            held.byAddress.max { $0.value.places < $1.value.places }.map { ($0.key, $0.value.places) }
        }
    }

    /// What stands in the way of an upload now; nil where nothing does.
    ///
    /// - Parameter bytes: of its body, as far as that is known.
    func look(_ uploader: Uploader, bytes: Int) -> Bound? {
        held.withLock { bound($0, uploader, Share(places: 1, bytes: bytes)) }
    }

    /// Takes all of `share`, or nothing.
    ///
    /// - Returns: what stood in the way.
    func take(_ share: Share, for uploader: Uploader) -> Bound? {
        held.withLock { held in
            if let bound = bound(held, uploader, share) { return bound }
            change(&held, uploader) { $0 + share }
            held.peak.note(held.all.bytes)
            return nil
        }
    }

    func giveBack(_ share: Share, of uploader: Uploader) {
        held.withLock { held in change(&held, uploader) { $0 - share } }
    }

    /// The most bytes that were held since this was last asked, where less than a tenth of them is held now; nil where
    /// more is.
    public func takePeak() -> Int? {
        held.withLock { $0.peak.take(holding: $0.all.bytes) }
    }

    private func bound(_ held: Held, _ uploader: Uploader, _ share: Share) -> Bound? {
        let all = held.all + share
        if all.places > most.places { return .places }
        if all.bytes > most.bytes { return .memory }
        if !((held.byAddress[uploader.address] ?? Share()) + share).fits(mostOfAddress) { return .address }
        if uploader.isLive && !all.fits(mostWithFrames) { return .live }
        if let holder = uploader.holder, !((held.byHolder[holder] ?? Share()) + share).fits(mostOfMany) {
            return .holder
        }
        guard let session = uploader.session else { return nil }
        if !((held.bySession[session] ?? Share()) + share).fits(mostOfSession) { return .session }
        return (held.ofSessions + share).fits(mostOfMany) ? nil : .reserve
    }

    private func change(_ held: inout Held, _ uploader: Uploader, _ change: (Share) -> Share) {
        func changed(_ share: Share?) -> Share? {
            let share = change(share ?? Share())
            return share == Share() ? nil : share
        }
        held.all = change(held.all)
        held.byAddress[uploader.address] = changed(held.byAddress[uploader.address])
        if let holder = uploader.holder { held.byHolder[holder] = changed(held.byHolder[holder]) }
        guard let session = uploader.session else { return }
        held.ofSessions = change(held.ofSessions)
        held.bySession[session] = changed(held.bySession[session])
    }
}
