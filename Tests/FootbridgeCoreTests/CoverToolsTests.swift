import FootbridgeCore
import Testing

struct CoverToolsTests {
    @Test func whatWasUsedSinceTheLastCallIsKept() {
        let tools = CoverTools()
        #expect(!tools.freeUnused(), "nothing is there yet")
        tools.withCompiler { _ in }
        #expect(!tools.freeUnused(), "it was used a moment ago")
        tools.withRecognizer { _ in }
        #expect(!tools.freeUnused(), "the recogniser was")
        #expect(tools.freeUnused())
        #expect(!tools.freeUnused(), "nothing is left")
    }
}
