import FootbridgeCore
import Foundation

/// Writes posters to files.
enum PosterFiles {
    /// - Returns: the paths, the SVG's first.
    /// - Throws: ``CommandFailure`` where one cannot be written.
    static func write(
        _ poster: Poster, named placement: CampaignPlacement, to folder: String, withPDF: Bool
    ) throws(CommandFailure) -> [String] {
        let base = URL(filePath: folder).appending(
            path: "\(placement.merchant)-\(placement.name)-\(placement.placement)")
        let svg = base.appendingPathExtension("svg")
        do {
            try FileManager.default.createDirectory(at: URL(filePath: folder), withIntermediateDirectories: true)
            try Data(poster.svg.utf8).write(to: svg, options: .atomic)
        } catch {
            throw CommandFailure("\(svg.relativePath) cannot be written")
        }
        guard withPDF else { return [svg.relativePath] }
        let pdf = base.appendingPathExtension("pdf")
        try convert(svg, to: pdf)
        return [svg.relativePath, pdf.relativePath]
    }

    private static func convert(_ svg: URL, to pdf: URL) throws(CommandFailure) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["rsvg-convert", "--format", "pdf", "--output", pdf.path, svg.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw CommandFailure("rsvg-convert cannot be run")
        }
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return
        case 127:
            throw CommandFailure(
                "the SVG is written; for PDFs there must be rsvg-convert (Debian's librsvg2-bin), or say --svg-only")
        default: throw CommandFailure("rsvg-convert could not make \(pdf.relativePath)")
        }
    }
}
