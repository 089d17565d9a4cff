import Testing

@testable import FootbridgeCore

@Suite("Errors of storage")
struct StorageErrorTests {
    @Test("After another change of the same request, nobody is told that nothing was changed")
    func afterAChange() {
        let detail = StorageErrorDetail("away")
        for error in [StorageError.unreachable(detail), .busy(detail), .conflict(detail), .full(detail)] {
            #expect(error.afterAChange == .outcomeUnknown(detail), "\(error)")
        }
        for error in [StorageError.outcomeUnknown(detail), .duplicate(detail), .unusable(detail), .claimLost] {
            #expect(error.afterAChange == error)
        }
    }
}
