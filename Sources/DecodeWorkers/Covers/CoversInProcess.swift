import CoverIndexing
import CoverRecognition
import FootbridgeCore
import Logging
import PhotoDecoding
import Synchronization

/// Covers for threads that read photos in this process: the index is opened again once it has changed, and each thread
/// takes a finder that another one has left.
final class CoversInProcess: Sendable {
    private let search: CoverSearch
    private let logger: Logger
    private let state: Mutex<State>
    private let finders = Mutex<[CoverFinder]>([])

    private struct State {
        var index: CoverIndex?
        var known: ReadingIsolation.KnownCovers
        var mark: CoverIndexMark?
        var looked = ContinuousClock.now
    }

    /// How often at most it is looked whether the index has changed.
    private static let glance = Duration.seconds(1)

    init(_ search: CoverSearch, logger: Logger) {
        self.search = search
        self.logger = logger
        state = Mutex(State(known: .missing))
        state.withLock { open(&$0, CoverIndexMark(of: search.index)) }
    }

    var known: ReadingIsolation.KnownCovers { state.withLock { $0.known } }

    func addCovers(to reading: inout PhotoReading, of photo: Photo, while isWanted: () -> Bool) {
        guard let index = current() else { return }
        var finder = finders.withLock { $0.popLast() } ?? CoverFinder(budget: search.budget)
        finder.addCovers(to: &reading, of: photo, in: index, while: isWanted)
        finders.withLock { [finder] in $0.append(finder) }
    }

    private func current() -> CoverIndex? {
        state.withLock { state in
            let now = ContinuousClock.now
            if now - state.looked >= Self.glance {
                state.looked = now
                let mark = CoverIndexMark(of: search.index)
                if mark != state.mark { open(&state, mark) }
            }
            return state.index
        }
    }

    private func open(_ state: inout State, _ mark: CoverIndexMark?) {
        // The mark first: what changes between the two is then seen as a change to come.
        state.mark = mark
        (state.index, state.known) = CoverIndex.opened(at: search.index)
        if state.known == .unusable { logger.warnOfUnusableCovers(search) }
    }
}

extension Logger {
    /// For when it was found out, and not again for every photo.
    func warnOfUnusableCovers(_ search: CoverSearch) {
        error(
            "the index of covers cannot be used, photos are read without: footbridge covers verify says why",
            metadata: ["covers.index": "\(search.index)"])
    }
}
