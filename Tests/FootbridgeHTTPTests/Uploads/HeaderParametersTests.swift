import Testing

@testable import FootbridgeHTTP

@Suite("A header value with parameters")
struct HeaderParametersTests {
    @Test("has its value in lower case, without what follows it")
    func value() {
        #expect(HeaderParameters("Image/JPEG").value == "image/jpeg")
        #expect(HeaderParameters("  image/png ; q=1").value == "image/png")
        #expect(HeaderParameters("image/png;q=1").value == "image/png")
        #expect(HeaderParameters("").value == "")
        #expect(HeaderParameters(";a=b").value == "")
        #expect(HeaderParameters(";a=b")["a"] == "b")
    }

    @Test("has parameters by name, whatever their case and the blanks around them")
    func parameters() {
        let field = HeaderParameters("form-data ;\tNAME = x y ; filename=\"a; b=c\" ;flag; empty=; last=\"z\"")
        #expect(field["name"] == "x y")
        #expect(field["filename"] == "a; b=c")
        #expect(field["flag"] == nil)
        #expect(field["empty"] == "")
        #expect(field["last"] == "z")
        #expect(field["other"] == nil)
    }

    @Test("undoes the escapes of quotes and backslashes, and leaves other backslashes alone")
    func escapes() {
        #expect(HeaderParameters(#"f; n="a\"b\\c""#)["n"] == #"a"b\c"#)
        #expect(HeaderParameters(#"f; n="C:\new\x.jpg""#)["n"] == #"C:\new\x.jpg"#)
        #expect(HeaderParameters(#"f; n="%22""#)["n"] == "%22")
    }

    @Test("keeps the first of two parameters of one name")
    func twice() {
        #expect(HeaderParameters("f; n=1; N=2")["n"] == "1")
    }

    @Test("is read to its end where a quote is never closed")
    func unclosed() {
        #expect(HeaderParameters("f; n=\"abc; m=1")["n"] == "abc; m=1")
        #expect(HeaderParameters("f; n=\"")["n"] == "")
        #expect(HeaderParameters("f; n=\"a\"junk; m=1")["m"] == "1")
        #expect(HeaderParameters(String(repeating: ";", count: 5000)).value == "")
        #expect(HeaderParameters("f" + String(repeating: "; a=\"\\", count: 2000))["a"] != nil)
    }
}
