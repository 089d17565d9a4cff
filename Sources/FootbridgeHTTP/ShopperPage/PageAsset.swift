import Crypto
import FootbridgeCore
import Gzip
import HTTPTypes
import Hummingbird
import NIOCore

/// One of the pages' files, compiled into the binary.
struct PageAsset: Sendable {
    let bytes: [UInt8]
    let contentType: String
    /// As gzip, made once; nil where that would hardly be shorter.
    private let compressed: [UInt8]?
    /// Of its content.
    private let entityTag: String

    init(_ bytes: [UInt8], _ contentType: String) {
        self.bytes = bytes
        self.contentType = contentType
        entityTag = Self.digest(bytes)
        let isText = !contentType.hasPrefix("image/png")
        let compressed = isText ? Self.gzip(bytes) : nil
        self.compressed = compressed.flatMap { $0.count < bytes.count * 9 / 10 ? $0 : nil }
    }

    /// The shopper page.
    static let page = PageAsset(versioned(PackageResources.shopper_html), "text/html; charset=utf-8")

    /// The same, which does not speak of fronts.
    static let pageWithoutFronts = PageAsset(
        Array(
            String(decoding: page.bytes, as: UTF8.self).replacing("<body ", with: "<body data-fronts=\"off\" ").utf8),
        "text/html; charset=utf-8")

    /// The service worker that keeps voucher pages. It is no asset: its address, below `/v/`, is its scope.
    static let voucherWorker = PageAsset(PackageResources.voucher_worker_js, "text/javascript; charset=utf-8")

    /// - Returns: nil where the pages have no file of this name.
    static func named(_ name: String) -> PageAsset? { assets[name] }

    /// Names the content of all files together. Below `/assets/{version}/` a file never changes, so a browser keeps it for
    /// good; scripts that import each other there are always of one version.
    static let version: String = digest(
        assets.sorted { $0.key < $1.key }.flatMap { Array($0.key.utf8) + Array($0.value.entityTag.utf8) })

    /// A page, or a worker, whose files are taken from below ``version``.
    static func versioned(_ html: [UInt8]) -> [UInt8] {
        Array(String(decoding: html, as: UTF8.self).replacing("\"/assets/", with: "\"/assets/\(version)/").utf8)
    }

    /// The file, or 304 where the client has it already; compressed where the client takes that.
    ///
    /// - Parameter cacheControl: how long it may be used without asking again.
    func response(to request: Request, cacheControl: String) -> Response {
        let body = request.takesGzip ? compressed : nil
        var response = ShopperPageController.document(body ?? bytes, contentType: contentType)
        response.headers[.cacheControl] = cacheControl
        response.headers[.eTag] = "\"\(entityTag)\(body == nil ? "" : "-gzip")\""
        if compressed != nil { response.headers[.vary] = "Accept-Encoding" }
        if body != nil { response.headers[.contentEncoding] = "gzip" }
        guard let known = request.headers[.ifNoneMatch], known == "*" || known.contains("\"\(entityTag)") else {
            return response
        }
        response.headers[.contentType] = nil
        response.headers[.contentEncoding] = nil
        return Response(status: .notModified, headers: response.headers)
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        do {
            var stream = try GzipStream()
            return stream.compress(bytes, isEnd: true)
        } catch {
            return nil  // No memory for it now: then it goes out as it is.
        }
    }

    private static let assets: [String: PageAsset] = {
        let scripts = [
            "answer.js": PackageResources.answer_js, "camera.js": PackageResources.camera_js,
            "chinese.js": PackageResources.chinese_js, "covers.js": PackageResources.covers_js,
            "diagnosis.js": PackageResources.diagnosis_js,
            "directions.js": PackageResources.directions_js, "english.js": PackageResources.english_js,
            "french.js": PackageResources.french_js, "gateway.js": PackageResources.gateway_js,
            "german.js": PackageResources.german_js, "languages.js": PackageResources.languages_js,
            "markup.js": PackageResources.markup_js,
            "panels.js": PackageResources.panels_js, "photo.js": PackageResources.photo_js,
            "place.js": PackageResources.place_js, "search.js": PackageResources.search_js,
            "shopper.js": PackageResources.shopper_js, "viewfinder.js": PackageResources.viewfinder_js,
            "voucher.js": PackageResources.voucher_js, "vouchers.js": PackageResources.vouchers_js,
            "words.js": PackageResources.words_js,
        ]
        let tillScripts = [
            "staff-account.js": PackageResources.staff_account_js,
            "staff-answers.js": PackageResources.staff_answers_js, "staff-camera.js": PackageResources.staff_camera_js,
            "staff-chinese.js": PackageResources.staff_chinese_js, "staff-code.js": PackageResources.staff_code_js,
            "staff-database.js": PackageResources.staff_database_js,
            "staff-device.js": PackageResources.staff_device_js, "staff-english.js": PackageResources.staff_english_js,
            "staff-gateway.js": PackageResources.staff_gateway_js, "staff-german.js": PackageResources.staff_german_js,
            "staff-lists.js": PackageResources.staff_lists_js, "staff-offline.js": PackageResources.staff_offline_js,
            "staff-outbox.js": PackageResources.staff_outbox_js, "staff-panel.js": PackageResources.staff_panel_js,
            "staff-redeeming.js": PackageResources.staff_redeeming_js,
            "staff-signal.js": PackageResources.staff_signal_js,
            "staff-signature.js": PackageResources.staff_signature_js,
            "staff-signing-in.js": PackageResources.staff_signing_in_js,
            "staff-till.js": PackageResources.staff_till_js, "staff-words.js": PackageResources.staff_words_js,
            "staff.js": PackageResources.staff_js,
        ]
        let styles = [
            "analytics.css": PackageResources.analytics_css, "answer.css": PackageResources.answer_css,
            "shopper.css": PackageResources.shopper_css, "staff-answer.css": PackageResources.staff_answer_css,
            "staff.css": PackageResources.staff_css, "viewfinder.css": PackageResources.viewfinder_css,
            "voucher.css": PackageResources.voucher_css,
        ]
        let pictures = [
            "staff-192.png": PackageResources.staff_192_png, "staff-512.png": PackageResources.staff_512_png,
        ]
        var assets: [String: PageAsset] = [:]
        func add(_ files: [String: [UInt8]], as contentType: String) {
            for (name, bytes) in files { assets[name] = PageAsset(bytes, contentType) }
        }
        add(scripts, as: "text/javascript; charset=utf-8")
        add(tillScripts, as: "text/javascript; charset=utf-8")
        add(styles, as: "text/css; charset=utf-8")
        add(pictures, as: "image/png")
        add(["favicon.svg": PackageResources.favicon_svg], as: "image/svg+xml")
        add(["staff.webmanifest": PackageResources.staff_webmanifest], as: "application/manifest+json")
        return assets
    }()
}
