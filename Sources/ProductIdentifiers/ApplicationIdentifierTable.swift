/// All assigned application identifiers, as of the GS1 General Specifications of 2026.
extension ApplicationIdentifierDefinition {
    /// By code. No code is the beginning of another.
    static let all: [String: ApplicationIdentifierDefinition] = {
        var table: [String: ApplicationIdentifierDefinition] = [:]
        for group in [keys, itemAttributes, measures, amounts, places, delivery, processing, special] {
            for definition in group { table[definition.code] = definition }
        }
        return table
    }()

    static let gtin = ApplicationIdentifierDefinition(
        "01", .digits(14, .checkDigit), predefined: true, keyWith: [["22", "10", "21"], ["235"]],
        excludes: ["02", "255", "37"])

    // Companions that recur.
    private static let traded = [["01", "02", "8006", "8026"]]
    private static let item = [["01", "02"]]
    private static let single = [["01"]]
    private static let piece = [["01", "8006"]]
    private static let logistic = [["00"]]
    private static let measured = ["30", "31", "32", "35", "36"]

    private static let keys: [ApplicationIdentifierDefinition] = [
        gtin,
        .init("00", .digits(18, .checkDigit), predefined: true, keyWith: [[]]),
        .init(
            "253", .digits(13, .checkDigit), .text(upTo: 17).optional(), keyWith: [[]]),
        .init(
            "255", .digits(13, .checkDigit), .digits(upTo: 12).optional(), keyWith: [[]],
            excludes: ["01", "02", "415", "8006", "8020", "8026"]),
        .init("401", .text(upTo: 30, .companyPrefix), keyWith: [[]]),
        .init("402", .digits(17, .checkDigit), keyWith: [[]]),
        .init("414", .digits(13, .checkDigit), predefined: true, keyWith: [["254"], ["7040"]]),
        .init("415", .digits(13, .checkDigit), predefined: true, keyWith: [["8020"]], needs: [["8020"]]),
        .init("417", .digits(13, .checkDigit), predefined: true, keyWith: [["7040"]]),
        .init(
            "8003", .digits(1, .zero), .digits(13, .checkDigit), .text(upTo: 16).optional(), keyWith: [[]]),
        .init("8004", .text(upTo: 30, .companyPrefix), keyWith: [["7040"]]),
        .init(
            "8006", .digits(14, .checkDigit), .digits(4, .pieceOfTotal), keyWith: [["22", "10", "21"]],
            excludes: ["01", "37"]),
        .init("8010", .partNumber(upTo: 30, .companyPrefix), keyWith: [["8011"]]),
        .init("8013", .text(upTo: 25, .checkCharacters, .companyPrefix), keyWith: [[]]),
        .init("8017", .digits(18, .checkDigit), keyWith: [["8019"]], excludes: ["8018"]),
        .init("8018", .digits(18, .checkDigit), keyWith: [["8019"]], excludes: ["8017"]),
    ]

    private static let itemAttributes: [ApplicationIdentifierDefinition] = [
        .init("02", .digits(14, .checkDigit), predefined: true, needs: [["37"]]),
        .init("10", .text(upTo: 20), needs: traded),
        .init("11", .digits(6, .dateOrMonth), predefined: true, needs: traded),
        .init("12", .digits(6, .dateOrMonth), predefined: true, needs: [["8020"]]),
        .init("13", .digits(6, .dateOrMonth), predefined: true, needs: traded),
        .init("15", .digits(6, .dateOrMonth), predefined: true, needs: traded),
        .init("16", .digits(6, .dateOrMonth), predefined: true, needs: traded),
        .init(
            "17", .digits(6, .dateOrMonth), predefined: true, needs: [["01", "02", "255", "8006", "8026"]]),
        .init("20", .digits(2), predefined: true, needs: traded),
        .init("21", .text(upTo: 20), needs: piece, excludes: ["235"]),
        .init("22", .text(upTo: 20), needs: single),
        .init("235", .text(upTo: 28), needs: single),
        .init("240", .text(upTo: 30), needs: traded),
        .init("241", .text(upTo: 30), needs: traded),
        .init("242", .digits(upTo: 6), needs: traded),
        .init("243", .text(upTo: 20), needs: single),
        .init("250", .text(upTo: 30), needs: piece + [["21"]]),
        .init("251", .text(upTo: 30), needs: piece),
        .init("254", .text(upTo: 20), needs: [["414"]]),
        .init("710", .text(upTo: 20), needs: single),
        .init("711", .text(upTo: 20), needs: single),
        .init("712", .text(upTo: 20), needs: single),
        .init("713", .text(upTo: 20), needs: single),
        .init("714", .text(upTo: 20), needs: single),
        .init("715", .text(upTo: 20), needs: single),
    ]

