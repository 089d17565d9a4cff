import DecodeWorkers
import PhotoDecoding
import SymbolDrawing

extension FuzzTarget {
    /// Picture files, one target for each format.
    static let photos = [
        photo(.jpeg, name: "jpeg") { builtIn("JPEG") },
        photo(.png, name: "png") {
            var seeds = builtIn("PNG") + PNGSeeds.all
            if let code = QRCode("https://example.org/") { seeds.append(code.png(scale: 1)) }
            return seeds
        },
        photo(.webp, name: "webp") { builtIn("WebP") },
    ]

    private static func builtIn(_ format: String) -> [[UInt8]] {
        BuiltInPhotos.all.filter { $0.format == format }.map(\.bytes)
    }

    /// Small pictures, so that a second is many of them: what a large one costs is measured elsewhere.
    private static let limits = PhotoLimits(maximumPixels: 1 << 18, maximumBytes: 1 << 16, maximumSide: 4096)

    private static func photo(
        _ format: PhotoFormat, name: String, seeds: @escaping @Sendable () throws -> [[UInt8]]
    ) -> FuzzTarget {
        FuzzTarget(name, seeds: seeds) { input in
            try check(input, format)
            // Few changed files have sound checksums, and what is behind a wrong one is never looked at.
            if format == .png { try check(PNGChecksums.repaired(input), format) }
        }
    }

    private static func check(_ bytes: [UInt8], _ format: PhotoFormat) throws {
        let photo: Photo
        do throws(PhotoError) {
            photo = try Photo(bytes: bytes, limits: limits)
        } catch {
            try require(error != .outOfMemory, "a header takes memory")
            return
        }
        // Other formats have targets of their own.
        guard photo.format == format else { return }
        for reduction in PhotoReduction.allCases {
            let image = decoded(photo, reduction)
            if case .success(let image) = image {
                let expected = size(of: photo.header, reduction)
                try require(
                    (image.width, image.height) == expected, "\(image.width) x \(image.height), not \(expected)")
            }
            // A pixel that was never written would be another one the second time.
            try require(image == decoded(photo, reduction), "not the same when decoded again")
        }
    }

    private static func decoded(_ photo: Photo, _ reduction: PhotoReduction) -> Result<LumaImage, PhotoError> {
        Result { () throws(PhotoError) in try PhotoDecoder.decode(photo, reducedTo: reduction) }
    }

    /// Libjpeg rounds sizes up; what is averaged here is rounded down, until a side is one pixel.
    private static func size(of header: PhotoHeader, _ reduction: PhotoReduction) -> (Int, Int) {
        var (width, height, divisor) = (header.width, header.height, reduction.divisor)
        if header.format == .jpeg { return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor) }
        while divisor > 1, width > 1, height > 1 { (width, height, divisor) = (width / 2, height / 2, divisor / 2) }
        return (width, height)
    }
}
