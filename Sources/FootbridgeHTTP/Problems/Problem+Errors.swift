import CoverRecognition
import FootbridgeCore
import HTTPTypes
import Hummingbird
import PhotoDecoding

extension Problem {
    /// What a client is told of an error; the status is chosen here and nowhere else.
    init(_ error: any Error, limits: PhotoLimits) {
        switch error {
        case let problem as Problem: self = problem
        case let error as PhotoError: self = Problem(error, limits: limits)
        case let error as StorageError: self = Problem(error)
        case is Overloaded: self = .overloaded
        case let rejection as CoverRejection: self = .unusableCover(rejection)
        case is CancellationError: self = .clientGone
        case let error as HTTPError: self = Problem(error)
        default: self = .internal
        }
    }

    private init(_ error: PhotoError, limits: PhotoLimits) {
        switch error {
        case .empty: self = .badRequest("The photo is empty: not one byte of it was sent.")
        case .unsupportedFormat(let format): self = .unread(format)
        case .tooManyPixels: self = .tooManyPixels(limit: limits.maximumPixels)
        case .tooManyBytes: self = .tooLarge(limit: limits.maximumBytes)
        case .outOfMemory: self = .overloaded
        case .undecodable(let reason):
            switch reason {
            case .truncated: self = .undecodable("The file ends before its picture does.")
            case .corrupt: self = .undecodable("The picture data is damaged.")
            case .badHeader: self = .undecodable("The file's header is damaged.")
            case .unsupportedFeature: self = .undecodable("The file uses a part of its format that is not read here.")
            case .bomb: self = .undecodable("The file costs far more to decode than its picture justifies.")
            case .stopped:
                self = .undecodable("Decoding the file had to be stopped: it is damaged, or made to do harm.")
            }
        }
    }

    private init(_ error: StorageError) {
        switch error {
        case .unreachable, .busy, .conflict, .full: self = .storageUnavailable
        case .outcomeUnknown: self = .outcomeUnknown
        case .claimLost: self = .inProgress
        case .duplicate, .constraint, .unusable: self = .internal
        }
    }

    /// What the router itself refuses.
    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self = .notFound
        case .contentTooLarge: self = .tooLarge(limit: PhotoLimits().maximumBytes)
        case let status where status.kind == .clientError:
            self = Problem(status, code: "bad-request", title: "The request is malformed")
        default: self = .internal
        }
    }
}
