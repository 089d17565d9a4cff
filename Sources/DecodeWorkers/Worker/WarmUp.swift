import FootbridgeCore
import PhotoDecoding
import SymbolReading

/// What has to happen before the filter closes: whatever the libraries load, look up or make when they are first used.
enum WarmUp {
    static func run(_ read: DecodeWorker.Read) {
        for photo in BuiltInPhotos.all {
            // What cannot be read here will be refused later, one by one; `doctor` says why.
            do {
                _ = try read(Photo(bytes: photo.bytes), false) { true }
                _ = try PhotoDecoder.decodeColor(Photo(bytes: photo.bytes), longSide: CoverPicture.longSide)
            } catch { continue }
        }
        SymbolReader.keepCharacterSets()
    }
}
