import CLinux
import Glibc

/// A file in memory that nobody can change any more, to be handed to another process.
struct PhotoMemory: ~Copyable {
    let descriptor: CInt

    /// - Returns: nil where there is no memory or no descriptor for it.
    init?(_ bytes: [UInt8]) {
        let descriptor = unsafe footbridge_memory_file("photo")
        guard descriptor >= 0 else { return nil }
        guard Self.write(bytes, to: descriptor), footbridge_seal(descriptor) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
