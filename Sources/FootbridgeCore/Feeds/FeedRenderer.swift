/// Writes rows of a feed in a format.
public struct FeedRenderer<Source: Feed>: Sendable {
    private let columns = Source.Row.columns

    public init() {}

    /// What stands before the rows.
    public func head(_ format: FeedLines) -> [UInt8] {
        switch format {
        case .ndjson: []
        case .csv: Array((columns.map(\.name).joined(separator: ",") + "\r\n").utf8)
        }
    }

    /// Rows, each with its end.
    public func lines(_ rows: [Source.Row], _ format: FeedLines) -> [UInt8] {
        switch format {
        case .ndjson:
            var json = JSONWriter()
            json.bytes.reserveCapacity(rows.count * 768)
            for row in rows {
                write(row, to: &json)
                json.bytes.append(UInt8(ascii: "\n"))
            }
            return json.bytes
        case .csv:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(rows.count * 512)
            for row in rows {
                for column in columns {
                    column.value(row).write(toCSV: &bytes)
                    bytes.append(UInt8(ascii: ","))
                }
                bytes.removeLast()
                bytes.append(contentsOf: [0x0D, 0x0A])
            }
            return bytes
        }
    }

    /// A page as one object.
    public func json(_ page: FeedPage<Source>) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("items", page.rows.map { RowBody(row: $0, renderer: self) })
            json.member("next", page.next.text)
            json.member("more", page.more)
            json.member("watermark", page.watermark.rfc3339Microseconds)
            json.member("superseded_by", page.supersededBy)
        }
        return json.bytes
    }

    /// A page as a batch of CloudEvents.
    ///
    /// - Parameter path: of the feed, such as `/v1/events`: the source.
    public func cloudEvents(_ rows: [Source.Row], path: String) -> [UInt8] {
        JSONWriter.document(
            rows.map { row in
                CloudEventBody(
                    head: row.cloudEvent, source: path, schema: "/v1/schemas/\(Source.rowName).json",
                    data: RowBody(row: row, renderer: self))
            })
    }

    fileprivate func write(_ row: Source.Row, to json: inout JSONWriter) {
        json.bytes.append(UInt8(ascii: "{"))
        for column in columns {
            json.bytes.append(contentsOf: column.jsonName)
            column.value(row).write(to: &json)
            json.bytes.append(UInt8(ascii: ","))
        }
        json.bytes.removeLast()
        json.bytes.append(UInt8(ascii: "}"))
    }

    private struct RowBody: JSONWritable {
        let row: Source.Row
        let renderer: FeedRenderer

        func write(to json: inout JSONWriter) { renderer.write(row, to: &json) }
    }
}

/// What CloudEvents 1.0 say of a row beside its data.
public struct CloudEventHead: Sendable, Hashable {
    /// The row's own.
    public var id: String
    /// Behind `org.footbridge.`.
    public var type: String
    public var time: Timestamp
    /// The product as the path of a Digital Link; nil without one.
    public var subject: String?
}

private struct CloudEventBody<Data: JSONWritable>: JSONWritable {
    let head: CloudEventHead
    let source: String
    let schema: String
    let data: Data

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", head.id)
            json.member("source", source)
            json.member("type", "org.footbridge.\(head.type)")
            json.member("time", head.time.rfc3339Microseconds)
            if let subject = head.subject { json.member("subject", subject) }
            json.member("datacontenttype", "application/json")
            json.member("dataschema", schema)
            json.member("data", data)
        }
    }
}
