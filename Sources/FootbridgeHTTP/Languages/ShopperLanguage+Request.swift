import FootbridgeCore
import HTTPTypes
import Hummingbird

extension ShopperLanguage {
    /// In which whoever sent a request is spoken to: what its `lang` asks for, else the best for its browser.
    init(of request: Request) {
        let asked = FormURLEncoding.fields(of: (request.uri.query ?? "").prefix(2048)).first { $0.name == "lang" }?
            .value
        if let asked, !asked.isEmpty {
            self.init(tag: asked)
        } else {
            self.init(accepting: request.headers[.acceptLanguage] ?? "")
        }
    }

    /// The best of ours for an Accept-Language field (RFC 9110 §12.5.4); English where it names none of them.
    init(accepting field: String) {
        var best: (language: ShopperLanguage, thousandths: Int)?
        for range in QualityValue.list(field) {
            let tag = String(range.name.prefix { $0 != "-" })
            guard let language = ShopperLanguage(rawValue: tag), range.thousandths > best?.thousandths ?? 0
            else { continue }
            best = (language, range.thousandths)
        }
        self = best?.language ?? .english
    }
}
