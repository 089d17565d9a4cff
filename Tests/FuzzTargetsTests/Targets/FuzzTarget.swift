/// Something that bytes from outside reach, and what must hold of it whatever they are.
///
/// `Tests/Fuzzing` looks for bytes that break it; what it once found, and what is worth starting from, is replayed by the
/// ordinary tests.
public struct FuzzTarget: Sendable, CustomStringConvertible {
    /// What it is chosen by, and the name of the folder of its kept inputs.
    public let name: String
    /// Inputs to start from, as different as the code makes a difference.
    public let seeds: @Sendable () throws -> [[UInt8]]
    /// Longest input that is worth trying, in bytes.
    public let longestInput: Int
    private let body: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, longestInput: Int = 4096, seeds: @escaping @Sendable () throws -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.longestInput = longestInput
        self.seeds = seeds
        body = check
    }

    /// - Throws: ``BrokenProperty`` where something does not hold that should for every input.
    public func check(_ input: [UInt8]) throws { try body(input) }

    public var description: String { name }

    public static let all: [FuzzTarget] =
        photos + [
            qrPicture, linearPicture, qrPayload, workerMessages, http, multipart, query, csv, digitalLink, cookie,
            token, robots, redirect,
        ]

    /// - Returns: nil where there is no such target.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// What should hold of every input and does not of this one.
public struct BrokenProperty: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// - Throws: ``BrokenProperty`` unless the condition holds.
func require(_ condition: @autoclosure () throws -> Bool, _ what: @autoclosure () -> String) throws {
    guard try condition() else { throw BrokenProperty(what()) }
}

/// An input taken apart from its front. What it has too little of reads as zero, so that every input says something.
struct InputReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) {
        rest = input[...]
    }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// A number in a range of at most 65 536 values, from two bytes.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        let value = Int(byte()) << 8 | Int(byte())
        return range.lowerBound + value % range.count
    }

    /// At most so many bytes.
    mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
