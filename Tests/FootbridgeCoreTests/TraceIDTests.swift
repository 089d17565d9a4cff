import FootbridgeCore
import Testing

@Suite("A trace id")
struct TraceIDTests {
    private static let theirs = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test("is 32 lower-case hexadecimal digits, not all zero, and never the same twice")
    func form() {
        let ids = Set((0..<500).map { _ in TraceID().description })
        #expect(ids.count == 500)
        for id in ids {
            #expect(
                id.utf8.count == 32 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase } && id.contains { $0 != "0" })
        }
    }

    @Test("is the caller's where traceparent has one of version 00")
    func traceparent() {
        #expect(TraceID(traceparent: "00-\(Self.theirs)-00f067aa0ba902b7-01")?.description == Self.theirs)
    }

    @Test(
        "is ours where traceparent is anything else",
        arguments: [
            "", "00", "00-\(theirs)", "00-\(theirs)-00f067aa0ba902b7", "01-\(theirs)-00f067aa0ba902b7-01",
            "00-\(theirs)-00f067aa0ba902b7-01-x", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-\(theirs.dropLast())-00f067aa0ba902b7-012",
            "00-4bf92f3577b34da6a3ce929d0e0e473\"-00f067aa0ba902b7-01",
            "00-４bf92f3577b34da6a3ce929d0e0e4-00f067aa0ba902b7-01",
        ])
    func malformed(_ field: String) {
        #expect(TraceID(traceparent: field) == nil)
    }
}
