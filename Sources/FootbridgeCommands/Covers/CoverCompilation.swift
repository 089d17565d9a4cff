import CoverRecognition
import FootbridgeCore
import PhotoDecoding

/// Pictures on their way into an index: each is compiled, then looked for among all that are there and the others of its
/// batch, so that covers with the same artwork come into one group.
struct CoverCompilation: Sendable {
    typealias Compiled = (cover: CompiledCover, image: LumaImage)

    let tools: CoverTools
    /// Covers worked on at once.
    let threads: Int

    init(tools: CoverTools = CoverTools(), threads: Int) {
        self.tools = tools
        self.threads = threads
    }

    /// - Throws: why it cannot serve.
    func compile(_ image: LumaImage, name: String) throws(CommandFailure) -> Compiled {
        do {
            let cover = try tools.withCompiler { compiler throws(CoverRejection) in
                try compiler.compile(image, name: name)
            }
            return (cover, image)
        } catch {
            throw CommandFailure(error.reason)
        }
    }

    /// For each cover the names of others with the same artwork.
    /// - Parameter tell: is told after each how many were looked for.
    func sharedArtwork(
        of covers: [Compiled], with index: CoverIndex, tell: (Int) -> Void = { _ in }
    ) async throws -> [[String]] {
        let all = index.adding(covers.map(\.cover))
        var artwork: [[String]] = []
        try await OrderedWork(width: threads).run(covers.map { ($0.image, $0.cover.name) }) {
            [tools] (image, name) -> [String] in
            guard !Task.isCancelled else { return [] }
            return tools.withRecognizer { $0.namesSharingArtwork(with: image, in: all) }.filter { $0 != name }
        } deliver: { (names: [String]) in
            artwork.append(names)
            tell(artwork.count)
        }
        try Task.checkCancellation()
        return artwork
    }
}
