import Foundation
import PhotoDecoding
import SymbolReading

/// Looks whether photos are read here: the libraries that are loaded, and one built-in photo of each format.
enum ReaderExamination {
    static func findings() -> [Finding] {
        [libraries()] + pictures.map(reading)
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

    /// The same EAN-13 in each format, 234 by 32 pixels.
    private static let text = "9780306406157"
    static let pictures: [(format: String, base64: String)] = [
        (
            "PNG",
            """
            iVBORw0KGgoAAAANSUhEUgAAAOoAAAAgAQAAAAA0nNkxAAAANUlEQVR42mP4///PGR57m/PMDGc+GDOcOcPPfOb8hw/nme1tzv//\
            f4CJAS8YlR6VHpUezNIAgsERTHVNVYsAAAAASUVORK5CYII=
            """
        ),
        (
            "JPEG",
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6j\
            q62rZ4C8ybqmx5moq6T/wAALCAAgAOoBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABQAG/8QAJBAAAQAJBAMAAAAAAAAAAAAAAAEE\
            BQY1RYKEskSDwcJGU/D/2gAIAQEAAD8A0xBjyQNZpyQGNWe2/AYoQNq7OSTTO3A1arJIZ4R97RNQjjV2cUmZduOK1WKQw0zVntvw\
            T56OvqTKkVxyZk0zVntvwTVntvwTmayjsGO3HFarFIm1Z7b8CahHGrs4pDHz0dfUnz0dfUTUI41dnFJmXbjitVik0ztwNWqySGeE\
            fe0TUI41dnFImREQY8kDWackBjVntvwGKEDauzkk0ztwNWqySGeEfe0TUI41dnFJmXbjitVikMNM1Z7b8E+ejr6kypFccmZNM1Z7\
            b8E1Z7b8E5mso7BjtxxWqxSJtWe2/AmoRxq7OKQx89HX1J89HX1E1CONXZxSZl244rVYpNM7cDVqskhnhH3tE1CONXZxSJkREGPJ\
            A1mnJAY1Z7b8BihA2rs5JNM7cDVqskhnhH3tE1CONXZxSZl244rVYpDDTNWe2/BPno6+pMqRXHJmTTNWe2/BNWe2/BOZrKOwY7cc\
            VqsUibVntvwJqEcauzikMfPR19SfPR19RNQjjV2cUmZduOK1WKTTO3A1arJIZ4R97RNQjjV2cUiZERBjyQNZpyQGNWe2/AYoQNq7\
            OSTTO3A1arJIZ4R97RNQjjV2cUmZduOK1WKQw0zVntvwT56OvqTKkVxyZk0zVntvwTVntvwTmayjsGO3HFarFIm1Z7b8CahHGrs4\
            pDHz0dfUnz0dfUTUI41dnFJmXbjitVik0ztwNWqySGeEfe0TUI41dnFImRH/2Q==
            """
        ),
        (
            "WebP",
            """
            UklGRkIAAABXRUJQVlA4TDYAAAAv6cAHAA8w//M///MfeFATAEjjCECV9TqqE8Aw6wUN4RPR/3ivC1o5GgRGEJkqB+ColfNe/qE=
            """
        ),
    ]

    private static func reading(_ picture: (format: String, base64: String)) -> Finding {
        let subject = "reading \(picture.format)"
        let advice = "install the Debian packages that the README names"
        guard let data = Data(base64Encoded: picture.base64) else {
            return .fail(subject, "the built-in photo is not base 64", advice: "build footbridge again")
        }
        do throws(PhotoError) {
            let symbols = try SymbolReader().read(Photo(bytes: Array(data))).symbols
            guard symbols.map(\.text) == [text] else {
                return .fail(subject, "the built-in photo is decoded, its symbol is not read", advice: advice)
            }
        } catch {
            return .fail(
                subject, "the built-in photo \(CommandFailure(error, limits: PhotoLimits()))", advice: advice)
        }
        return .ok(subject, "the built-in photo is read")
    }
}
