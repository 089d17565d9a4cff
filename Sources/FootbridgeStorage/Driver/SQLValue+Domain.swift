import FootbridgeCore
import ProductIdentifiers

extension SQLValue {
    static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func integer(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
    static func integer(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    static func blob(_ value: [UInt8]?) -> SQLValue { value.map { .blob($0) } ?? .null }

    /// 0 or 1.
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    static func time(_ value: Timestamp) -> SQLValue { .integer(value.microseconds) }
    static func gtin(_ value: GTIN?) -> SQLValue { .integer(value?.value) }
    static func id(_ value: (some PrefixedID)?) -> SQLValue { .blob(value?.uuid.bytes) }
    static func publicID(_ value: PublicID) -> SQLValue { .text(value.description) }

    /// Two columns: the amount and its currency.
    static func money(_ value: Money?) -> [SQLValue] {
        [.integer(value?.minorUnits), .text(value?.currency.description)]
    }

    /// Whole microseconds, never negative.
    static func microseconds(_ value: Duration) -> SQLValue { .integer(max(0, value.microseconds)) }
}
