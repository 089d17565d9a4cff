import FootbridgeCore

/// Roughly where countries are, to tell a position that cannot be right.
enum CountryBoxes {
    private struct Box {
        let south: Double
        let north: Double
        let west: Double
        let east: Double

        init?(_ text: some Sequence<Substring>) {
            let degrees = text.compactMap { Double($0) }
            guard degrees.count == 4 else { return nil }
            (south, north, west, east) = (degrees[0], degrees[1], degrees[2], degrees[3])
        }

        func contains(_ latitude: Double, _ longitude: Double) -> Bool {
            (south...north).contains(latitude) && (west...east).contains(longitude)
        }
    }

    /// What is odd about a position in a country; nil where nothing is, or where the country is not known.
    /// - Parameter country: ISO 3166-1 alpha-2.
    static func oddity(of position: Position, in country: String) -> String? {
        let (latitude, longitude) = (position.latitude, position.longitude)
        if abs(latitude) < 0.01, abs(longitude) < 0.01 {
            return "is in the sea where equator and zero meridian meet: was the address not found?"
        }
        guard let boxes = boxes[country], !boxes.contains(where: { $0.contains(latitude, longitude) }) else {
            return nil
        }
        return boxes.contains { $0.contains(longitude, latitude) }
            ? "is not in \(country), and would be the other way round: are latitude and longitude swapped?"
            : "is not in \(country)"
    }

    /// By country, as in `country-boxes.csv`.
    private static let boxes: [String: [Box]] = {
        var boxes: [String: [Box]] = [:]
        let lines = String(decoding: PackageResources.country_boxes_csv, as: UTF8.self).split(separator: "\n")
        for line in lines.drop(while: { $0.hasPrefix("#") }).dropFirst() {
            let fields = line.split(separator: ",")
            guard let country = fields.first, let box = Box(fields.dropFirst()) else {
                preconditionFailure("country-boxes.csv has no box \(line)")
            }
            boxes[String(country), default: []].append(box)
        }
        return boxes
    }()
}
