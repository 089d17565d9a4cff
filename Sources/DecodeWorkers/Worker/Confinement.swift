import CLinux
import FootbridgeCore
import Glibc

/// Shuts a process in for good: its limits, its rights, and what it may call the kernel for.
enum Confinement {
    /// - Parameter memory: bytes of address space beyond what the process has now.
    /// - Returns: the layers that hold now, one bit each (``ReadingIsolation/Layer``).
    ///
    /// In a sanitizer's build there is no limit and no filter: a sanitizer takes terabytes of address space and calls the
    /// kernel as it likes.
    static func close(memory: Int) -> UInt8 {
        var layers: [ReadingIsolation.Layer] = [.process]
        if !isSanitized, limit(memory: memory) { layers.append(.rlimit) }
        if footbridge_forgo_privileges() == 0 { layers.append(.noNewPrivileges) }
        if !isSanitized, SystemCallFilter.close() { layers.append(.seccomp) }
        return LayerBits.byte(of: layers)
    }

    static var isSanitized: Bool {
        unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    }

    /// Processor time is limited by the daemon, photo by photo.
    private static func limit(memory: Int) -> Bool {
        guard let present = addressSpace() else { return false }
        let limits: [(CInt, Int)] = [
            (footbridge_limit_memory, present + memory), (footbridge_limit_file_size, 0), (footbridge_limit_core, 0),
            (footbridge_limit_processes, 0),
            // The three standard ones, the socket, and the photo.
            (footbridge_limit_descriptors, 5),
        ]
        return limits.allSatisfy { footbridge_limit($0.0, UInt64($0.1)) == 0 }
    }

    /// Bytes of address space that this process has, as the limit counts them; nil without `/proc`.
    private static func addressSpace() -> Int? {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe text.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
        let digits = text.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        guard let pages = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        return pages * Int(getpagesize())
    }
}

/// Layers as the bits of one byte, in the order of their cases.
enum LayerBits {
    static func byte(of layers: [ReadingIsolation.Layer]) -> UInt8 {
        ReadingIsolation.Layer.allCases.enumerated().reduce(0) { byte, layer in
            layers.contains(layer.element) ? byte | 1 << UInt8(layer.offset) : byte
        }
    }

    static func layers(_ byte: UInt8) -> [ReadingIsolation.Layer] {
        ReadingIsolation.Layer.allCases.enumerated().filter { byte & 1 << UInt8($0.offset) != 0 }.map(\.element)
    }
}
