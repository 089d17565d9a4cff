import FootbridgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/reports/{funnel|stores|products|visitors|campaigns}`, as JSON or CSV.
struct ReportController: Sendable {
    let storage: any GatewayStorage
    let clock: WallClock

    func show(_ request: Request, context: FootbridgeRequestContext) async throws -> Response {
        let analyst = try context.principal(as: .analyst)
        guard let kind = context.parameters.get("report").flatMap({ ReportKind(rawValue: $0) }) else {
            throw Problem.notFound
        }
        let parameters = try ReportParameters(kind, query: request)
        let format = try Self.format(parameters.format, accept: request.headers[.accept])
        let subject = try await subject(of: parameters, for: analyst)
        let question = try parameters.question(
            about: subject, at: clock.now, ownsGateway: analyst.merchant == nil)
        let watermark = try await storage.reportWatermark()
        let table: ReportTable
        do {
            table = try await Reporter(storage: storage).table(question)
        } catch let failure as ReportFailure {
            throw Problem(failure)
        }
        switch format {
        case .json: return WireJSON.response(Body(question: question, table: table, watermark: watermark))
        case .csv: return Self.csv(table, kind, watermark: watermark)
        }
    }

    private enum Format { case json, csv }

    private static func format(_ named: String?, accept: String?) throws(Problem) -> Format {
        switch named {
        case "json": return .json
        case "csv": return .csv
        case nil: return (accept ?? "").lowercased().contains("text/csv") ? .csv : .json
        default: throw .badParameter("format", "json or csv.")
        }
    }

    /// Whom the report is about: an analyst of one merchant asks about that one.
    ///
    /// - Throws: the 403 problem for a merchant or a store that is another's, or that there is not.
    private func subject(of parameters: ReportParameters, for analyst: Principal) async throws -> ReportSubject {
        if let own = analyst.merchant, let named = parameters.merchant, named != own { throw Problem.foreign }
        guard
            let subject = try await storage.reportSubject(
                merchant: analyst.merchant ?? parameters.merchant, store: parameters.store)
        else { throw Problem.foreign }
        return subject
    }

    private static func csv(_ table: ReportTable, _ kind: ReportKind, watermark: Timestamp) -> Response {
        var response = Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"footbridge-\(kind.rawValue).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: table.csv)))
        response.headers[.footbridgeWatermark] = watermark.rfc3339
        return response
    }

    private struct Body: JSONWritable {
        var question: ReportQuestion
        var table: ReportTable
        var watermark: Timestamp

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("report", question.kind.rawValue)
                json.member("merchant", question.subject.merchant?.id.description)
                json.member("store", question.subject.store?.id.description)
                json.member("from", question.period.range.lowerBound)
                json.member("to", question.period.range.upperBound)
                json.member("interval", question.period.interval.rawValue)
                json.member("tz", question.period.zone.identifier)
                json.member("watermark", watermark)
                json.member("suppressed_below", question.ownsGateway ? nil : Int64?(ReportTable.fewest))
                json.member("items", table.items)
            }
        }
    }
}
