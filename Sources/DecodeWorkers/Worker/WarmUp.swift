import Glibc
import PhotoDecoding

/// What has to happen before the filter closes: whatever the libraries load, look up or make when they are first used.
enum WarmUp {
    static func run(_ read: DecodeWorker.Read) {
        for photo in BuiltInPhotos.all {
            // What cannot be read here will be refused later, one by one; `doctor` says why.
            do { _ = try read(Photo(bytes: photo.bytes)) { true } } catch { continue }
        }
        keepCharacterSets()
    }

    /// Those that QR codes are written in, by ECI or by habit.
    private static let characterSets =
        (1...16).map { "ISO8859-\($0)" } + (1...16).map { "ISO-8859-\($0)" } + (1250...1258).map { "CP\($0)" } + [
            "CP437", "SJIS", "SHIFT_JIS", "CP932", "EUC-JP", "BIG5", "GBK", "GB2312", "GB18030", "EUC-KR", "UTF-16",
            "UTF-16BE", "UTF-16LE", "UTF-8", "ASCII",
        ]

    /// Opens a converter of each and never closes it: glibc keeps each in a library of its own, which it loads for the
    /// first converter and lets go after the last.
    private static func keepCharacterSets() {
        for name in characterSets { _ = unsafe iconv_open("UTF-8", name) }
    }
}
