import FootbridgeCore
import Foundation

/// The picture files that a command was given, folders among them.
enum CoverFiles {
    /// - Returns: files as they were named, and the pictures of each folder in the order of their names.
    /// - Throws: ``CommandFailure`` for a folder that cannot be read.
    static func named(_ paths: [String]) throws(CommandFailure) -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                files += try pictures(in: path)
            } else {
                files.append(path)
            }
        }
        return files
    }

    /// The pictures of a folder in the order of their names.
    static func pictures(in folder: String) throws(CommandFailure) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter(CoverFile.isPicture).sorted()
                .map { folder + "/" + $0 }
        } catch {
            throw CommandFailure("\(PrintableText.of(folder)) cannot be read")
        }
    }
}
