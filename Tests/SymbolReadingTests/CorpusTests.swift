import Foundation
import PhotoDecoding
import SymbolReading
import Testing

/// Reads the shared corpus of barcode photographs, where it is present: `../shared/corpus` beside the package, or the
/// folder that `FOOTBRIDGE_CORPUS` names.
@Suite("Corpus of photographs")
struct CorpusTests {
    /// What is read that the ground truth does not list, and why it is not a misread.
    private static let knownExtras: Set<String> = [
        // Code 39 in "full ASCII", which a symbol does not declare: reported as the plain characters that are printed.
        "images/zxing-cpp/code39-2/2.png 12+A+B",
        "images/zxing-cpp/code39-2/wide.png A+A-1234",
        // A second code that is really in the picture.
        "images/zxing/code39-3/08.png 001EC9476B0A",
        // The label says "photograph"; that of the same code in another photo says what is read.
        "images/zxing/qrcode-2/13.png The 2005 USGS aerial photography of the Washington Monument is censored.",
    ]

    /// Pictures that must be solved, by family; a little below what is measured: retail 260 of 293, qr 152 of 155, multi 2
    /// of 2, code128 24 of 25, code39 12 of 12, itf 17 of 18, codabar 5 of 6, databar 12 of 16, databar-exp 133 of 133.
    private static let floors = [
        "retail": 256, "qr": 151, "multi": 2, "code128": 23, "code39": 10, "itf": 16, "codabar": 5, "databar": 11,
        "databar-exp": 131,
    ]

    @Test("Each family is read at its recorded rate, and nothing is read that is not there")
    func readsCorpus() throws {
        guard let corpus = try CorpusFolder.find() else {
            print("SKIPPED: no corpus at ../shared/corpus or FOOTBRIDGE_CORPUS; read rates are not checked")
            return
        }
        // Generous, so that a debug build on a busy machine runs the same passes.
        let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))
        var solved: [String: Int] = [:]
        var total: [String: Int] = [:]
        var wrong: [String] = []
        var missedAddOns: [String] = []
        var times: [Duration] = []
        for picture in corpus.pictures {
            let bytes = [UInt8](try Data(contentsOf: corpus.folder.appending(path: picture.path)))
            let reading = try reader.read(Photo(bytes: bytes))
            times.append(reading.decodeTime + reading.readTime)
            let found = Set(reading.symbols.map { CorpusText($0) })
            let required = Set(picture.expected.map { CorpusText($0) })
            let allowed = required.union(picture.also.map { CorpusText($0) })
            for symbol in reading.symbols where !allowed.contains(CorpusText(symbol)) {
                if !Self.knownExtras.contains("\(picture.path) \(symbol.text)") {
                    wrong.append("\(picture.path): \(symbol.symbology.rawValue) \(symbol.text)")
                }
            }
            guard picture.kind == "decode" else { continue }
            total[picture.family, default: 0] += 1
            let isSolved = picture.family == "qr" ? !found.isDisjoint(with: allowed) : required.isSubset(of: found)
            if isSolved { solved[picture.family, default: 0] += 1 }
            for entry in picture.expected where isSolved {
                if let addOn = entry.addon, !reading.symbols.contains(where: { $0.addOn == addOn }) {
                    missedAddOns.append("\(picture.path): \(addOn)")
                }
            }
        }
        for family in total.keys.sorted() {
            print("corpus \(family): \(solved[family] ?? 0) of \(total[family] ?? 0)")
        }
        print("corpus median time: \(times.sorted()[times.count / 2])")
        #expect(wrong == [])
        #expect(missedAddOns == [])
        for (family, floor) in Self.floors {
            #expect(solved[family] ?? 0 >= floor, "\(family)")
        }
    }

    @Test("A code that only the second effort reads is read beside a QR code, too")
    func triesHarderBeside() throws {
        guard let corpus = try CorpusFolder.find() else { return }
        func photo(_ path: String) throws -> LumaImage {
            let file = corpus.folder.appending(path: "images/zxing/\(path).png")
            return try PhotoDecoder.decode(Photo(bytes: [UInt8](try Data(contentsOf: file))), reducedTo: .full)
        }
        let beside = try photo("qrcode-2/5")
        for name in ["upca-6/13", "upca-6/15"] {
            let photo = try photo(name)
            let (width, height) = (photo.width + beside.width + 60, max(photo.height, beside.height) + 40)
            var drawing = Drawing(width: width, height: height)
            drawing.fill(x: 0, y: 0, width: width, height: height, with: 150)
            drawing.place(photo, x: 20, y: 20)
            drawing.place(beside, x: photo.width + 40, y: 20)
            let symbols = try SymbolReader(budget: ReadingBudget(total: .seconds(60))).read(drawing.image).symbols
            #expect(Set(symbols.map(\.text)) == ["073333531084", "2021200000"], "\(name)")
        }
    }
}

