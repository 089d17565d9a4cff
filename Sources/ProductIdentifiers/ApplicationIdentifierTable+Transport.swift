/// Application identifiers of transport, processing and special uses. No bookseller prints them, but a Digital Link
/// or an element string may carry them beside a GTIN and must still be read.
extension ApplicationIdentifierDefinition {
    /// Addresses and instructions of a delivery.
    static let delivery: [ApplicationIdentifierDefinition] = {
        var list: [ApplicationIdentifierDefinition] = []
        for (first, suffixes) in [("430", 0...6), ("431", 0...6)] {
            for suffix in suffixes {
                let length = suffix < 2 ? 35 : 70
                // A second address line needs the first.
                let companions = suffix == 3 ? [["\(first)2"]] : [["00"]]
                list.append(.init("\(first)\(suffix)", .text(upTo: length, .percentEncoded), needs: companions))
            }
            list.append(.init("\(first)7", .text(2, .letters), needs: [["00"]]))
        }
        let shipment = [["00"]]
        list += [
            .init("4308", .text(upTo: 30), needs: shipment),
            .init("4309", .digits(10, .latitude), .digits(10, .longitude), needs: shipment),
            .init("4318", .text(upTo: 20), needs: shipment),
            .init("4319", .text(upTo: 30), needs: shipment),
            .init("4320", .text(upTo: 35, .percentEncoded), needs: shipment),
            .init("4321", .digits(1, .yesNo), needs: shipment),
            .init("4322", .digits(1, .yesNo), needs: shipment),
            .init("4323", .digits(1, .yesNo), needs: shipment),
            .init("4324", .digits(6, .dateOrMonth), .digits(4, .time), needs: shipment),
            .init("4325", .digits(6, .dateOrMonth), .digits(4, .time), needs: shipment),
            .init("4326", .digits(6, .date), needs: shipment),
            .init("4330", .digits(6), .text(1, .minusSign).optional(), needs: shipment, excludes: ["4331"]),
            .init("4331", .digits(6), .text(1, .minusSign).optional(), needs: shipment, excludes: ["4330"]),
            .init("4332", .digits(6), .text(1, .minusSign).optional(), needs: shipment, excludes: ["4333"]),
            .init("4333", .digits(6), .text(1, .minusSign).optional(), needs: shipment, excludes: ["4332"]),
        ]
        return list
    }()

    /// Food, certificates and other steps on the way of an item.
    static let processing: [ApplicationIdentifierDefinition] = {
        let item = [["01", "02"]]
        let piece = [["01", "8006"]]
        var list: [ApplicationIdentifierDefinition] = [
            .init("7001", .digits(13), needs: [["01", "02", "8006", "8026"]]),
            .init("7002", .text(upTo: 30), needs: item),
            .init("7003", .digits(6, .date), .digits(4, .time), needs: item),
            .init("7004", .digits(upTo: 4), needs: [["01"], ["10"]]),
            .init("7005", .text(upTo: 12), needs: item),
            .init("7006", .digits(6, .date), needs: item),
            .init("7007", .digits(6, .date), .digits(6, .date).optional(), needs: item),
            .init("7008", .text(upTo: 3), needs: item),
            .init("7009", .text(upTo: 10), needs: item),
            .init("7010", .text(upTo: 2), needs: item),
            .init("7011", .digits(6, .date), .digits(4, .time).optional(), needs: item),
            .init("7020", .text(upTo: 20), needs: piece + [["416"]]),
            .init("7021", .text(upTo: 20), needs: piece),
            .init("7022", .text(upTo: 20), needs: [["7021"]]),
            .init("7023", .text(upTo: 30, .companyPrefix)),
            .init("7040", .digits(1), .text(3)),
            .init("7240", .text(upTo: 20), needs: piece),
            .init("7241", .digits(2), needs: [["8017", "8018"]]),
            .init("7242", .text(upTo: 25), needs: [["8017", "8018"]]),
        ]
        for place in 0...9 {
            list.append(.init("703\(place)", .digits(3), .text(upTo: 27), needs: item))
            list.append(.init("723\(place)", .text(2), .text(upTo: 28), needs: [["01", "8004"]]))
        }
        return list
    }()

    /// Special uses and company-internal values.
    static let special: [ApplicationIdentifierDefinition] = {
        let item = [["01", "02"]]
        let piece = [["01", "8006"]]
        var list: [ApplicationIdentifierDefinition] = [
            .init(
                "8001", .digits(4, .notZero), .digits(5, .notZero), .digits(3, .notZero),
                .digits(1, .windingDirection), .digits(1), needs: [["01"]]),
            .init("8002", .text(upTo: 20)),
            .init(
                "8008", .digits(8, .dateAndHour), .digits(upTo: 4, .minutesAndSeconds).optional(), needs: item),
            .init("8009", .text(upTo: 50), needs: [["00", "01"]]),
            .init("8011", .digits(upTo: 12, .noLeadingZero), needs: [["8010"]]),
            .init("8012", .text(upTo: 20), needs: piece),
            .init("8019", .digits(upTo: 10), needs: [["8017", "8018"]]),
            .init(
                "8026", .digits(14, .checkDigit), .digits(4, .pieceOfTotal), needs: [["37"]],
                excludes: ["02", "8006"]),
            .init(
                "8030", .base64(upTo: 90),
                needs: [["00", "01", "253", "255", "8003", "8004", "8006", "8010", "8017", "8018"]]),
            .init("8110", .text(upTo: 70)),
            .init("8112", .text(upTo: 70)),
            .init("8200", .text(upTo: 70), needs: [["01"]]),
            .init("90", .text(upTo: 30)),
        ]
        for place in 1...9 { list.append(.init("9\(place)", .text(upTo: 90))) }
        return list
    }()
}
