extension ShopperTexts {
    /// In French.
    static let french = ShopperTexts(
        hints: HintTexts(
            tooBlurry:
                "La photo est floue. Tenez le téléphone immobile, à une main de distance, et touchez le code-barres pour la mise au point.",
            tooDark: "La photo est trop sombre. Allumez une lampe ou le flash, puis réessayez.",
            tooBright: "La photo est trop claire ou il y a un reflet. Inclinez un peu le livre, puis réessayez.",
            lowContrast:
                "La photo manque de contraste. Cherchez une lumière régulière et remplissez l'image avec le code-barres.",
            tooSmall: "Le code-barres est trop petit sur la photo. Approchez-vous ou envoyez l'image en taille réelle.",
            cutOff:
                "Il manque une partie du code-barres. Reculez un peu, pour qu'il soit entier dans l'image, avec un peu de marge.",
            bent:
                "Le code-barres est courbé ou vu de côté. Posez le livre à plat et tenez le téléphone juste au-dessus.",
            noneFound:
                "Aucun code-barres trouvé. Il se trouve au dos du livre ; vous pouvez aussi saisir l'ISBN imprimé à cet endroit.",
            notAProduct:
                "Ce code ne désigne ni un livre ni un autre article. Cherchez le code-barres avec l'ISBN au dos du livre.",
            notListed: "Nous avons lu le numéro, mais aucun de nos libraires ne le propose pour l'instant."),
        problems: ProblemTexts(
            pageTitle: "Il n’y a rien ici",
            pageText: "Le lien est peut-être ancien, ou il y manque une lettre.",
            faultTitle: "Cela n’a pas fonctionné",
            home: "Trouver un livre",
            unknownProduct: "Aucun vendeur connu ici ne le propose pour l’instant.",
            number: "Ce numéro n’est pas valable. Comparez-le avec les chiffres sous le code-barres.",
            notFound: "Il n’y a plus rien ici.",
            sessionLost: "Votre session a pris fin. Rechargez la page et acceptez son cookie.",
            forbidden: "Ce n’est pas permis d’ici.",
            tooLarge:
                "La photo est trop grande\u{A0}: au plus 20\u{A0}Mo et 50\u{A0}mégapixels. Reprenez-la en plus petit.",
            unsupported: "Ce type de fichier ne peut pas être lu. Utilisez une image JPEG, PNG ou WebP.",
            damaged: "L’image semble abîmée ou coupée. Veuillez la reprendre.",
            tooSlow: "L’envoi a pris trop de temps. Réessayez avec une meilleure connexion.",
            running: "C’est déjà en cours. Un instant, s’il vous plaît.",
            busy: "Beaucoup de demandes arrivent en ce moment. Réessayez dans un instant.",
            tooMany: "Trop de demandes sont venues d’ici en peu de temps. Veuillez attendre une minute.",
            promotionOver: "Cette offre est terminée.",
            promotionExhausted: "Tous les bons de cette offre ont été distribués.",
            alreadyIssued: "Vous avez déjà un bon de cette offre.",
            visitorRequired: "Cette offre est limitée par personne\u{A0}; acceptez pour cela le cookie de la page.",
            malformed: "La demande n’a pas été comprise.",
            fault: "Une erreur est survenue de notre côté. Veuillez réessayer.",
            noVoucherTitle: "Il n’y a pas de bon ici",
            noVoucher: "Un bon ne s’ouvre que dans le navigateur qui l’a obtenu."),
        voucher: VoucherTexts(
            voucher: "Bon",
            forBook: { "Pour «\u{A0}\($0)\u{A0}»" },
            percentOff: { "\($0)\u{A0}% de remise" },
            amountOff: { "\($0) de remise" },
            gift: { "Un cadeau\u{A0}: \($0)" },
            decimalSeparator: ",",
            money: { amount, sign in "\(amount)\u{A0}\(sign)" },
            qrLabel: "Code QR de ce bon",
            codeLabel: "Code",
            untilTimeToday: { "Valable aujourd’hui jusqu’à \($0)" },
            untilEndOfToday: "Valable jusqu’à la fin de la journée",
            untilTime: { day, time in "Valable jusqu’au \(day) à\u{A0}\(time)" },
            untilEnd: { "Valable jusqu’au \($0) inclus" },
            day: { weekday, day, month, year in
                "\(weekday) \(day == 1 ? "1er" : String(day))\u{A0}\(month)" + (year.map { " \($0)" } ?? "")
            },
            weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
            months: [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ],
            issued: VoucherTexts.State(
                title: "Utilisable", text: "Montrez-le à la caisse avant de payer. Il n’est valable qu’une fois."),
            redeemed: VoucherTexts.State(title: "Utilisé", text: "Ce bon a déjà été utilisé."),
            expired: VoucherTexts.State(title: "Expiré", text: "Ce bon ne peut plus être utilisé."),
            revoked: VoucherTexts.State(
                title: "Retiré", text: "La librairie a retiré ce bon\u{A0}; il ne peut plus être utilisé."),
            redeemedAt: { day, time in "Ce bon a été utilisé le \(day) à\u{A0}\(time)." },
            whereTitle: "Où l’utiliser",
            othersTitle: "Également valable ici",
            directions: "Itinéraire",
            directionsTo: { "Itinéraire vers \($0) (ouvre une carte)" },
            metres: { "\($0)\u{A0}m" },
            kilometres: { "\($0)\u{A0}km" },
            offlineNote: "Une fois ouverte, cette page reste dans votre navigateur et s’affiche aussi sans connexion."))
}
