/// A DataBar symbol put together from its characters.
struct DataBarSymbol: Sendable, Equatable {
    let symbology: Symbology
    /// GS1 element strings, with U+001D behind values of open length.
    let text: String
    /// Characters' places in it.
    let slots: [DataBarSlot]
    /// The fewest scan lines that saw one of its characters.
    let lines: Int
    /// The least evidence of one of its characters.
    let llr: Float
    /// The least share explained of one of its characters.
    let explained: Float

    /// Scan lines that must have seen each character of DataBar Omnidirectional.
    static let mostLinesNeeded = 3

    /// Whether it is believed. Of DataBar Omnidirectional one combination of finders in 79 passes the check by chance.
    var isSure: Bool {
        symbology == .dataBar ? lines >= Self.mostLinesNeeded && llr >= 30 && explained >= 0.7 : lines >= 2 && llr >= 10
    }
}

extension DataBarEvidence {
    /// The symbols whose characters are all seen and whose check is right.
    var symbols: [DataBarSymbol] { omnidirectional + [expanded].compactMap { $0 } }

    // MARK: DataBar Omnidirectional

    /// Values tried for a character.
    private static let mostTried = 2

    private var omnidirectional: [DataBarSymbol] {
        var found: [DataBarSymbol] = []
        for left in 0..<9 {
            let leftSlots = slots(.omnidirectional, left, beginsDark: false)
            guard leftSlots.allSatisfy({ opinions[$0] != nil }) else { continue }
            for right in 0..<9 {
                let slots = leftSlots + slots(.omnidirectional, right, beginsDark: true)
                if let symbol = omnidirectional(slots, left, right) { found.append(symbol) }
            }
        }
        return found
    }

    private func slots(_ family: DataBarFinder.Family, _ finder: Int, beginsDark: Bool) -> [DataBarSlot] {
        [true, false].map { DataBarSlot(family: family, finder: finder, beginsDark: beginsDark, isOuter: $0) }
    }

    /// The likeliest combination whose check is right (ISO/IEC 24724, 5.2.6).
    private func omnidirectional(_ slots: [DataBarSlot], _ left: Int, _ right: Int) -> DataBarSymbol? {
        let tried = slots.map { Array(self.best($0, most: Self.mostTried)) }
        guard tried.allSatisfy({ !$0.isEmpty }) else { return nil }
        var check = 9 * left + right
        if check > 72 { check -= 1 }
        if check > 8 { check -= 1 }
        var best: (llr: Float, characters: [Opinion])?
        for a in tried[0] {
            for b in tried[1] {
                for c in tried[2] {
                    for d in tried[3] {
                        let sum =
                            DataBarCharacters.outer.weight(of: a.value, first: 1, modulus: 79)
                            + DataBarCharacters.inner.weight(of: b.value, first: 4, modulus: 79)
                            + DataBarCharacters.outer.weight(of: c.value, first: 16, modulus: 79)
                            + DataBarCharacters.inner.weight(of: d.value, first: 64, modulus: 79)
                        let llr = a.llr + b.llr + c.llr + d.llr
                        guard sum % 79 == check, llr > best?.llr ?? 0 else { continue }
                        best = (llr, [a, b, c, d])
                    }
                }
            }
        }
        guard let characters = best?.characters else { return nil }
        let pairs = [0, 2].map { 1597 * characters[$0].value + characters[$0 + 1].value }
        let number = 4_537_077 * pairs[0] + pairs[1]
        // Larger numbers would say that another component is linked, from 10¹³ on, and nothing from 2·10¹³ on.
        guard number < 20_000_000_000_000 else { return nil }
        let digits = ExpandedPayload.padded(number % 10_000_000_000_000, to: 13)
        return symbol(.dataBar, "01" + ExpandedPayload.withCheckDigit(digits), slots, characters)
    }

