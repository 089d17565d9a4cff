import FootbridgeCore
import HTTPTypes
import Hummingbird

/// A problem for people: the page that a browser shows for a link that leads nowhere.
struct ProblemPage: Sendable {
    /// The places of `problem.html`.
    enum Place: String, CaseIterable, Sendable {
        case language, title, text, home
    }

    static let template = PageTemplate<Place>(PageAsset.versioned(PackageResources.problem_html))

    private let title: String
    private let text: String
    private let language: ShopperLanguage

    init(title: String, text: String, in language: ShopperLanguage) {
        self.title = title
        self.text = text
        self.language = language
    }

    /// Of a problem that a program would get as `application/problem+json`.
    init(_ problem: Problem, in language: ShopperLanguage) {
        let texts = ShopperTexts.of(language).problems
        if problem.status == .notFound {
            self.init(title: texts.pageTitle, text: texts.pageText, in: language)
        } else {
            self.init(title: texts.faultTitle, text: texts[problem], in: language)
        }
    }

    /// The whole document.
    var html: String {
        Self.template.filled { place in
            switch place {
            case .language: "\(language.tag)"
            case .title: "\(title)"
            case .text: "\(text)"
            case .home: "\(ShopperTexts.of(language).problems.home)"
            }
        }
    }
}

extension Problem {
    /// The same as a page, with all that its fields say.
    func page(in language: ShopperLanguage) -> Response {
        var response = ShopperPageController.document(
            Array(ProblemPage(self, in: language).html.utf8), contentType: "text/html; charset=utf-8")
        response.status = status
        response.headers.append(contentsOf: headers)
        response.headers[.cacheControl] = "no-store"
        response.headers[.vary] = "Accept, Accept-Language"
        if case .after(let seconds) = retry { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}
