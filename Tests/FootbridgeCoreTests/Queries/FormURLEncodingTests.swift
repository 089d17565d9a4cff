import Testing

@testable import FootbridgeCore

@Suite("A query")
struct FormURLEncodingTests {
    private static func field(_ name: String?, _ value: String?) -> FormURLEncoding.Field {
        FormURLEncoding.Field(name: name, value: value)
    }

    @Test("is decoded as browsers encode it: a plus is a space, an encoded one a plus")
    func plus() {
        #expect(FormURLEncoding.fields(of: "visitor=Jane+Doe") == [Self.field("visitor", "Jane Doe")])
        #expect(FormURLEncoding.fields(of: "a+b=%2B%20%c3%A9") == [Self.field("a b", "+ é")])
    }

    @Test("has its fields in their order, empty ones and those without an equals sign too")
    func fields() {
        #expect(
            FormURLEncoding.fields(of: "&a=1&&b&=c&a=2=3&") == [
                Self.field("a", "1"), Self.field("b", ""), Self.field("", "c"), Self.field("a", "2=3"),
            ])
        #expect(FormURLEncoding.fields(of: "").isEmpty)
    }

    @Test("keeps a percent sign that encodes nothing")
    func lonePercent() {
        #expect(FormURLEncoding.decode("100%") == "100%")
        #expect(FormURLEncoding.decode("%4") == "%4")
        #expect(FormURLEncoding.decode("%G1%41") == "%G1A")
    }

    @Test("has no text where it is not UTF-8")
    func notText() {
        #expect(FormURLEncoding.decode("%FF") == nil)
        #expect(FormURLEncoding.fields(of: "a=%C3&%FE=b") == [Self.field("a", nil), Self.field(nil, "b")])
    }
}