    private func symbol(
        _ symbology: Symbology, _ text: String, _ slots: [DataBarSlot], _ characters: [Opinion]
    ) -> DataBarSymbol {
        DataBarSymbol(
            symbology: symbology, text: text, slots: slots, lines: characters.map(\.lines).min() ?? 0,
            llr: characters.map(\.llr).min() ?? 0, explained: characters.map(\.explained).min() ?? 0)
    }

    // MARK: DataBar Expanded

    /// The finder patterns of symbols with 2 to 11 of them, A as 0; every second one stands backwards (7.2.5).
    private static let sequences = [
        [0, 0], [0, 1, 1], [0, 2, 1, 3], [0, 4, 1, 3, 2], [0, 4, 1, 3, 3, 5], [0, 4, 1, 3, 4, 5, 5],
        [0, 0, 1, 1, 2, 2, 3, 3], [0, 0, 1, 1, 2, 2, 3, 4, 4], [0, 0, 1, 1, 2, 2, 3, 4, 5, 5],
        [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5],
    ]

    /// Ambiguous characters of which other values are tried.
    private static let mostExchanged = 4

    private var expanded: DataBarSymbol? {
        let check = DataBarSlot(family: .expanded, finder: 0, beginsDark: false, isOuter: true)
        for first in best(check, most: Self.mostTried) {
            // The check character tells the number of characters, itself included (7.2.6).
            let count = first.value / 211 + 4
            let finders = (count + 1) / 2
            guard count <= 22, finders >= 2 else { continue }
            let slots = Self.sequences[finders - 2].enumerated().flatMap { index, finder in
                let isBackwards = index % 2 == 1
                return [!isBackwards, isBackwards].map {
                    DataBarSlot(family: .expanded, finder: finder, beginsDark: isBackwards, isOuter: $0)
                }
            }.prefix(count)
            var characters = [first]
            for slot in slots.dropFirst() {
                guard let likeliest = best(slot, most: 1).first else { break }
                characters.append(likeliest)
            }
            guard characters.count == count else { continue }
            if let symbol = expanded(Array(slots), characters, check: first.value % 211) { return symbol }
        }
        return nil
    }

    /// The symbol of these characters, or else with one of the least sure exchanged for its next best.
    private func expanded(_ slots: [DataBarSlot], _ characters: [Opinion], check: Int) -> DataBarSymbol? {
        let weights = zip(slots, characters).map { Self.weight($0, $1.value) }
        let sum = weights.dropFirst().reduce(0, +)
        if sum % 211 == check { return expanded(slots, characters) }
        let unsure = characters.indices.dropFirst().filter { (opinions[slots[$0]] ?? []).count > 1 }
            .sorted { characters[$0].llr < characters[$1].llr }
        for index in unsure.prefix(Self.mostExchanged) {
            for other in best(slots[index], most: Self.mostTried).dropFirst() {
                guard (sum - weights[index] + Self.weight(slots[index], other.value)) % 211 == check else { continue }
                var exchanged = characters
                exchanged[index] = other
                if let symbol = expanded(slots, exchanged) { return symbol }
            }
        }
        return nil
    }

    private func expanded(_ slots: [DataBarSlot], _ characters: [Opinion]) -> DataBarSymbol? {
        guard let text = ExpandedPayload(characters.dropFirst().map(\.value)).text else { return nil }
        return symbol(.dataBarExpanded, text, slots, characters)
    }

    /// What a character adds to the check: each finder has its own powers of three, eight for each side.
    private static func weight(_ slot: DataBarSlot, _ value: Int) -> Int {
        let isLeft = slot.isOuter != slot.beginsDark
        let row = 4 * slot.finder + (slot.beginsDark ? 2 : 0) + (isLeft ? 0 : 1) - 1
        guard row >= 0 else { return 0 }
        let first = (0..<(8 * row)).reduce(1) { power, _ in power * 3 % 211 }
        return DataBarCharacters.expanded.weight(of: value, first: first, modulus: 211)
    }
}
