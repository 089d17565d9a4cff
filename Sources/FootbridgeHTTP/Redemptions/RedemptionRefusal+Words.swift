import FootbridgeCore

extension RedemptionRefusal {
    /// What is wrong, for whoever reads an answer.
    var title: String {
        switch self {
        case .unknownCode: "This is no voucher of yours"
        case .alreadyRedeemed: "The voucher was redeemed already"
        case .conflict: "The voucher was redeemed elsewhere meanwhile"
        case .expired: "The voucher has expired"
        case .notStarted: "The voucher does not hold yet"
        case .notNow: "Not on this day, or at this hour"
        case .wrongStore: "Not in this store"
        case .revoked: "The voucher was withdrawn"
        case .offlineForbidden: "Not without the network"
        case .tooLate: "It arrives too late"
        }
    }

    /// What staff can do about it.
    var nextStep: String {
        switch self {
        case .unknownCode: "Read the code again; if it stays unknown, it is not one of this merchant's vouchers."
        case .alreadyRedeemed: "Tell the shopper when and where; a lead can look into it."
        case .conflict: "A lead settles this with the other store; both see it in their list of conflicts."
        case .expired: "The shopper may get a new one if the promotion still holds."
        case .notStarted: "The shopper can come back once it holds."
        case .notNow: "The shopper can come back on the days and at the hours of the promotion."
        case .wrongStore: "The voucher's page names the stores that take it."
        case .revoked: "A lead can ask the merchant why."
        case .offlineForbidden: "Redeem it again now that the network is there."
        case .tooLate: "A lead has to report it to the merchant."
        }
    }
}
