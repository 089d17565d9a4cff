import CoverIndexing
import CoverRecognition
import FootbridgeCore
import PhotoDecoding
import ProductIdentifiers
import SymbolReading

/// Looks for covers in photos that no symbol explains. Its buffers, 25 to 115 MB, are reused from photo to photo: one for
/// each thread.
struct CoverFinder: Sendable {
    private var recognizer = CoverRecognizer()
    private let budget: ReadingBudget

    init(budget: Duration) {
        self.budget = ReadingBudget(total: budget)
    }

    /// Adds the covers that are in a photo to what was read in it, where that leaves room for them.
    mutating func addCovers(
        to reading: inout PhotoReading, of photo: Photo, in index: CoverIndex, while isWanted: () -> Bool
    ) {
        guard reading.reading.leavesRoomForCovers else { return }
        let clock = ReadingClock()
        do throws(PhotoError) {
            let found = try recognizer.recognise(photo, in: index) {
                clock.hasRoom(for: .zero, within: budget) && isWanted()
            }
            reading.covers = found.matches.prefix(SeenCover.most).compactMap(SeenCover.init)
        } catch {
            // It was decoded before, and lacks memory now: what was read in it stands.
            reading.covers = []
        }
        reading.coverTime = clock.wall
    }
}

extension SeenCover {
    /// - Returns: nil where none of its names is a GTIN: nobody could say what it is.
    fileprivate init?(_ match: CoverMatch) {
        let band: Band
        switch match.band {
        case .none: return nil
        case .ask: band = .ask
        case .sure: band = .sure
        }
        var gtins: [GTIN] = []
        for gtin in match.names.lazy.compactMap({ GTIN($0) }) where !gtins.contains(gtin) {
            gtins.append(gtin)
            if gtins.count == Self.mostEditions { break }
        }
        guard !gtins.isEmpty else { return nil }
        self.init(
            gtins: gtins, band: band,
            corners: match.corners.map { Point(x: Self.pixel($0.x), y: Self.pixel($0.y)) })
    }

    /// A corner far outside is nowhere near any picture.
    private static func pixel(_ coordinate: Double) -> Int { Int(max(-1e6, min(coordinate.rounded(), 1e6))) }
}

extension CoverIndex {
    /// Opens an index, and keeps nothing open of it but what is mapped.
    /// - Returns: nil where there is none to search, with what is known of it.
    static func opened(at path: String) -> (index: CoverIndex?, known: ReadingIsolation.KnownCovers) {
        do throws(CoverIndexError) {
            let index = try CoverIndexFolder(openingAt: path).index
            let covers = index.segments.reduce(0) { $0 + $1.liveCount }
            return (covers == 0 ? nil : index, .open(covers: covers))
        } catch {
            return (nil, error == .missing ? .missing : .unusable)
        }
    }
}
