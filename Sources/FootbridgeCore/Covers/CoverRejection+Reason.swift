public import CoverRecognition

extension CoverRejection {
    /// Why a picture cannot serve as a cover, for whoever brought it; without a full stop.
    public var reason: String {
        switch self {
        case .tooSmall(let width, let height):
            "\(width) × \(height) pixels are too few; \(Self.leastSide) a side are needed"
        case .tooLong(let width, let height):
            "\(width) × \(height) pixels are no front: one side is more than \(Self.mostProportion) times the other"
        case .tooFewFeatures(let count):
            "there is too little in it to know it by: \(count) features, \(Self.leastFeatures) are needed"
        case .notRecognisable: "it would not be found in a photo of itself, as where a pattern repeats"
        case .nothingButGrain: "nearly all of it is finer than a photo shows, such as noise"
        case .unusableName: "its name is empty, has more than 200 bytes or a character that cannot be shown"
        }
    }
}
