/// Bytes that do not change, in memory or mapped from a file.
///
/// `@unchecked Sendable`: the bytes are read only, and whoever made them gives them back when nobody holds this any
/// more.
@safe public final class CoverMemory: @unchecked Sendable {
    private let buffer: UnsafeRawBufferPointer
    private let release: () -> Void

    /// - Parameters:
    ///   - buffer: must neither change nor go away until `release` is called.
    ///   - release: called once, when nobody needs them any more.
    public init(_ buffer: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
        unsafe self.buffer = unsafe buffer
        self.release = release
    }

    /// A copy in memory.
    public convenience init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(8, bytes.count), alignment: 16)
        unsafe copy.copyBytes(from: bytes)
        let address = UInt(bitPattern: copy.baseAddress)
        unsafe self.init(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count])) {
            unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
        }
    }

    deinit { release() }

    public var count: Int { unsafe buffer.count }

    /// A copy of some of the bytes.
    public func bytes(_ range: Range<Int>) -> [UInt8] { withBytes { $0.extracting(range).copy() } }

    /// The bytes, while this is held.
    public func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        body(unsafe RawSpan(_unsafeBytes: buffer))
    }

    /// A part of the bytes, for kernels that run over millions of them.
    /// - Parameters:
    ///   - start: a multiple of the type's alignment.
    ///   - count: of numbers, all of them inside.
    func withNumbers<Number: FixedWidthInteger, Result>(
        of type: Number.Type, from start: Int, count: Int, _ body: (UnsafeBufferPointer<Number>) -> Result
    ) -> Result {
        let size = MemoryLayout<Number>.size
        precondition(start >= 0 && count >= 0 && count <= (self.count - start) / size, "numbers lie inside")
        precondition(start % size == 0, "numbers are aligned")
        return unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<(start + count * size)])
            .withMemoryRebound(to: type) { unsafe body($0) }
    }
}
