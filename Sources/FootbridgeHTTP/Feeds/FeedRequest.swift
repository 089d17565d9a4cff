import FootbridgeCore
import HTTPTypes
import Hummingbird

/// What a request asks of a feed.
enum FeedRequest {
    private static let names = ParameterNames(FeedParameters.names + ["format"])

    /// - Throws: the 400 problem that names a parameter that is misspelt or given twice.
    static func query(of request: Request) throws(Problem) -> RequestParameters {
        try RequestParameters(names, query: request)
    }

    /// - Throws: the 400 problem that names the first parameter that is wrong.
    static func parameters(_ query: RequestParameters, kinds: [String]) throws(Problem) -> FeedParameters {
        do throws(FeedRefusal) {
            return try FeedParameters(query.all, kinds: kinds)
        } catch {
            throw Problem(error)
        }
    }

    /// The ad platform's format that is asked for, if it is one.
    static func adFormat(_ query: RequestParameters) -> AdFormat? {
        query["format"].flatMap { AdFormat(rawValue: $0) }
    }

    /// - Parameter isForAds: whether there are the formats of ad platforms, too.
    /// - Throws: the 400 problem of an unknown word; 406.
    static func format(
        _ request: Request, _ query: RequestParameters, isForAds: Bool
    ) throws(Problem) -> FeedFormat {
        if let name = query["format"], !name.isEmpty {
            guard let format = FeedFormat(rawValue: name) else {
                let known = FeedFormat.allCases.map(\.rawValue) + (isForAds ? AdFormat.allCases.map(\.rawValue) : [])
                throw .badParameter("format", "one of \(known.joined(separator: ", ")).")
            }
            return format
        }
        guard let accept = request.headers[.accept] else { return .json }
        guard let format = preferred(by: accept) else { throw .notAcceptable }
        return format
    }

    /// The format that an Accept field (RFC 9110 §12.5.1) puts first; JSON stands before the others where it leaves the
    /// choice.
    static func preferred(by accept: String) -> FeedFormat? {
        let ranges = accept.split(separator: ",").map { QualityValue($0) }
        let rated = FeedFormat.allCases.map { format in
            let type = format.mediaType
            let exact = ranges.first { $0.name == type }
            let half = ranges.first { $0.name == type.prefix { $0 != "/" } + "/*" }
            let any = ranges.first { $0.name == "*/*" }
            return (format, (exact ?? half ?? any)?.thousandths ?? 0)
        }
        let best = rated.map(\.1).max() ?? 0
        return best > 0 ? rated.first { $0.1 == best }?.0 : nil
    }
}
