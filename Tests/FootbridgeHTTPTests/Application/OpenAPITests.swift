import Hummingbird
import Testing

@testable import FootbridgeHTTP

@Suite("The OpenAPI document")
struct OpenAPITests {
    /// Its paths and methods, by its indentation.
    private static func documented() -> [String: Set<String>] {
        let yaml = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        var routes: [String: Set<String>] = [:]
        var path: String?
        var isInPaths = false
        for line in yaml.split(separator: "\n") {
            if !line.hasPrefix(" ") { isInPaths = line == "paths:" }
            guard isInPaths else { continue }
            if let match = line.wholeMatch(of: #/  (/[^ ]*):/#) {
                path = String(match.1)
                routes[String(match.1)] = []
            } else if let path, let match = line.wholeMatch(of: #/    (get|put|post|delete|options|head|patch|trace):/#)
            {
                routes[path, default: []].insert(match.1.uppercased())
            }
        }
        return routes
    }

    @Test("lists every route with its methods, and nothing that is none")
    func routes() async throws {
        // The page's own files are nobody's interface.
        let expected = KnownRoute.all.filter { !$0.template.hasPrefix("/assets/") }
            .map { ($0.template, Set($0.methods.map(\.rawValue))) }
        #expect(Self.documented() == Dictionary(uniqueKeysWithValues: expected))

        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let parts = GatewayParts(
                storage: gateway.storage, reading: gateway.reading, uploads: GatewaySettings().makeUploadBudget(),
                secret: gateway.secret)
            let registered = Set(gatewayRouters(parts, settings: GatewaySettings()).clients.routes.map { "\($0.path)" })
            #expect(registered == Set(KnownRoute.all.map(\.template)))
        }
    }
}
