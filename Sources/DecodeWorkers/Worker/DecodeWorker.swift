import CLinux
import CMalloc
public import FootbridgeCore
import Glibc
public import PhotoDecoding

/// The life of a worker process: it is started by the daemon with one socket, shuts itself in, reads one photo after the
/// other, and ends when the socket does.
///
/// One thread, no Swift concurrency, no Foundation: what runs beside hostile bytes is as little as can be.
public enum DecodeWorker {
    /// The command that makes a process of this binary a worker.
    public static let command = "decode-worker"
    /// The one descriptor that is inherited and kept, besides the standard ones on `/dev/null`.
    static let control: CInt = 3
    /// Where it counts what libraries print (``PrintedLines``); mapped, and closed again.
    static let lines: CInt = 4

    /// Reads a photo as long as it is wanted, and looks for covers in it where that is asked; ``WorkerReader`` but for
    /// tests.
    public typealias Read = (Photo, Bool, () -> Bool) throws(PhotoError) -> PhotoReading?

    /// Serves until the daemon closes the socket, which ends this process.
    ///
    /// - Parameters:
    ///   - memory: bytes that reading may take beyond what the process has when it begins, its index among it.
    ///   - covers: that `read` knows.
    public static func run(memory: Int, covers: ReadingIsolation.KnownCovers, read: Read) -> Never {
        guard let control = ControlSocket(control), footbridge_share_lines(lines) == 0 else {
            _exit(ExitStatus.usage)
        }
        // A signal to a whole group ends the daemon, which then ends its workers once all is answered.
        for signal in [SIGTERM, SIGINT, SIGHUP] { _ = unsafe Glibc.signal(signal, SIG_IGN) }
        _ = footbridge_die_with_parent()
        keepFreedMemory()
        LibraryPrints.counted {
            WarmUp.run(read)
            let ready = WorkerReady(layers: LayerBits.layers(Confinement.close(memory: memory)), covers: covers)
            control.send(MessageHead(.ready, length: WorkerReady.size), ready.bytes)
            while let request = control.nextPhoto() { answer(request, control, read) }
        }
        _exit(EXIT_SUCCESS)
    }

    /// As the daemon has it: pictures of some megabytes come from memory that was freed before, not from the system.
    private static func keepFreedMemory() {
        mallopt(M_MMAP_THRESHOLD, 4 << 20)
        mallopt(M_TRIM_THRESHOLD, 8 << 20)
    }

    private static func answer(_ request: PhotoRequest, _ control: borrowing ControlSocket, _ read: Read) {
        let number = request.number
        var isWanted = true
        func head(_ kind: MessageHead.Kind, length: Int = 0) -> MessageHead {
            MessageHead(kind, number: number, length: length)
        }
        do throws(PhotoError) {
            let photo = try Photo(bytes: request.file)
            if request.kind == .picture {
                let picture = try PhotoDecoder.decodeColor(photo, longSide: CoverPicture.longSide)
                let body = PictureEncoding.bytes(of: picture)
                control.send(head(.pixels, length: body.count), body)
                return
            }
            let reading = try read(photo, request.kind == .front) {
                if control.hasCancelled(number) { isWanted = false }
                return isWanted
            }
            guard let reading else {
                control.send(head(.abandoned), [])
                return
            }
            let body = ReadingEncoding.bytes(of: reading)
            control.send(head(.reading, length: body.count), body)
        } catch {
            control.send(head(.refusal, length: 1), [Refusal.byte(of: error)])
        }
    }
}
