import FootbridgeCore

/// Values, times and distances of one voucher as its language writes them.
struct VoucherWords: Sendable {
    let texts: VoucherTexts
    /// The shop's.
    let timeZone: StoreTimeZone
    let now: Timestamp

    func worth(_ value: VoucherValue) -> String {
        switch value {
        case .percent(let percent): texts.percentOff(percent)
        case .amount(let money): texts.amountOff(amount(money))
        case .gift(let gift): texts.gift(gift)
        }
    }

    private func amount(_ money: Money) -> String {
        let signs = ["EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"]
        let code = money.currency.description
        return texts.money(decimal(money.amount), signs[code] ?? code)
    }

    /// Until when a voucher holds.
    ///
    /// A kept page may be read on a later day than it was made, so the one day named by its distance is today: a voucher
    /// that ends today has ended by tomorrow.
    func until(_ end: Timestamp) -> String {
        let today = timeZone.day(at: now)
        guard timeZone.minutes(at: end) > 0 else {
            // Midnight is the end of the day before it.
            let last = end + .microseconds(-1)
            return timeZone.day(at: last) == today ? texts.untilEndOfToday : texts.untilEnd(day(last))
        }
        return timeZone.day(at: end) == today
            ? texts.untilTimeToday(time(end)) : texts.untilTime(day(end), time(end))
    }

    func day(_ instant: Timestamp) -> String {
        let day = timeZone.day(at: instant)
        let (year, month, number) = day.components
        let isThisYear = year == timeZone.day(at: now).components.year
        return texts.day(texts.weekdays[day.weekday - 1], number, texts.months[month - 1], isThisYear ? nil : year)
    }

    func time(_ instant: Timestamp) -> String {
        let minutes = timeZone.minutes(at: instant)
        return "\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    }

    /// Tens of metres below one kilometre, then kilometres, as on the shopper page.
    func distance(_ metres: Int) -> String {
        if metres < 995 { return texts.metres(String(max(10, (metres + 5) / 10 * 10))) }
        let tenths = (metres + 50) / 100
        if tenths >= 100 || tenths % 10 == 0 { return texts.kilometres(String((metres + 500) / 1000)) }
        return texts.kilometres(decimal("\(tenths / 10).\(tenths % 10)"))
    }

    private func decimal(_ text: String) -> String {
        text.split(separator: ".").joined(separator: texts.decimalSeparator)
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension VoucherTexts {
    func redeemed(at instant: Timestamp, _ words: VoucherWords) -> State {
        State(title: redeemed.title, text: redeemedAt(words.day(instant), words.time(instant)))
    }
}
