import FootbridgeCore
import HTTPTypes
import Hummingbird
import PhotoDecoding

/// How the photos of an upload are packed.
enum UploadForm {
    /// The body is one photo.
    case raw
    /// The body is `multipart/form-data`.
    case multipart(MultipartParser)

    /// A form field may have this many bytes.
    static let maximumField = RequestParameters.maximumBytes

    /// - Throws: the 415 problem for any other media type, 400 for a multipart type without a usable boundary.
    init(_ request: Request) throws(Problem) {
        let contentType = request.headers[.contentType] ?? ""
        let mediaType = HeaderParameters(contentType).value
        if mediaType == "multipart/form-data" {
            do { self = .multipart(try MultipartParser(contentType: contentType)) } catch {
                throw .badRequest(error.sentence)
            }
        } else if PhotoFormat(mediaType: mediaType) != nil {
            self = .raw
        } else {
            throw .unread(UnreadFormat(mediaType: mediaType))
        }
    }
}

extension MultipartParser.Malformed {
    var sentence: String {
        switch self {
        case .boundary: "multipart/form-data needs a boundary parameter of 1 to 70 characters."
        case .head: "A part of the form has a malformed head, or one larger than 8 KiB."
        case .name: "A part of the form has no name."
        case .tooManyParts: "The form has more than \(MultipartParser.maximumParts) parts."
        case .truncated: "The form ends before its closing boundary."
        case .preamble: "The form does not begin with its boundary."
        }
    }
}
