import DecodeWorkers
import FootbridgeCore
import Glibc
import PhotoDecoding
import ProductIdentifiers
import SymbolReading

/// A worker that does what is written behind the end of a photo: what a reader would that hostile bytes have taken over.
/// It has shut itself in as every worker has. Anything else is read as always.
@main
enum FaultyWorker {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let memory = Int(arguments[3]) else { exit(64) }
        let search = arguments.count > 5 ? CoverSearch(index: arguments[5], budget: .seconds(60)) : nil
        var reader = WorkerReader(covers: search)
        var calls = 0
        DecodeWorker.run(memory: memory, covers: reader.known) { photo, looksForCovers, isWanted throws(PhotoError) in
            calls += 1
            // The first photos are those that it warms up with.
            let number = UInt64(max(0, calls - BuiltInPhotos.all.count))
            if let fault = Fault.allCases.first(where: { photo.bytes.suffix(40).hasSuffix(" \($0.rawValue)") }) {
                return try fault.happen(number: number, while: isWanted)
            }
            return try reader.read(photo, lookingForCovers: looksForCovers, while: isWanted)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}

/// What can go wrong, as it is written behind a photo.
enum Fault: String, CaseIterable {
    case prints, lastWords = "last-words", abort, segfault, exit, spin, stall, memory, socket, open, fork, execute,
        write
    case silence, cutOff = "cut-off", junk, version, tooLong = "too-long", counts, number, kind
    case patience, boasts, fronts

    func happen(number: UInt64, while isWanted: () -> Bool) throws(PhotoError) -> PhotoReading? {
        switch self {
        case .prints:
            for _ in 0..<1000 { perror("a library") }
            throw .undecodable(reason: .corrupt)
        case .lastWords:
            for _ in 0..<1000 { perror("a library") }
            Glibc.abort()
        case .boasts:
            perror(String(repeating: "\n", count: 1_100_000))
            throw .undecodable(reason: .truncated)
        case .abort: Glibc.abort()
        case .segfault: UnsafeMutablePointer<UInt8>(bitPattern: 8)?.pointee = 1
        case .exit: Glibc._exit(0)
        case .spin: while true {}
        case .stall: wait()
        case .memory: eatMemory()
        case .socket: _ = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        case .open: _ = Glibc.open("/etc/passwd", O_RDONLY)
        case .fork: _ = Glibc.fork()
        case .execute: _ = mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        case .write: _ = Glibc.write(1, "x", 1)
        case .silence: close(3)
        case .cutOff:
            send(head(number: number, length: 100) + [1, 2, 3])
            Glibc._exit(0)
        case .junk: send([UInt8](repeating: 0x41, count: 4096))
        // A refusal that would be believed, but for one thing.
        case .version: send(head(version: 5, kind: 5, number: number, length: 1) + [0])
        case .tooLong: send(head(number: number, length: 1 << 40))
        case .counts:
            // 234 by 32 pixels, no time, and then more symbols than there can be.
            let body: [UInt8] = [234, 0, 0, 0, 32, 0, 0, 0] + [UInt8](repeating: 0, count: 29) + [255, 255, 255, 127]
            send(head(number: number, length: UInt64(body.count)) + body)
        case .number: send(head(kind: 5, number: number + 1, length: 1) + [0])
        case .fronts: return fronts
        case .kind: send(head(kind: 6, number: number, length: 0))
        case .patience:
            while isWanted() {}
            return nil
        }
        // Nothing more is said, so that what was done is all that the daemon sees.
        while true { wait() }
    }

    /// A cover beside a code that says what it is.
    private var fronts: PhotoReading {
        let corners = [Point](repeating: Point(x: 0, y: 0), count: 4)
        let symbol = Symbol(
            symbology: .ean13, text: BuiltInPhotos.text, rawBytes: [], addOn: nil, corners: corners)
        return PhotoReading(
            Reading(
                symbols: [symbol], diagnosis: nil, quality: nil, passes: [], ranOutOfTime: false, width: 234,
                height: 32,
                decodeTime: .zero, readTime: .zero),
            covers: [SeenCover(gtins: [9_780_306_406_157].compactMap(GTIN.init(value:)), band: .sure, corners: corners)]
        )
    }

    /// Waits without using the processor, for something that does not come.
    private func wait() {
        var byte: UInt8 = 0
        _ = read(3, &byte, 1)
    }

    private func eatMemory() {
        var eaten: [[UInt8]] = []
        while true { eaten.append([UInt8](repeating: 1, count: 1 << 24)) }
    }

    private func send(_ bytes: [UInt8]) {
        _ = Glibc.write(3, bytes, bytes.count)
    }

    /// The head of a message, made by hand: a reading's unless told otherwise.
    private func head(version: UInt16 = 4, kind: UInt16 = 4, number: UInt64, length: UInt64) -> [UInt8] {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        return [0x46, 0x46, 0x42, 0x57] + bytes(version) + bytes(kind) + bytes(number) + bytes(length)
    }
}
