extension ShopperTexts {
    /// In German.
    static let german = ShopperTexts(
        hints: HintTexts(
            tooBlurry:
                "Das Foto ist unscharf. Halten Sie das Telefon ruhig, eine Handbreit entfernt, und tippen Sie zum Scharfstellen auf den Strichcode.",
            tooDark: "Das Foto ist zu dunkel. Schalten Sie Licht oder Blitz ein und versuchen Sie es noch einmal.",
            tooBright:
                "Das Foto ist zu hell oder spiegelt. Neigen Sie das Buch ein wenig und versuchen Sie es noch einmal.",
            lowContrast:
                "Das Foto hat zu wenig Kontrast. Sorgen Sie für gleichmäßiges Licht und füllen Sie das Bild mit dem Strichcode.",
            tooSmall:
                "Der Strichcode ist im Foto zu klein. Gehen Sie näher heran oder senden Sie das Bild in voller Größe.",
            cutOff:
                "Ein Teil des Strichcodes fehlt. Gehen Sie etwas zurück, bis er ganz und mit etwas Rand im Bild ist.",
            bent:
                "Der Strichcode ist gewölbt oder von der Seite zu sehen. Legen Sie das Buch flach hin und halten Sie das Telefon gerade darüber.",
            noneFound:
                "Es wurde kein Strichcode gefunden. Er steht hinten auf dem Umschlag; Sie können auch die ISBN von dort eintippen.",
            notAProduct:
                "Dieser Code nennt weder ein Buch noch einen anderen Artikel. Suchen Sie den Strichcode mit der ISBN auf der Rückseite.",
            notListed: "Wir haben die Nummer gelesen, aber noch keine unserer Buchhandlungen führt den Titel."),
        problems: ProblemTexts(
            pageTitle: "Hier ist nichts",
            pageText: "Vielleicht ist der Link alt, oder es fehlt ein Buchstabe.",
            faultTitle: "Das hat nicht geklappt",
            home: "Buch finden",
            unknownProduct: "Noch niemand, den wir kennen, führt das.",
            number: "Das ist keine gültige Nummer. Bitte vergleichen Sie sie mit den Ziffern unter dem Strichcode.",
            notFound: "Hier ist nichts mehr.",
            sessionLost: "Ihre Sitzung ist zu Ende. Bitte laden Sie die Seite neu und erlauben Sie ihr Cookie.",
            forbidden: "Das ist von hier aus nicht erlaubt.",
            tooLarge: "Das Foto ist zu groß: höchstens 20 MB und 50 Megapixel. Bitte nehmen Sie es kleiner auf.",
            unsupported:
                "Diese Art Datei kann nicht gelesen werden. Bitte nehmen Sie ein Bild als JPEG, PNG oder WebP.",
            damaged: "Das Bild scheint beschädigt oder abgeschnitten zu sein. Bitte nehmen Sie es noch einmal auf.",
            tooSlow: "Das Senden hat zu lange gedauert. Bitte versuchen Sie es mit besserer Verbindung noch einmal.",
            running: "Das ist schon in Arbeit. Einen Moment, bitte.",
            busy: "Gerade fragen viele an. Bitte versuchen Sie es gleich noch einmal.",
            tooMany: "Von hier kamen in kurzer Zeit zu viele Anfragen. Bitte warten Sie eine Minute.",
            promotionOver: "Diese Aktion ist zu Ende.",
            promotionExhausted: "Alle Gutscheine dieser Aktion sind vergeben.",
            alreadyIssued: "Sie haben schon einen Gutschein dieser Aktion.",
            visitorRequired:
                "Diese Aktion gilt je Person nur begrenzt; bitte erlauben Sie deshalb das Cookie dieser Seite.",
            malformed: "Die Anfrage wurde nicht verstanden.",
            fault: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.",
            noVoucherTitle: "Hier ist kein Gutschein",
            noVoucher: "Ein Gutschein öffnet sich nur in dem Browser, der ihn bekommen hat."),
        voucher: VoucherTexts(
            voucher: "Gutschein",
            forBook: { "Für „\($0)“" },
            percentOff: { "\($0)\u{A0}% Rabatt" },
            amountOff: { "\($0) Rabatt" },
            gift: { "Ein Geschenk: \($0)" },
            decimalSeparator: ",",
            money: { amount, sign in "\(amount)\u{A0}\(sign)" },
            qrLabel: "QR-Code dieses Gutscheins",
            codeLabel: "Code",
            untilTimeToday: { "Gültig heute bis \($0)\u{A0}Uhr" },
            untilEndOfToday: "Gültig bis zum Ende des heutigen Tages",
            untilTime: { day, time in "Gültig bis \(day), \(time)\u{A0}Uhr" },
            untilEnd: { "Gültig bis einschließlich \($0)" },
            day: { weekday, day, month, year in "\(weekday), \(day).\u{A0}\(month)" + (year.map { " \($0)" } ?? "") },
            weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
            months: [
                "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                "November",
                "Dezember",
            ],
            issued: VoucherTexts.State(
                title: "Einlösbar", text: "Zeigen Sie ihn an der Kasse, bevor Sie zahlen. Er gilt einmal."),
            redeemed: VoucherTexts.State(title: "Eingelöst", text: "Dieser Gutschein ist verbraucht."),
            expired: VoucherTexts.State(title: "Abgelaufen", text: "Dieser Gutschein gilt nicht mehr."),
            revoked: VoucherTexts.State(
                title: "Zurückgezogen", text: "Der Laden hat diesen Gutschein zurückgezogen; er gilt nicht mehr."),
            redeemedAt: { day, time in "Dieser Gutschein wurde am \(day), um \(time)\u{A0}Uhr eingelöst." },
            whereTitle: "Hier lösen Sie ihn ein",
            othersTitle: "Er gilt auch hier",
            directions: "Weg dorthin",
            directionsTo: { "Weg dorthin: \($0) (öffnet eine Karte)" },
            metres: { "\($0)\u{A0}m" },
            kilometres: { "\($0)\u{A0}km" },
            offlineNote: "Einmal geöffnet, bleibt diese Seite in Ihrem Browser und zeigt sich auch ohne Verbindung."))
}
