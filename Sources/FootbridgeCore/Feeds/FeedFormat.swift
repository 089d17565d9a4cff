/// How a feed's rows are written. One more format is a case here and its answers to the questions below.
public enum FeedFormat: String, Sendable, CaseIterable {
    /// One object with a page of rows.
    case json
    /// An object on each line.
    case ndjson
    /// RFC 4180, in UTF-8, with a header row.
    case csv
    /// A page of CloudEvents 1.0 in batched mode, a row being the data of each.
    case cloudEvents = "cloudevents"

    /// The media type, without parameters.
    public var mediaType: String {
        switch self {
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv"
        case .cloudEvents: "application/cloudevents-batch+json"
        }
    }

    /// The value of `Content-Type`.
    public var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        default: mediaType
        }
    }

    /// How any number of rows are written one after the other; nil where they come in pages.
    public var lines: FeedLines? {
        switch self {
        case .ndjson: .ndjson
        case .csv: .csv
        case .json, .cloudEvents: nil
        }
    }
}

/// A format in which rows follow each other.
public enum FeedLines: Sendable {
    case ndjson
    case csv
}
