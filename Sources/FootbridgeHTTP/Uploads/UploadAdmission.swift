import FootbridgeCore
import Logging
import Synchronization

/// Lets uploads in within the ``UploadBudget``, counts those that find nothing left in it, and tells of them once a minute.
struct UploadAdmission: Sendable {
    let budget: UploadBudget
    let metrics: Metrics
    private let refusals = RefusalReport()

    init(budget: UploadBudget, metrics: Metrics) {
        self.budget = budget
        self.metrics = metrics
    }

    /// Lets an upload begin to come; it holds nothing before it does.
    ///
    /// - Parameters:
    ///   - length: of its body, where that is known.
    ///   - isLive: whether it is a viewfinder's frame.
    /// - Throws: the 503 problem where there is no place or no memory for it now.
    func admit(
        _ context: FootbridgeRequestContext, length: Int?, isLive: Bool = false
    ) throws(Problem) -> UploadHold {
        let holder = context.shopper == nil ? context.principal.map(KeyHolder.init(of:)) : nil
        let uploader = Uploader(
            address: context.clientAddress, session: context.shopper, holder: holder, isLive: isLive)
        if let bound = budget.look(uploader, bytes: length ?? 0) {
            throw refuse(uploader, bound, context.logger)
        }
        return UploadHold(for: uploader, of: self, logger: context.logger)
    }

    fileprivate func refuse(_ uploader: Uploader, _ bound: UploadBudget.Bound, _ logger: Logger) -> Problem {
        metrics.uploadRefusals.increment(by: 1, labels: [("limit", bound.rawValue)])
        if let count = refusals.add() {
            var metadata: Logger.Metadata = [
                "upload.limit": "\(bound.rawValue)", "upload.refusals": "\(count)",
                "client.address": "\(uploader.address)",
            ]
            if let busiest = budget.busiest {
                metadata["upload.busiest_address"] = "\(busiest.address)"
                metadata["upload.busiest_places"] = "\(busiest.places)"
            }
            logger.warning("uploads are refused: no place or no memory is left for them", metadata: metadata)
        }
        return .overloaded
    }
}

/// What one upload holds: nothing at first, a place from its first bytes on, and memory for what is kept of them.
///
/// All of it is given back at the latest when nothing refers to this any more.
final class UploadHold: Sendable {
    private let uploader: Uploader
    private let admission: UploadAdmission
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var share = UploadBudget.Share()
        /// Bytes kept, of those that `share` has room for.
        var kept = 0
        var isOver = false
    }

    fileprivate init(for uploader: Uploader, of admission: UploadAdmission, logger: Logger) {
        self.uploader = uploader
        self.admission = admission
        self.logger = logger
    }

    deinit { giveBack() }

    /// The first bytes have come.
    ///
    /// - Throws: the 503 problem where no place is left.
    func takePlace() throws(Problem) {
        try take { $0.share.places == 0 ? UploadBudget.Share(places: 1) : nil }
    }

    /// So many bytes are about to be kept.
    ///
    /// - Throws: the 503 problem where there is no memory for them.
    func keep(_ bytes: Int) throws(Problem) {
        try take { state in
            state.kept += bytes
            let missing = state.kept - state.share.bytes
            guard missing > 0 else { return nil }
            let steps = (missing + UploadBudget.step - 1) / UploadBudget.step
            return UploadBudget.Share(bytes: steps * UploadBudget.step)
        }
    }

    private func take(_ more: (inout State) -> UploadBudget.Share?) throws(Problem) {
        let bound: UploadBudget.Bound? = state.withLock { state in
            guard !state.isOver, let share = more(&state) else { return nil }
            if let bound = admission.budget.take(share, for: uploader) { return bound }
            state.share = state.share + share
            return nil
        }
        if let bound { throw admission.refuse(uploader, bound, logger) }
    }

    /// The second time does nothing.
    func giveBack() {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isOver = true
            admission.budget.giveBack(state.share, of: uploader)
        }
    }
}
