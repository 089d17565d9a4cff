/// A GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax, 1.4 to 1.7), uncompressed.
///
/// `https://host/stem/01/09780306406157/10/PRINT3?17=271231`: a primary key, its qualifiers in a fixed order, and
/// attributes in the query. A value of this type always keeps the rules that ``Options/standard`` checks, except the
/// ones about companions when it was read without them.
public struct DigitalLink: Sendable, Hashable {
    /// Scheme, host and whatever path stands before the primary key, without a slash at the end.
    public let stem: String

    /// What the link identifies.
    public let key: GS1Element

    /// What narrows the key down, in the order of the standard: for a GTIN variant, batch and serial number.
    public let qualifiers: [GS1Element]

    /// What else is said about it, in the order of the query.
    public let attributes: [GS1Element]

    /// Query parameters that are no application identifiers, in the order of the query.
    public let extensionParameters: [ExtensionParameter]

    /// The stem of the canonical form.
    public static let canonicalStem = "https://id.gs1.org"

    /// The longest URI that is read, in bytes.
    public static let longestURI = 8192

    /// A query parameter outside the standard, such as `linkType` or a tracking parameter, kept as it was written.
    public struct ExtensionParameter: Sendable, Hashable {
        /// The name, still percent-encoded; not all digits, which is the form of application identifiers.
        public let name: String
        /// The value, still percent-encoded; nil for a parameter without an equals sign.
        public let value: String?

        /// - Returns: nil when the parts hold a character that may not stand in a query or would end the parameter,
        ///   or when the name has the form of an application identifier.
        public init?(name: String, value: String?) {
            func isWritable(_ part: String, endingAtEquals: Bool) -> Bool {
                part.utf8.allSatisfy { byte in
                    URICharacters.contains(byte) && byte != ASCII.hash && byte != ASCII.ampersand
                        && byte != ASCII.semicolon && !(endingAtEquals && byte == ASCII.equals)
                }
            }
            guard isWritable(name, endingAtEquals: true), isWritable(value ?? "", endingAtEquals: false),
                !(name.isEmpty && value == nil), name.isEmpty || !name.utf8.allSatisfy(ASCII.isDigit)
            else { return nil }
            self.name = name
            self.value = value
        }

        /// A parameter whose characters the parser has checked.
        init(checkedName name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// Builds a link.
    /// - Parameters:
    ///   - stem: `http` or `https`, a host, optionally a port and a path; no query, no slash at the end.
    ///   - key: an element of a primary key.
    ///   - qualifiers: those of the key, in the standard's order.
    ///   - attributes: neither primary key nor qualifier of this link; each identifier once.
    ///   - extensionParameters: appended behind the attributes.
    ///   - options: only ``Options/checksCompanions`` matters here.
    /// - Throws: the rule of the standard that the link would break.
    public init(
        stem: String = DigitalLink.canonicalStem, key: GS1Element, qualifiers: [GS1Element] = [],
        attributes: [GS1Element] = [], extensionParameters: [ExtensionParameter] = [], options: Options = .standard
    ) throws(DigitalLinkError) {
        try Self.checkStem(stem)
        try self.init(
            checkedStem: stem, key: key, qualifiers: qualifiers, attributes: attributes,
            extensionParameters: extensionParameters, options: options)
        guard uri.utf8.count <= Self.longestURI else { throw .tooLong }
    }

    /// A link for a product and nothing more.
    /// - Throws: ``DigitalLinkError/noHost`` or ``DigitalLinkError/badCharacter`` for an unusable stem.
    public init(gtin: GTIN, stem: String = DigitalLink.canonicalStem) throws(DigitalLinkError) {
        try self.init(stem: stem, key: GS1Element(gtin))
    }

    /// Checks how the elements go together.
    init(
        checkedStem stem: String, key: GS1Element, qualifiers: [GS1Element], attributes: [GS1Element],
        extensionParameters: [ExtensionParameter], options: Options
    ) throws(DigitalLinkError) {
        let definition = key.identifier.definition
        guard key.identifier.isPrimaryKey else { throw .noKey }
        let codes = qualifiers.map(\.identifier.code)
        guard definition.acceptsQualifiers(codes) else { throw .badQualifiers }
        var seen: Set<ApplicationIdentifier> = [key.identifier]
        for qualifier in qualifiers { seen.insert(qualifier.identifier) }
        for attribute in attributes {
            guard seen.insert(attribute.identifier).inserted else { throw .repeated(attribute.identifier) }
            guard !definition.hasQualifier(attribute.identifier.code, beside: codes) else {
                throw .qualifierInQuery(attribute.identifier)
            }
            guard attribute.identifier.code != "8200" else { throw .notInDigitalLink(attribute.identifier) }
        }
        self.stem = stem
        self.key = key
        self.qualifiers = qualifiers
        self.attributes = attributes
        self.extensionParameters = extensionParameters
        if options.checksCompanions,
            let lonely = ApplicationIdentifierDefinition.firstBadlyAccompanied(in: elements)
        {
            throw .badlyAccompanied(lonely)
        }
    }

    /// Key, qualifiers and attributes, in the order they were written.
    public var elements: [GS1Element] { [key] + qualifiers + attributes }

    /// The product, when the key or an attribute is a GTIN (AI 01).
    public var gtin: GTIN? {
        elements.first { $0.identifier == .gtin }.flatMap { GTIN($0.value) }
    }

    /// The URI, freshly encoded: everything but unreserved characters percent-encoded, GTIN at 14 digits.
    public var uri: String { writeURI(stem: stem, attributes: attributes, extensionParameters: extensionParameters) }

    /// The form all spellings of one link share: under `https://id.gs1.org`, without extension parameters, attributes
    /// of predefined length first.
    public var canonicalURI: String {
        let ordered =
            attributes.filter(\.identifier.definition.isPredefinedLength)
            + attributes.filter { !$0.identifier.definition.isPredefinedLength }
        return writeURI(stem: Self.canonicalStem, attributes: ordered, extensionParameters: [])
    }

    private func writeURI(
        stem: String, attributes: [GS1Element], extensionParameters: [ExtensionParameter]
    ) -> String {
        var uri = stem
        for element in [key] + qualifiers {
            uri += "/" + element.identifier.code + "/"
            PercentEncoding.encode(element.value, onto: &uri)
        }
        var separator = "?"
        for attribute in attributes {
            uri += separator + attribute.identifier.code + "="
            PercentEncoding.encode(attribute.value, onto: &uri)
            separator = "&"
        }
        for parameter in extensionParameters {
            uri += separator + parameter.name
            if let value = parameter.value { uri += "=" + value }
            separator = "&"
        }
        return uri
    }
}

extension DigitalLink: CustomStringConvertible {
    /// The URI.
    public var description: String { uri }
}
