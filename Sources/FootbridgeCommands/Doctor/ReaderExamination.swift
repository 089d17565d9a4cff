import DecodeWorkers
import FootbridgeCore
import Foundation
import PhotoDecoding
import SymbolReading

/// Looks whether photos are read here: the libraries that are loaded, and one built-in photo of each format.
enum ReaderExamination {
    static func findings() -> [Finding] {
        [libraries()] + BuiltInPhotos.all.map(reading)
    }

    /// What would stand between a hostile photo and the daemon here.
    static func isolation(_ program: WorkerProgram) -> Finding {
        let layers: [ReadingIsolation.Layer]
        do {
            layers = try WorkerPool.examine(program)
        } catch {
            return .fail(
                "isolation", "photos cannot be read in processes of their own: \(error)",
                advice: "serve with --decode-isolation off where that cannot be helped")
        }
        let missing = ReadingIsolation.Layer.allCases.filter { !layers.contains($0) }
        let held = layers.map(\.rawValue).joined(separator: ", ")
        guard missing.isEmpty else {
            return .warn(
                "isolation", "only these layers hold around photos: \(held)",
                advice: "let the kernel or the container have \(missing.map(\.rawValue).joined(separator: ", "))")
        }
        return .ok("isolation", "around photos hold: \(held)")
    }

    private static let names = ["libzbar", "libpng", "libturbojpeg", "libwebp"]

    /// The files that this process has loaded, whose names end in their versions.
    private static func libraries() -> Finding {
        let maps: String
        do {
            // Its size is given as zero, so it is read to its end.
            let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps"))
            maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
            try file.close()
        } catch {
            return .warn("libraries", "what is loaded cannot be seen", advice: "mount /proc")
        }
        let files = maps.split(separator: "\n").compactMap { line in
            line.split(separator: "/").last.map(String.init)
        }
        let loaded = Set(files.filter { file in names.contains { file.hasPrefix($0) } }).sorted()
        let missing = names.filter { name in !loaded.contains { $0.hasPrefix(name) } }
        guard missing.isEmpty else {
            return .warn(
                "libraries", "not loaded from files of their own: \(missing.joined(separator: ", "))",
                advice: "nothing, if the next lines are ok")
        }
        return .ok("libraries", loaded.joined(separator: ", "))
    }

    private static func reading(_ photo: (format: String, bytes: [UInt8])) -> Finding {
        let subject = "reading \(photo.format)"
        let advice = "install the Debian packages that the README names"
        do throws(PhotoError) {
            let symbols = try SymbolReader().read(Photo(bytes: photo.bytes)).symbols
            guard symbols.map(\.text) == [BuiltInPhotos.text] else {
                return .fail(subject, "the built-in photo is decoded, its symbol is not read", advice: advice)
            }
        } catch {
            return .fail(
                subject, "the built-in photo \(CommandFailure(error, limits: PhotoLimits()))", advice: advice)
        }
        return .ok(subject, "the built-in photo is read")
    }
}
