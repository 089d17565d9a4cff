import FootbridgeCore

/// What a worker says once it has shut itself in: six bytes.
struct WorkerReady: Equatable {
    /// That hold around it.
    var layers: [ReadingIsolation.Layer]
    /// That it knows.
    var covers: ReadingIsolation.KnownCovers

    static let size = 6

    init(layers: [ReadingIsolation.Layer], covers: ReadingIsolation.KnownCovers) {
        self.layers = layers
        self.covers = covers
    }

    var bytes: [UInt8] {
        var writer = MessageWriter()
        writer.number(LayerBits.byte(of: layers))
        switch covers {
        case .off: writer.number(UInt8(0))
        case .open: writer.number(UInt8(1))
        case .missing: writer.number(UInt8(2))
        case .unusable: writer.number(UInt8(3))
        }
        let count = if case .open(let count) = covers { count } else { 0 }
        writer.number(UInt32(clamping: count))
        return writer.bytes
    }

    init(_ body: ArraySlice<UInt8>) throws(Nonsense) {
        var reader = MessageReader(body)
        layers = LayerBits.layers(try reader.number(UInt8.self))
        let state = try reader.number(UInt8.self)
        let count = Int(try reader.number(UInt32.self))
        switch state {
        case 0: covers = .off
        case 1: covers = .open(covers: count)
        case 2: covers = .missing
        case 3: covers = .unusable
        default: throw Nonsense("no such state of an index")
        }
        guard state == 1 || count == 0 else { throw Nonsense("covers without an index") }
        try reader.end()
    }
}