    /// Measures: the fourth digit of the code places the decimal point.
    private static let measures: [ApplicationIdentifierDefinition] = {
        let traded = [310...316, 320...329, 350...352, 356...357, 360...361, 364...366]
        let shipped = [330...336, 340...349, 353...355, 362...363, 367...369]
        var list: [ApplicationIdentifierDefinition] = []
        func append(_ code: Int, needs companions: [[String]]) {
            for place in 0...5 {
                list.append(
                    .init(
                        "\(code)\(place)", .digits(6), predefined: true, needs: companions, excludes: ["\(code)"]))
            }
        }
        for code in traded.joined() { append(code, needs: item) }
        for code in shipped.joined() { append(code, needs: [["00", "01"]]) }
        append(337, needs: single)
        list.append(.init("30", .digits(upTo: 8), needs: item))
        list.append(.init("37", .digits(upTo: 8), needs: [["00"], ["02", "8026"]]))
        return list
    }()

    /// Amounts and prices: the fourth digit of the code places the decimal point.
    private static let amounts: [ApplicationIdentifierDefinition] = {
        var list: [ApplicationIdentifierDefinition] = [
            .init("8005", .digits(6), needs: item),
            .init("8007", .text(upTo: 34), needs: [["415"]]),
            .init("8020", .text(upTo: 25), needs: [["415"]]),
            .init("8111", .digits(4), needs: [["255"]]),
        ]
        for place in 0...9 {
            list += [
                .init(
                    "390\(place)", .digits(upTo: 15), needs: [["255", "8020"]],
                    excludes: ["390", "391", "394", "8111"]),
                .init("391\(place)", .digits(3), .digits(upTo: 15), needs: [["8020"]], excludes: ["391"]),
                .init("392\(place)", .digits(upTo: 15), needs: single + [measured], excludes: ["392", "393"]),
                .init("393\(place)", .digits(3), .digits(upTo: 15), needs: [measured], excludes: ["393"]),
            ]
        }
        for place in 0...3 {
            list.append(.init("394\(place)", .digits(4), needs: [["255"]], excludes: ["394", "8111"]))
        }
        for place in 0...5 {
            list.append(
                .init("395\(place)", .digits(6), needs: [measured], excludes: ["392", "393", "395", "8005"]))
        }
        return list
    }()

    /// Locations, parties and origins.
    private static let places: [ApplicationIdentifierDefinition] = [
        .init("400", .text(upTo: 30)),
        .init("403", .text(upTo: 30), needs: logistic),
        .init("410", .digits(13, .checkDigit), predefined: true),
        .init("411", .digits(13, .checkDigit), predefined: true),
        .init("412", .digits(13, .checkDigit), predefined: true),
        .init("413", .digits(13, .checkDigit), predefined: true),
        .init("416", .digits(13, .checkDigit), predefined: true),
        .init("420", .text(upTo: 20), excludes: ["421"]),
        .init("421", .digits(3), .text(upTo: 9), excludes: ["4307"]),
        .init("422", .digits(3), needs: traded, excludes: ["426"]),
        .init("423", .digits(upTo: 15, .codesOfThree), needs: item, excludes: ["426"]),
        .init("424", .digits(3), needs: item, excludes: ["426"]),
        .init("425", .digits(upTo: 15, .codesOfThree), needs: item, excludes: ["426"]),
        .init("426", .digits(3), needs: item),
        .init("427", .text(upTo: 3), needs: item + [["422"]]),
    ]
}
