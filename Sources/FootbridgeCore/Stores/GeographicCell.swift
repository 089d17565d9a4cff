#if canImport(Glibc)
import Glibc
#endif

/// Where a position lies on a Morton (Z-order) curve over longitude and latitude, at full 64-bit precision: 32 bits each.
///
/// Every square of the 2ⁿ × 2ⁿ grids over the map is one range of consecutive codes, so stock that is clustered by
/// product and code can be searched ring by ring, and how large the rings are is decided by each query.
public struct GeographicCell: Sendable, Hashable, Comparable {
    /// The code with its top bit flipped, so that a signed 64-bit column orders as the unsigned code does.
    public let rawValue: Int64

    /// The cell of `position`.
    public init(_ position: Position) {
        self.init(x: Self.column(longitudeE7: position.longitudeE7), y: Self.row(latitudeE7: position.latitudeE7))
    }

    init(x: UInt32, y: UInt32) {
        rawValue = Int64(bitPattern: (Self.spread(x) | Self.spread(y) << 1) ^ 1 << 63)
    }

    public static func < (left: GeographicCell, right: GeographicCell) -> Bool { left.rawValue < right.rawValue }

    /// 2³² columns over 360°, the antimeridian's eastern side last.
    static func column(longitudeE7: Int64) -> UInt32 {
        UInt32(clamping: UInt64(longitudeE7 + 1_800_000_000) << 32 / 3_600_000_000)
    }

    /// 2³² rows over 180°, the north pole last.
    static func row(latitudeE7: Int64) -> UInt32 {
        UInt32(clamping: UInt64(latitudeE7 + 900_000_000) << 32 / 1_800_000_000)
    }

    /// Bit i of `value` moved to bit 2i.
    private static func spread(_ value: UInt32) -> UInt64 {
        var bits = UInt64(value)
        bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
        bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
        bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333
        return (bits | bits << 1) & 0x5555_5555_5555_5555
    }
}

extension GeographicCell {
    /// Ranges of ``rawValue`` that together hold every position within `radius` of `center`, and some beyond it.
    ///
    /// - Returns: at most 32 ranges, ascending, none touching the next.
    public static func ranges(around center: Position, radius: Meters) -> [ClosedRange<Int64>] {
        // A little more than the radius, for the rounding of positions and of this very computation.
        let angle = (radius.value + 1) / 6_371_008.8
        let toDegreesE7 = 180 / Double.pi * 10_000_000
        let reach = Int64((angle * toDegreesE7).rounded(.up))
        let south = max(center.latitudeE7 - reach, -900_000_000)
        let north = min(center.latitudeE7 + reach, 900_000_000)
        let rows = row(latitudeE7: south)...row(latitudeE7: north)

        // Where the circle holds a pole, or nearly, it meets every meridian.
        let sine = sin(min(angle, .pi / 2)) / cos(center.latitude * .pi / 180)
        guard south > -900_000_000, north < 900_000_000, sine < 1 else {
            return merged(squares(columns: 0...UInt32.max, rows: rows))
        }
        let width = Int64((asin(sine) * toDegreesE7).rounded(.up)) + 1
        let (west, east) = (center.longitudeE7 - width, center.longitudeE7 + width)
        guard east - west < 3_600_000_000 else { return merged(squares(columns: 0...UInt32.max, rows: rows)) }
        // Beyond the antimeridian the circle goes on at the other edge of the map.
        if west < -1_800_000_000 {
            let rest = column(longitudeE7: west + 3_600_000_000)...UInt32.max
            return merged(
                squares(columns: 0...column(longitudeE7: east), rows: rows) + squares(columns: rest, rows: rows))
        }
        if east > 1_800_000_000 {
            let rest = 0...column(longitudeE7: east - 3_600_000_000)
            return merged(
                squares(columns: column(longitudeE7: west)...UInt32.max, rows: rows)
                    + squares(columns: rest, rows: rows))
        }
        return merged(squares(columns: column(longitudeE7: west)...column(longitudeE7: east), rows: rows))
    }

    /// The squares, of the finest grid that needs at most 16 of them, that cover a rectangle.
    private static func squares(columns: ClosedRange<UInt32>, rows: ClosedRange<UInt32>) -> [ClosedRange<Int64>] {
        var shift: UInt32 = 0
        func count(_ range: ClosedRange<UInt32>) -> UInt64 {
            UInt64(range.upperBound >> shift) - UInt64(range.lowerBound >> shift) + 1
        }
        while shift < 31, count(columns) > 16 || count(rows) > 16 || count(columns) * count(rows) > 16 { shift += 1 }
        let inSquare: UInt32 = shift == 0 ? 0 : UInt32.max >> (32 - shift)
        var found: [ClosedRange<Int64>] = []
        for y in (rows.lowerBound >> shift)...(rows.upperBound >> shift) {
            for x in (columns.lowerBound >> shift)...(columns.upperBound >> shift) {
                let first = GeographicCell(x: x << shift, y: y << shift)
                let last = GeographicCell(x: x << shift | inSquare, y: y << shift | inSquare)
                found.append(first.rawValue...last.rawValue)
            }
        }
        return found
    }

    private static func merged(_ ranges: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var result: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = result.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 else {
                result.append(range)
                continue
            }
            result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        }
        return result
    }
}
