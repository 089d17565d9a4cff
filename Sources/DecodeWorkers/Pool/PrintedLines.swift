import CLinux
import Glibc

/// How many lines libraries have printed in a worker, in memory that it shares with its daemon: a worker that ends over a
/// photo has no answer to say it in. The daemon only reads it; what is in it is the worker's word.
///
/// Sendable: the pointer is never changed, and what it points to is read atomically.
@safe struct PrintedLines: ~Copyable, @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer

    /// - Parameter descriptor: set to one for the worker, above those that it has, to be closed once it has been started.
    /// - Returns: nil where there is no memory or no descriptor for it.
    init?(for descriptor: inout CInt) {
        guard let memory = unsafe footbridge_make_lines(DecodeWorker.lines, &descriptor) else { return nil }
        unsafe self.memory = memory
    }

    deinit { unsafe footbridge_drop_lines(memory) }

    var count: UInt64 { unsafe footbridge_shared_lines(memory) }
}
