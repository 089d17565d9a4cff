public import SymbolReading

/// Why a scan was not resolved, and what the shopper can do about it.
public struct ScanDiagnosis: Sendable, Hashable {
    /// How far the scan came.
    public var stage: Stage
    /// The most likely reason.
    public var hint: Hint
    /// Whether another photo of the same thing is likely to help.
    public var retake: Bool
    /// Four corners, in the upright photo, of what looks most like a code and was not read; nil where nothing does.
    public var place: [Point]?

    /// How far the scan came.
    public enum Stage: String, Sendable, CaseIterable {
        /// Nothing that looks like a symbol was found.
        case locate
        /// A symbol was found and could not be read.
        case decode
        /// A symbol was read, and it names no product.
        case identify
        /// A product was named that the catalogue does not have.
        case resolve
    }

    /// The most likely reason. The words are those of the public contract.
    public enum Hint: String, Sendable, CaseIterable {
        case tooBlurry = "too_blurry"
        case tooDark = "too_dark"
        case tooBright = "too_bright"
        case lowContrast = "low_contrast"
        case tooSmall = "too_small"
        case cutOff = "cut_off"
        case bent
        case noneFound = "none_found"
        case notAProduct = "not_a_product"
        case notListed = "not_listed"
    }

    /// - Returns: nil where the scan was resolved.
    init?(outcome: ScanOutcome, reading: Reading) {
        switch outcome {
        case .resolved, .voucher, .store:
            return nil
        case .unlisted:
            (stage, hint, retake) = (.resolve, .notListed, false)
        case .notAProduct:
            (stage, hint, retake) = (.identify, .notAProduct, true)
        case .noSymbol:
            stage = reading.diagnosis?.stage == .decode ? .decode : .locate
            hint = reading.diagnosis.map { Hint($0.hint) } ?? .noneFound
            retake = reading.diagnosis?.retake ?? true
            place = reading.diagnosis?.place
        }
    }
}

extension ScanDiagnosis.Hint {
    fileprivate init(_ hint: Diagnosis.Hint) {
        switch hint {
        case .tooBlurry: self = .tooBlurry
        case .tooDark: self = .tooDark
        case .tooBright: self = .tooBright
        case .lowContrast: self = .lowContrast
        case .tooSmall: self = .tooSmall
        case .cutOff: self = .cutOff
        case .bent: self = .bent
        case .noneFound: self = .noneFound
        }
    }

    /// What to tell a shopper, in one or two sentences.
    public func sentence(in language: ShopperLanguage) -> String {
        switch (self, language) {
        case (.tooBlurry, .english):
            "The photo is blurred. Hold the phone still, a hand's width away, and tap the barcode to focus."
        case (.tooBlurry, .german):
            "Das Foto ist unscharf. Halten Sie das Telefon ruhig, eine Handbreit entfernt, und tippen Sie zum Scharfstellen auf den Strichcode."
        case (.tooBlurry, .french):
            "La photo est floue. Tenez le téléphone immobile, à une main de distance, et touchez le code-barres pour la mise au point."
        case (.tooDark, .english): "The photo is too dark. Turn on a light or the flash and try again."
        case (.tooDark, .german):
            "Das Foto ist zu dunkel. Schalten Sie Licht oder Blitz ein und versuchen Sie es noch einmal."
        case (.tooDark, .french): "La photo est trop sombre. Allumez une lampe ou le flash, puis réessayez."
        case (.tooBright, .english):
            "The photo is too bright or has a reflection. Tilt the book a little and try again."
        case (.tooBright, .german):
            "Das Foto ist zu hell oder spiegelt. Neigen Sie das Buch ein wenig und versuchen Sie es noch einmal."
        case (.tooBright, .french):
            "La photo est trop claire ou il y a un reflet. Inclinez un peu le livre, puis réessayez."
        case (.lowContrast, .english):
            "The photo has too little contrast. Move into even light and fill the picture with the barcode."
        case (.lowContrast, .german):
            "Das Foto hat zu wenig Kontrast. Sorgen Sie für gleichmäßiges Licht und füllen Sie das Bild mit dem Strichcode."
        case (.lowContrast, .french):
            "La photo manque de contraste. Cherchez une lumière régulière et remplissez l'image avec le code-barres."
        case (.tooSmall, .english):
            "The barcode is too small in the photo. Move closer, or send the picture in full size."
        case (.tooSmall, .german):
            "Der Strichcode ist im Foto zu klein. Gehen Sie näher heran oder senden Sie das Bild in voller Größe."
        case (.tooSmall, .french):
            "Le code-barres est trop petit sur la photo. Approchez-vous ou envoyez l'image en taille réelle."
        case (.cutOff, .english):
            "A part of the barcode is missing. Move back a little, so that all of it and some paper around it is in the picture."
        case (.cutOff, .german):
            "Ein Teil des Strichcodes fehlt. Gehen Sie etwas zurück, bis er ganz und mit etwas Rand im Bild ist."
        case (.cutOff, .french):
            "Il manque une partie du code-barres. Reculez un peu, pour qu'il soit entier dans l'image, avec un peu de marge."
        case (.bent, .english):
            "The barcode is bent or seen from the side. Lay the book flat and hold the phone straight above the barcode."
        case (.bent, .german):
            "Der Strichcode ist gewölbt oder von der Seite zu sehen. Legen Sie das Buch flach hin und halten Sie das Telefon gerade darüber."
        case (.bent, .french):
            "Le code-barres est courbé ou vu de côté. Posez le livre à plat et tenez le téléphone juste au-dessus."
        case (.noneFound, .english):
            "No barcode was found. Turn the book over: the barcode is on the back cover, or type the ISBN printed there."
        case (.noneFound, .german):
            "Es wurde kein Strichcode gefunden. Er steht hinten auf dem Umschlag; Sie können auch die ISBN von dort eintippen."
        case (.noneFound, .french):
            "Aucun code-barres trouvé. Il se trouve au dos du livre ; vous pouvez aussi saisir l'ISBN imprimé à cet endroit."
        case (.notAProduct, .english):
            "This code does not name a book or another product. Look for the barcode with the ISBN on the back cover."
        case (.notAProduct, .german):
            "Dieser Code nennt weder ein Buch noch einen anderen Artikel. Suchen Sie den Strichcode mit der ISBN auf der Rückseite."
        case (.notAProduct, .french):
            "Ce code ne désigne ni un livre ni un autre article. Cherchez le code-barres avec l'ISBN au dos du livre."
        case (.notListed, .english): "We read the number, but none of our booksellers lists it yet."
        case (.notListed, .german):
            "Wir haben die Nummer gelesen, aber noch keine unserer Buchhandlungen führt den Titel."
        case (.notListed, .french): "Nous avons lu le numéro, mais aucun de nos libraires ne le propose pour l'instant."
        }
    }
}
