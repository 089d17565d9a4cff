/// Bytes of text in an unnamed character set, and the evidence for each.
struct ByteText {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The sets there is evidence for, the likeliest first; Latin letters last, for which none is needed.
    var likelySets: [CharacterSet] {
        var sets: [CharacterSet] = []
        if isGB2312 { sets.append(.gb18030) }
        if isShiftJIS { sets.append(.shiftJIS) }
        if isGB18030 { sets.append(.gb18030) }
        return sets + [.latin]
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Bytes above ASCII that follow each other.
    private var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for index in 0...bytes.count {
            let isHigh = index < bytes.count && bytes[index] >= 0x80
            if isHigh, start == nil { start = index }
            if !isHigh, let begin = start {
                runs.append(begin..<index)
                start = nil
            }
        }
        return runs
    }

    /// Whether a run stands within a word of ASCII letters, as the accented letters of European words do.
    private func isInWord(_ run: Range<Int>) -> Bool {
        (run.lowerBound > 0 && Self.isLetter(bytes[run.lowerBound - 1]))
            || (run.upperBound < bytes.count && Self.isLetter(bytes[run.upperBound]))
    }

    /// Chinese in GB 2312: all high bytes are pairs, most of them of everyday characters or punctuation, and at least
    /// one run has two characters or stands apart from letters.
    private var isGB2312: Bool {
        var everyday = 0
        var characters = 0
        var isPlausible = false
        for run in runs {
            guard run.count % 2 == 0 else { return false }
            for place in stride(from: run.lowerBound, to: run.upperBound, by: 2) {
                let lead = bytes[place]
                guard (0xA1...0xF7).contains(lead), (0xA1...0xFE).contains(bytes[place + 1]) else { return false }
                characters += 1
                // Level 1 by sound, punctuation and full-width letters.
                if (0xB0...0xD7).contains(lead) || lead == 0xA1 || lead == 0xA3 { everyday += 1 }
            }
            isPlausible = isPlausible || run.count >= 4 || !isInWord(run)
        }
        return characters > 0 && isPlausible && 2 * everyday >= characters && !isHalfWidthKatakana
    }

    /// Japanese in half-width katakana, whose bytes are also pairs of GB 2312: voicing marks where Japanese has them,
    /// an odd number, or what would be rare Chinese.
    private var isHalfWidthKatakana: Bool {
        guard bytes.allSatisfy({ $0 < 0x80 || (0xA1...0xDF).contains($0) }) else { return false }
        let runs = runs
        guard runs.contains(where: { $0.count >= 2 }) else { return false }
        for run in runs {
            if run.count % 2 == 1, run.count > 1 { return true }
            for place in run {
                if place > run.lowerBound, Self.isVoiced(bytes[place - 1], by: bytes[place]) { return true }
                let isLead = (place - run.lowerBound) % 2 == 0
                if isLead, run.count > 1, !(0xB0...0xD7).contains(bytes[place]), bytes[place] != 0xA1,
                    bytes[place] != 0xA3
                {
                    return true
                }
            }
        }
        return false
    }

    /// Whether a voiced or half-voiced mark follows a half-width letter of the rows ka, sa, ta or ha.
    private static func isVoiced(_ letter: UInt8, by mark: UInt8) -> Bool {
        switch letter {
        case 0xB6...0xC4: mark == 0xDE
        case 0xCA...0xCE: mark == 0xDE || mark == 0xDF
        default: false
        }
    }

    /// Japanese in Shift JIS: valid, and with kana, or two everyday kanji in a row, or two half-width kana in a row
    /// that do not stand within a word; and rare kanji are not most of it. Accented Latin letters before others are
    /// rare kanji, and Windows' typographic signs before letters are single everyday ones.
    private var isShiftJIS: Bool {
        var index = 0
        var (rare, characters, kana) = (0, 0, 0)
        var (kanjiRun, longestKanjiRun, katakanaRun, longestKatakanaRun) = (0, 0, 0, 0)
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                (kanjiRun, katakanaRun) = (0, 0)
                index += 1
                continue
            }
            characters += 1
            if (0xA1...0xDF).contains(lead) {
                kanjiRun = 0
                katakanaRun += 1
                longestKatakanaRun = max(longestKatakanaRun, katakanaRun)
                index += 1
                continue
            }
            katakanaRun = 0
            guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead), index + 1 < bytes.count else {
                return false
            }
            let trail = bytes[index + 1]
            guard trail >= 0x40, trail != 0x7F, trail <= 0xFC else { return false }
            switch lead {
            case 0x82 where trail >= 0x9F, 0x83 where trail <= 0x96: kana += 1
            case 0x81...0x84: break  // punctuation, full-width Latin, Greek, Cyrillic
            case 0x88...0x97: kanjiRun += 1  // level 1
            default:
                rare += 1
                kanjiRun = 0
            }
            longestKanjiRun = max(longestKanjiRun, kanjiRun)
            index += 2
        }
        guard characters > 0, 2 * rare <= characters else { return false }
        if kana > 0 || longestKanjiRun >= 2 { return true }
        return longestKatakanaRun >= 2 && (isHalfWidthKatakana || !runs.contains(where: isInWord))
    }

    /// Chinese beyond GB 2312: most high bytes pair to everyday characters, and most bytes are high.
    private var isGB18030: Bool {
        var index = 0
        var (everyday, characters, high) = (0, 0, 0)
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                index += 1
                continue
            }
            guard (0x81...0xFE).contains(lead), index + 1 < bytes.count, bytes[index + 1] >= 0x30 else { return false }
            if (0xB0...0xD7).contains(lead), bytes[index + 1] >= 0xA1 { everyday += 1 }
            characters += 1
            high += 2
            index += bytes[index + 1] < 0x40 ? 4 : 2
        }
        return characters > 1 && 2 * everyday > characters && 2 * high > bytes.count
    }
}
