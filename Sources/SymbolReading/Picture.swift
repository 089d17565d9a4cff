import PhotoDecoding

/// A photo at several sizes, each made when first asked for, all of them as stored.
struct Picture {
    /// Width and height of the stored photo in pixels.
    let width: Int
    let height: Int
    /// Time spent decoding the file.
    private(set) var decodeTime = Duration.zero
    private let photo: Photo?
    private let orientation: PhotoOrientation
    private var images: [PhotoReduction: LumaImage]

    init(_ photo: Photo) {
        self.photo = photo
        orientation = photo.header.orientation
        width = photo.header.width
        height = photo.header.height
        images = [:]
    }

    init(_ image: LumaImage) {
        photo = nil
        orientation = .upright
        width = image.width
        height = image.height
        images = [.full: image]
    }

    /// Width and height of the upright photo.
    var uprightSize: (width: Int, height: Int) {
        orientation.exchangesSides ? (height, width) : (width, height)
    }

    /// The nearest place inside the stored photo.
    func limited(_ point: Point) -> Point {
        Point(x: min(max(0, point.x), width - 1), y: min(max(0, point.y), height - 1))
    }

    /// A place in the stored photo, in the upright one.
    func upright(_ point: Point) -> Point {
        let place = orientation.uprightPlace(x: point.x, y: point.y, width: width, height: height)
        return Point(x: place.x, y: place.y)
    }

    /// The least reduction that leaves at most `pixels`; an eighth if none does.
    func reduction(toPixels pixels: Int) -> PhotoReduction {
        PhotoReduction.allCases.first { width * height / ($0.divisor * $0.divisor) <= pixels } ?? .eighth
    }

    /// The photo at a size. Reduced from a larger one at hand; else decoded, JPEG straight to the size.
    mutating func image(_ reduction: PhotoReduction) throws(PhotoError) -> LumaImage {
        if let image = images[reduction] { return image }
        let larger = images.keys.filter { $0 < reduction }.max()
        let image: LumaImage
        if let larger, let start = images[larger] {
            image = start.reduced(by: reduction.divisor / larger.divisor)
        } else if let photo {
            let start = ContinuousClock.now
            // Only JPEG saves work by decoding to a smaller size; the others are kept at full size for later passes.
            let decoded = try PhotoDecoder.decode(photo, reducedTo: photo.format == .jpeg ? reduction : .full)
            decodeTime += ContinuousClock.now - start
            if photo.format == .jpeg {
                image = decoded
            } else {
                images[.full] = decoded
                image = decoded.reduced(by: reduction.divisor)
            }
        } else {
            preconditionFailure("a picture has a photo or its full size")
        }
        images[reduction] = image
        return image
    }
}
