public import CoverRecognition
import Synchronization

/// Compilers and recognisers that are reused by whichever thread comes next: their buffers cost more to make than a
/// cover to look at.
public final class CoverTools: Sendable {
    private struct Kept {
        var compilers: [CoverCompiler] = []
        var recognizers: [CoverRecognizer] = []
        var wasUsed = false
    }

    private let kept = Mutex(Kept())

    public init() {}

    public func withCompiler<Result, Failure: Error>(
        _ body: (inout CoverCompiler) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var compiler = kept.withLock { $0.compilers.popLast() } ?? CoverCompiler()
        defer {
            kept.withLock { [compiler] in
                $0.compilers.append(compiler)
                $0.wasUsed = true
            }
        }
        return try body(&compiler)
    }

    public func withRecognizer<Result, Failure: Error>(
        _ body: (inout CoverRecognizer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var recognizer = kept.withLock { $0.recognizers.popLast() } ?? CoverRecognizer()
        defer {
            kept.withLock { [recognizer] in
                $0.recognizers.append(recognizer)
                $0.wasUsed = true
            }
        }
        return try body(&recognizer)
    }

    /// Frees what nobody used since the last call, some 10 MB for each thread that did; what is wanted next is made anew.
    ///
    /// - Returns: whether there was something to free.
    public func freeUnused() -> Bool {
        kept.withLock { kept in
            guard !kept.wasUsed else {
                kept.wasUsed = false
                return false
            }
            guard !kept.compilers.isEmpty || !kept.recognizers.isEmpty else { return false }
            kept = Kept()
            return true
        }
    }
}
