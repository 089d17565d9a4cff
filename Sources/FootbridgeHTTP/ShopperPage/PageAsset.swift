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
            "shopper.css": PackageResources.shopper_css,
            "staff-answer.css": PackageResources.staff_answer_css, "staff.css": PackageResources.staff_css,
            "voucher.css": PackageResources.voucher_css,
        ]
        let pictures = [
            "staff-192.png": PackageResources.staff_192_png, "staff-512.png": PackageResources.staff_512_png,
        ]
        var assets: [String: PageAsset] = [:]
        func add(_ files: [String: [UInt8]], as contentType: String) {
            for (name, bytes) in files { assets[name] = PageAsset(bytes: bytes, contentType: contentType) }
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
