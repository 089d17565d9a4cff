import FootbridgeCore
import HTTPTypes

/// All that people are told in one language. Each language is one file beside this one: a sentence that is missing there
/// does not compile.
struct ShopperTexts: Sendable {
    /// Why a photo led to nothing.
    var hints: HintTexts
    /// Why a request was refused.
    var problems: ProblemTexts
    /// The voucher's page.
    var voucher: VoucherTexts

    static func of(_ language: ShopperLanguage) -> ShopperTexts {
        switch language {
        case .english: english
        case .german: german
        case .french: french
        case .chinese: chinese
        }
    }
}

/// What a shopper can do about a photo, in one or two sentences for each hint.
struct HintTexts: Sendable {
    var tooBlurry: String
    var tooDark: String
    var tooBright: String
    var lowContrast: String
    var tooSmall: String
    var cutOff: String
    var bent: String
    var noneFound: String
    var notAProduct: String
    var notListed: String

    subscript(hint: ScanDiagnosis.Hint) -> String {
        switch hint {
        case .tooBlurry: tooBlurry
        case .tooDark: tooDark
        case .tooBright: tooBright
        case .lowContrast: lowContrast
        case .tooSmall: tooSmall
        case .cutOff: cutOff
        case .bent: bent
        case .noneFound: noneFound
        case .notAProduct: notAProduct
        case .notListed: notListed
        }
    }
}

/// What people are told of a request that failed, and the words of the page that tells it.
struct ProblemTexts: Sendable {
    /// Of the page where there is nothing, and what may be the reason.
    var pageTitle: String
    var pageText: String
    /// Of the page for every other problem.
    var faultTitle: String
    /// The way back to the shopper's page.
    var home: String
    var unknownProduct: String
    var number: String
    var notFound: String
    var sessionLost: String
    var forbidden: String
    var tooLarge: String
    var unsupported: String
    var damaged: String
    var tooSlow: String
    var running: String
    var busy: String
    var tooMany: String
    var promotionOver: String
    var promotionExhausted: String
    var alreadyIssued: String
    var visitorRequired: String
    var malformed: String
    var fault: String
    var noVoucherTitle: String
    var noVoucher: String

    /// The sentence for a problem; of those that only programs cause, the one of their kind.
    subscript(problem: Problem) -> String {
        switch problem.code {
        case "unknown-product": unknownProduct
        case "bad-parameter" where problem.parameter == "id": number
        case "visitor-required": visitorRequired
        case "not-found", "not-acceptable", "unknown-code": notFound
        case "unauthenticated": sessionLost
        case "forbidden": forbidden
        case "too-large", "too-many-pixels": tooLarge
        case "unsupported-media-type": unsupported
        case "photo-undecodable": damaged
        case "too-slow": tooSlow
        case "in-progress": running
        case "rate-limited": tooMany
        case "promotion-ended": promotionOver
        case "promotion-exhausted": promotionExhausted
        case "already-issued": alreadyIssued
        default: problem.status.code == 503 ? busy : problem.status.code >= 500 ? fault : malformed
        }
    }
}
