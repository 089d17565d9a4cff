/// A feed's rows as JSON Schema 2020-12, made of its columns.
public struct FeedSchema<Source: Feed>: JSONWritable {
    /// Rises in its first number where a field goes or changes its meaning, in its second where one is added.
    public static var version: String { "1.0" }

    public init() {}

    public func write(to json: inout JSONWriter) {
        let columns = Source.Row.columns
        json.object { json in
            json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            json.member("$id", "/v1/schemas/\(Source.rowName).json")
            json.member("title", Source.rowName)
            json.member("version", Self.version)
            json.member(
                "description", "A row of the feed. More fields may come; none goes or changes within a version.")
            json.member("type", "object")
            json.member("required", columns.map(\.name))
            json.member("properties", Properties(columns: columns))
        }
    }

    private struct Properties: JSONWritable {
        let columns: [FeedColumn<Source.Row>]

        func write(to json: inout JSONWriter) {
            json.object { json in
                for column in columns {
                    json.member(
                        column.name,
                        FieldSchema(type: column.type, isOptional: column.isOptional, meaning: column.meaning))
                }
            }
        }
    }
}

private struct FieldSchema: JSONWritable {
    let type: FeedFieldType
    let isOptional: Bool
    let meaning: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            if isOptional {
                json.member("type", [jsonType, "null"])
            } else {
                json.member("type", jsonType)
            }
            json.member("description", meaning)
            switch type {
            case .id(let prefix): json.member("pattern", "^\(prefix)_[0-9a-hjkmnp-tv-z]{26}$")
            case .cursor: json.member("pattern", "^[0-9a-hjkmnp-tv-z]{44}$")
            case .word(let words): json.member("enum", words)
            case .gtin: json.member("pattern", "^[0-9]{14}$")
            case .trace: json.member("pattern", "^[0-9a-f]{32}$")
            case .time: json.member("format", "date-time")
            case .amount: json.member("pattern", "^-?[0-9]+([.][0-9]+)?$")
            case .text, .integer, .decimal: break
            }
        }
    }

    private var jsonType: String {
        switch type {
        case .integer: "integer"
        case .decimal: "number"
        default: "string"
        }
    }
}
