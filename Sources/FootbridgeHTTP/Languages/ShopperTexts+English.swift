extension ShopperTexts {
    /// In English.
    static let english = ShopperTexts(
        hints: HintTexts(
            tooBlurry: "The photo is blurred. Hold the phone still, a hand's width away, and tap the barcode to focus.",
            tooDark: "The photo is too dark. Turn on a light or the flash and try again.",
            tooBright: "The photo is too bright or has a reflection. Tilt the book a little and try again.",
            lowContrast:
                "The photo has too little contrast. Move into even light and fill the picture with the barcode.",
            tooSmall: "The barcode is too small in the photo. Move closer, or send the picture in full size.",
            cutOff:
                "A part of the barcode is missing. Move back a little, so that all of it and some paper around it is in the picture.",
            bent:
                "The barcode is bent or seen from the side. Lay the book flat and hold the phone straight above the barcode.",
            noneFound:
                "No barcode was found. Turn the book over: the barcode is on the back cover, or type the ISBN printed there.",
            notAProduct:
                "This code does not name a book or another product. Look for the barcode with the ISBN on the back cover.",
            notListed: "We read the number, but none of our booksellers lists it yet."),
        problems: ProblemTexts(
            pageTitle: "There is nothing here",
            pageText: "The link may be old, or a letter of it may be missing.",
            faultTitle: "That did not work",
            home: "Find a book",
            unknownProduct: "No shop or seller we know lists this yet.",
            number: "This is not a valid number. Please compare it with the digits below the barcode.",
            notFound: "There is nothing here any more.",
            sessionLost: "Your session ended. Please reload the page and allow its cookie.",
            forbidden: "That is not allowed from here.",
            tooLarge: "The photo is too large: at most 20 MB and 50 megapixels. Take it again at a lower size.",
            unsupported: "This kind of file cannot be read. Please use a JPEG, PNG or WebP picture.",
            damaged: "The picture seems to be damaged or cut off. Please take it again.",
            tooSlow: "It took too long to send. Please try again with a better connection.",
            running: "This is being worked on already. One moment, please.",
            busy: "Many people are asking just now. Please try again in a moment.",
            tooMany: "Too many requests came from here in a short time. Please wait a minute.",
            promotionOver: "This promotion has ended.",
            promotionExhausted: "All vouchers of this promotion have been given out.",
            alreadyIssued: "You have a voucher of this promotion already.",
            visitorRequired: "This promotion is limited per person, so the page's cookie has to be allowed.",
            malformed: "The request was not understood.",
            fault: "Something went wrong on our side. Please try again.",
            noVoucherTitle: "There is no voucher here",
            noVoucher: "A voucher opens only in the browser that got it."),
        voucher: VoucherTexts(
            voucher: "Voucher",
            forBook: { "For “\($0)”" },
            percentOff: { "\($0)% off" },
            amountOff: { "\($0) off" },
            gift: { "A gift: \($0)" },
            decimalSeparator: ".",
            money: { amount, sign in sign.count > 1 ? "\(sign)\u{A0}\(amount)" : sign + amount },
            qrLabel: "QR code of this voucher",
            codeLabel: "Code",
            untilTimeToday: { "Valid today until \($0)" },
            untilEndOfToday: "Valid until the end of today",
            untilTime: { day, time in "Valid until \(day), \(time)" },
            untilEnd: { "Valid until the end of \($0)" },
            day: { weekday, day, month, year in "\(weekday), \(day)\u{A0}\(month)" + (year.map { " \($0)" } ?? "") },
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            months: [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ],
            issued: VoucherTexts.State(
                title: "Ready to use", text: "Show it at the till before you pay. It can be used once."),
            redeemed: VoucherTexts.State(title: "Redeemed", text: "This voucher has been used."),
            expired: VoucherTexts.State(title: "Expired", text: "This voucher can no longer be used."),
            revoked: VoucherTexts.State(
                title: "Withdrawn", text: "The shop has withdrawn this voucher; it can no longer be used."),
            redeemedAt: { day, time in "This voucher was used on \(day), at \(time)." },
            whereTitle: "Where to use it",
            othersTitle: "Also valid here",
            directions: "Directions",
            directionsTo: { "Directions to \($0) (opens a map)" },
            metres: { "\($0) m" },
            kilometres: { "\($0) km" },
            offlineNote: "Once opened, this page is kept in your browser and works without a connection."))
}
