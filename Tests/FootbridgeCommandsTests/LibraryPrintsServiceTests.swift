import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import Testing

@testable import DecodeWorkers
@testable import FootbridgeCommands

@Suite struct LibraryPrintsServiceTests {
    @Test func `What libraries printed is told by its count, once`() async throws {
        let reading = ReadingPool(threads: 1, waiting: 0, reader: QuietReader())
        let log = RecordedLog()
        let service = LibraryPrintsService(reading: reading, logger: log.logger())
        var told = LibraryPrints.lines
        service.tell(&told)
        #expect(log.lines.isEmpty)
        LibraryPrints.counted { for _ in 0..<37 { perror("hidden") } }
        service.tell(&told)
        service.tell(&told)
        #expect(log.lines.map { $0.metadata["library.lines"] } == ["37"])
        #expect(log.lines.allSatisfy { !$0.text.contains("hidden") })
        try await reading.shutDown()
    }

    @Test func `What was printed since then is told at the end`() async throws {
        let reading = ReadingPool(threads: 1, waiting: 0, reader: QuietReader())
        let log = RecordedLog()
        LibraryPrints.counted { perror("hidden") }
        let serving = Task { try await LibraryPrintsService(reading: reading, logger: log.logger()).run() }
        serving.cancel()
        try await serving.value
        #expect(log.lines.count == 1)
        try await reading.shutDown()
    }
}