/// The corpus' folder and manifest.
struct CorpusFolder {
    struct Entry: Decodable {
        let format: String
        let text: String
        let addon: String?
    }

    struct Picture: Decodable {
        let path: String
        let family: String
        let kind: String
        let expected: [Entry]
        let also: [Entry]
    }

    let folder: URL
    let pictures: [Picture]

    static func find() throws -> CorpusFolder? {
        let folder: URL
        if let named = ProcessInfo.processInfo.environment["FOOTBRIDGE_CORPUS"] {
            folder = URL(filePath: named, directoryHint: .isDirectory)
        } else {
            // Tests/SymbolReadingTests/CorpusTests.swift, three steps below the package.
            folder =
                URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
                .appending(path: "../../../shared/corpus", directoryHint: .isDirectory).standardized
        }
        let manifest = folder.appending(path: "manifest.jsonl")
        guard FileManager.default.fileExists(atPath: manifest.path) else { return nil }
        let lines = try Data(contentsOf: manifest).split(separator: UInt8(ascii: "\n"))
        return CorpusFolder(
            folder: folder, pictures: try lines.map { try JSONDecoder().decode(Picture.self, from: Data($0)) })
    }
}

/// A content in the form in which the corpus asks for comparison.
struct CorpusText: Hashable {
    private let kind: String
    private let text: String

    init(_ symbol: Symbol) {
        self.init(format: symbol.symbology.rawValue, text: symbol.text)
    }

    init(_ entry: CorpusFolder.Entry) {
        self.init(format: entry.format, text: entry.text)
    }

    private init(format: String, text: String) {
        switch format {
        case "EAN-13", "EAN-8", "UPC-A", "UPC-E":
            kind = "retail"
            let digits = format == "UPC-E" && text.count == 8 ? Self.expanded(text) : text
            self.text = String(repeating: "0", count: max(0, 14 - digits.count)) + digits
        case "QR":
            kind = "QR"
            self.text = text.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        case "DataBar", "DataBarExpanded", "DataBar Expanded":
            kind = "DataBar"
            let plain = text.filter { !"()\u{1D}".contains($0) }
            // Some of the truth has the application identifier of a bare GTIN, some has not.
            self.text = plain.count == 14 ? "01" + plain : plain
        case "Codabar":
            kind = "Codabar"
            self.text = text.trimmingCharacters(in: .letters)
        case "ITF", "Interleaved 2 of 5":
            kind = "ITF"
            self.text = text
        default:
            kind = format.replacing(" ", with: "")
            self.text = text
        }
    }

    /// The UPC-A of a UPC-E with number system and check digit.
    private static func expanded(_ text: String) -> String {
        let digits = Array(text)
        let body = digits[1...6].map { $0 }
        let middle =
            switch body[5] {
            case "0", "1", "2": String(body[0...1]) + String(body[5]) + "0000" + String(body[2...4])
            case "3": String(body[0...2]) + "00000" + String(body[3...4])
            case "4": String(body[0...3]) + "00000" + String(body[4])
            default: String(body[0...4]) + "0000" + String(body[5])
            }
        return String(digits[0]) + middle + String(digits[7])
    }
}
