/// One of the pages' files, compiled into the binary.
struct PageAsset: Sendable {
    var bytes: [UInt8]
    var contentType: String

    static var page: [UInt8] { PackageResources.shopper_html }

    /// The service worker that keeps voucher pages. It is no asset: its address, below `/v/`, is its scope.
    static var voucherWorker: PageAsset {
        PageAsset(bytes: PackageResources.voucher_worker_js, contentType: "text/javascript; charset=utf-8")
    }

    /// - Returns: nil where the pages have no file of this name.
    static func named(_ name: String) -> PageAsset? { assets[name] }

    private static let assets: [String: PageAsset] = {
        let scripts = [
            "answer.js": PackageResources.answer_js, "english.js": PackageResources.english_js,
            "french.js": PackageResources.french_js, "gateway.js": PackageResources.gateway_js,
            "german.js": PackageResources.german_js, "isbn.js": PackageResources.isbn_js,
            "markup.js": PackageResources.markup_js, "panels.js": PackageResources.panels_js,
            "photo.js": PackageResources.photo_js, "place.js": PackageResources.place_js,
            "search.js": PackageResources.search_js, "shopper.js": PackageResources.shopper_js,
            "voucher.js": PackageResources.voucher_js, "vouchers.js": PackageResources.vouchers_js,
            "words.js": PackageResources.words_js,
        ]
        let styles = [
            "answer.css": PackageResources.answer_css, "shopper.css": PackageResources.shopper_css,
            "voucher.css": PackageResources.voucher_css,
        ]
        return scripts.mapValues { PageAsset(bytes: $0, contentType: "text/javascript; charset=utf-8") }
            .merging(styles.mapValues { PageAsset(bytes: $0, contentType: "text/css; charset=utf-8") }) { $1 }
            .merging(["favicon.svg": PageAsset(bytes: PackageResources.favicon_svg, contentType: "image/svg+xml")]) {
                $1
            }
    }()
}
