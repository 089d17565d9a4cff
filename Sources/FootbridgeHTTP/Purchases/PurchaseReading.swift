import FootbridgeCore
import Foundation

/// What a shop sent: one order or refund, or several under `purchases`.
struct SentPurchases: Decodable {
    /// Rows of one request at most.
    static let mostRows = 200

    var rows: [SentPurchase]
    var isBatch: Bool
    /// Whether there were more than ``mostRows``; those are not read.
    var isTooMany = false

    private enum Key: CodingKey {
        case purchases
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        isBatch = container.contains(.purchases)
        guard isBatch else {
            rows = [try SentPurchase(from: decoder)]
            return
        }
        rows = []
        var list = try container.nestedUnkeyedContainer(forKey: .purchases)
        while !list.isAtEnd {
            guard rows.count < Self.mostRows else {
                isTooMany = true
                return
            }
            rows.append(try list.decode(SentPurchase.self))
        }
    }
}

/// One of them, whatever its members are, so that a wrong one spoils none beside it.
struct SentPurchase: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case order_id, click_id, amount, currency, occurred_at, refund_of
    }

    /// What stands in a member: a text, or something else.
    private enum Content: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            do {
                self = .text(try decoder.singleValueContainer().decode(String.self))
            } catch is DecodingError {
                self = .other
            }
        }
    }

    private var members: [Member: Content] = [:]
    private var isObject = true

    init(from decoder: any Decoder) throws {
        do {
            let container = try decoder.container(keyedBy: Member.self)
            for member in Member.allCases where container.contains(member) {
                // Null is as if the member were not there.
                members[member] = try container.decodeIfPresent(Content.self, forKey: member)
            }
        } catch is DecodingError {
            isObject = false
        }
    }

    /// The row as it is recorded, or refused and kept.
    ///
    /// - Parameter now: what happens later than this, but for what clocks may differ, is refused.
    func row(at now: Timestamp) -> PurchaseRow {
        PurchaseRow(content: content, report: report(at: now))
    }

    /// Beginnings of the members that have a meaning here; a shop may have sent more, and more of somebody, than is ours to
    /// keep.
    private var content: String {
        guard isObject else { return "" }
        let kept = Member.allCases.compactMap { member -> (String, String)? in
            guard case .text(let text)? = members[member] else { return nil }
            return (member.rawValue, String(String.UnicodeScalarView(text.unicodeScalars.prefix(100))))
        }
        return String(decoding: JSONWriter.document(KeptMembers(members: kept)), as: UTF8.self)
    }

    private struct KeptMembers: JSONWritable {
        var members: [(String, String)]

        func write(to json: inout JSONWriter) {
            json.object { json in
                for (name, value) in members { json.member(name, value) }
            }
        }
    }

    private func report(at now: Timestamp) -> Result<PurchaseReport, PurchaseRefusal> {
        do throws(PurchaseRefusal) {
            guard isObject else { throw .malformed(member: nil, expectation: "A row is a JSON object.") }
            let order = try value(.order_id, "1 to 100 visible ASCII characters.") { OrderID($0) }
            let refundOf = try optional(.refund_of, "the order_id of the order.") { OrderID($0) }
            let click = try optional(.click_id, "the id that came with the shopper, clk_…") { ClickID($0) }
            if refundOf == nil, click == nil { throw Self.missing(.click_id) }
            let currency = try value(.currency, "an ISO 4217 code in use.") { Currency($0) }
            let amount = try value(.amount, "a decimal string with at most the currency's decimals.") { text in
                let (sign, digits) = text.hasPrefix("-") ? (Int64(-1), text.dropFirst()) : (1, text[...])
                return Money(amount: digits, currency: currency).map {
                    Money(minorUnits: sign * $0.minorUnits, currency: currency)
                }
            }
            guard (refundOf == nil) == (amount.minorUnits >= 0) else {
                throw Self.wrong(.amount, refundOf == nil ? "below zero only of a refund." : "below zero of a refund.")
            }
            let occurredAt = try value(.occurred_at, "a time as RFC 3339 has it.") { Timestamp(rfc3339: $0) }
            guard occurredAt <= now + PurchaseReport.clockTolerance else {
                throw Self.wrong(.occurred_at, "not in the future.")
            }
            return .success(
                PurchaseReport(
                    order: order, refundOf: refundOf, click: click, amount: amount, occurredAt: occurredAt))
        } catch {
            return .failure(error)
        }
    }

    private func value<Value>(
        _ member: Member, _ expectation: String, _ make: (String) -> Value?
    ) throws(PurchaseRefusal) -> Value {
        guard let value = try optional(member, expectation, make) else { throw Self.missing(member) }
        return value
    }

    private func optional<Value>(
        _ member: Member, _ expectation: String, _ make: (String) -> Value?
    ) throws(PurchaseRefusal) -> Value? {
        guard let content = members[member] else { return nil }
        guard case .text(let text) = content, let value = make(text) else { throw Self.wrong(member, expectation) }
        return value
    }

    private static func missing(_ member: Member) -> PurchaseRefusal { wrong(member, "it is missing.") }

    private static func wrong(_ member: Member, _ expectation: String) -> PurchaseRefusal {
        .malformed(member: member.rawValue, expectation: expectation)
    }
}
