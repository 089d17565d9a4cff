import CLinux
import Glibc
import PhotoDecoding

/// A photo, and what a worker is to do with it.
struct PhotoRequest {
    /// One of ``kinds``.
    let kind: MessageHead.Kind
    let number: UInt64
    let file: [UInt8]

    static let kinds: [MessageHead.Kind] = [.photo, .front, .picture]
}

/// A worker's end of the socket to its daemon. Whatever is wrong with it ends the process: there is nobody else to serve.
struct ControlSocket: ~Copyable {
    private let socket: CInt

    /// - Returns: nil where the descriptor is no socket, as when somebody runs the command by hand.
    init?(_ descriptor: CInt) {
        var type: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 else { return nil }
        socket = descriptor
    }

    /// The next request and its file; nil where the daemon has closed the socket.
    func nextPhoto() -> PhotoRequest? {
        while true {
            guard let (head, descriptor) = receive(waits: true) else { return nil }
            // Of a request that has been answered meanwhile.
            guard PhotoRequest.kinds.contains(head.kind) else { continue }
            guard descriptor >= 0 else { _exit(ExitStatus.protocolError) }
            defer { Glibc.close(descriptor) }
            return PhotoRequest(kind: head.kind, number: head.number, file: file(descriptor, bytes: head.length))
        }
    }

    /// Whether the daemon has said meanwhile that it does not want the request's reading.
    func hasCancelled(_ number: UInt64) -> Bool {
        guard let (head, _) = receive(waits: false) else { return false }
        return head.kind == .cancel && head.number == number
    }

    /// Sends all of a message, waiting as long as the daemon reads.
    func send(_ head: MessageHead, _ body: [UInt8]) {
        let bytes = head.bytes + body
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { _exit(ExitStatus.inputOutput) }
            sent += count
        }
    }

    /// - Returns: nil at the end, or where nothing is there and it was not to wait.
    private func receive(waits: Bool) -> (MessageHead, descriptor: CInt)? {
        var bytes = [UInt8](repeating: 0, count: MessageHead.size)
        var descriptor: CInt = -1
        var count: Int
        repeat {
            count = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe footbridge_receive(socket, bytes.baseAddress, bytes.count, &descriptor, waits ? 1 : 0)
            }
        } while count < 0 && errno == EINTR
        if count < 0, errno == EAGAIN, !waits { return nil }
        if count == 0 {
            if waits { return nil }
            _exit(EXIT_SUCCESS)
        }
        do throws(Nonsense) {
            return (try MessageHead(bytes.prefix(max(0, count)), limit: PhotoLimits().maximumBytes), descriptor)
        } catch {
            _exit(ExitStatus.protocolError)
        }
    }

    private func file(_ descriptor: CInt, bytes length: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: length) { bytes, count in
            while count < length {
                let read = unsafe pread(descriptor, bytes.baseAddress?.advanced(by: count), length - count, count)
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { _exit(ExitStatus.inputOutput) }
                count += read
            }
        }
    }
}

/// As in `sysexits.h`.
enum ExitStatus {
    static let (usage, inputOutput, protocolError): (CInt, CInt, CInt) = (64, 74, 76)
}
