import Crypto
public import ProductIdentifiers

/// Where a kept cover came from. The raw value is its name in answers and in storage.
public enum CoverSource: String, Sendable, CaseIterable {
    /// A merchant or an operator sent it.
    case upload
    /// An operator brought it in from a file.
    case file
    /// It was fetched from the address that the catalogue has.
    case catalogue
}

/// A picture that is to be the cover of a product, and by whose word.
public struct NewCover: Sendable, Hashable {
    public var gtin: GTIN
    public var picture: CoverPicture
    public var source: CoverSource
    /// The merchant who sent it; nil for an operator and for what was fetched.
    public var merchant: PublicID?

    public init(gtin: GTIN, picture: CoverPicture, source: CoverSource, merchant: PublicID? = nil) {
        self.gtin = gtin
        self.picture = picture
        self.source = source
        self.merchant = merchant
    }
}

/// What came of keeping a cover.
public enum CoverStoring: Sendable, Hashable {
    /// There was none of this product.
    case added
    /// It took the place of another.
    case replaced
    /// The very same was there.
    case unchanged
    /// There is one that this one may not replace (``CoverOwnership``).
    case taken
    /// The merchant neither lists nor stocks the product.
    case notListed
    /// There is no room, and nothing that would have to make some.
    case full
}

/// Whose a kept cover is, and who may put another in its place: an operator always, a merchant where it is its own or was
/// fetched, and what is fetched only where that was. A book is sold by many; whoever sent its cover first has the say, so
/// that nobody changes what is shown beside another's offer.
public struct CoverOwnership: Sendable, Hashable {
    public var source: CoverSource
    /// Nil for an operator's and for what was fetched.
    public var merchant: PublicID?

    public init(source: CoverSource, merchant: PublicID?) {
        self.source = source
        self.merchant = merchant
    }

    public func givesWay(to new: CoverOwnership) -> Bool {
        if source == .catalogue { return true }
        if new.source == .catalogue { return false }
        return new.merchant == nil || new.merchant == merchant
    }
}

/// What is told of a kept cover beside its product.
public struct CoverImage: Sendable, Hashable {
    /// Pixels.
    public var width: Int
    public var height: Int
    /// Names the file's content: 16 hexadecimal digits.
    public var version: String

    /// - Parameter hash: SHA-256 of the file.
    public init(width: Int, height: Int, hash: [UInt8]) {
        self.width = width
        self.height = height
        version = Self.version(of: hash)
    }

    public init(_ picture: CoverPicture) {
        self.init(width: picture.width, height: picture.height, hash: picture.hash)
    }

    private static func version(of hash: [UInt8]) -> String {
        hash.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// All kept covers together.
public struct CoverStanding: Sendable, Hashable {
    /// Names this database; another one has another.
    public var database: [UInt8]
    /// The number of the last change; each change has the next.
    public var change: Int64
    public var covers: Int
    /// Of all pictures together.
    public var bytes: Int

    public init(database: [UInt8], change: Int64, covers: Int, bytes: Int) {
        self.database = database
        self.change = change
        self.covers = covers
        self.bytes = bytes
    }
}

/// The last that happened to the cover of one product.
public struct CoverChange: Sendable, Hashable {
    public var number: Int64
    public var gtin: GTIN
    /// The file that is kept now; nil where none is any more.
    public var jpeg: [UInt8]?
    /// SHA-256 of the file as it was written.
    public var hash: [UInt8]?

    public init(number: Int64, gtin: GTIN, jpeg: [UInt8]?, hash: [UInt8]?) {
        self.number = number
        self.gtin = gtin
        self.jpeg = jpeg
        self.hash = hash
    }

    /// Whether the file, where there is one, is what was written.
    public var isSound: Bool { jpeg.map { Array(SHA256.hash(data: $0)) } == hash }
}
