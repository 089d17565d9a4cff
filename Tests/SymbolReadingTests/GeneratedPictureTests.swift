import PhotoDecoding
import SymbolReading
import Testing

@Suite("Generated pictures for the readers' tests")
struct GeneratedPictureTests {
    @Test("A texture and a cut-off code are the same whenever they are asked for")
    func areDeterministic() {
        for index in stride(from: 0, to: Textures.count, by: 97) {
            #expect(Textures.picture(index) == Textures.picture(index))
        }
        for index in stride(from: 0, to: CutOffCodes.count, by: 29) {
            #expect(CutOffCodes.picture(index) == CutOffCodes.picture(index))
        }
    }

    @Test("Every kind of texture has dark and light", arguments: Textures.Kind.allCases)
    func haveContrast(_ kind: Textures.Kind) {
        for index in stride(from: kind.rawValue, to: 120, by: Textures.Kind.allCases.count) {
            let pixels = Textures.picture(index).pixels.sorted()
            #expect(Int(pixels[pixels.count * 9 / 10]) - Int(pixels[pixels.count / 10]) > 10, "texture \(index)")
        }
    }

    @Test("Before it is cut, a code can be read: what is missing is all that keeps it from being read")
    func wholeCodesAreRead() throws {
        let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))
        for index in stride(from: 0, to: CutOffCodes.count, by: 9) {
            let code = CutOffCodes.whole(index)
            #expect(try reader.read(code.picture).symbols.map(\.text) == [code.digits], "code \(index)")
        }
    }

    /// Unoptimised reading takes twenty times as long; there a part of the pictures has to do, and the others are read by
    /// `deploy/read-rate`.
    #if DEBUG
    private static let step = 15
    #else
    private static let step = 1
    #endif

    @Test("Nothing is read in a cut-off code")
    func cutOffCodesAreNotRead() throws {
        let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))
        for index in stride(from: 0, to: CutOffCodes.count, by: Self.step) {
            #expect(try reader.read(CutOffCodes.picture(index)).symbols.map(\.text) == [], "code \(index)")
        }
    }

    @Test("Nothing is read in a texture")
    func texturesAreNotRead() throws {
        let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))
        for index in stride(from: 0, to: Textures.count, by: Self.step) {
            #expect(try reader.read(Textures.picture(index)).symbols.map(\.text) == [], "texture \(index)")
        }
    }
}
