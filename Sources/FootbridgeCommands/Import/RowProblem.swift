/// Why a row of an import is not applied, in words for whoever wrote the file.
struct RowProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
