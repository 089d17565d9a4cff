import FootbridgeCore
import Foundation
import Glibc
import PhotoDecoding
import Testing

@testable import DecodeWorkers

extension WorkerTests {
    @Test("What libraries print in a worker is counted, and shown nowhere")
    func prints() async throws {
        try await withWorkers { pool in
            for count in 1...3 {
                #expect(throws: PhotoError.undecodable(reason: .corrupt)) {
                    try pool.read(photo(doing: "prints"), while: { true })
                }
                #expect(pool.isolation.printedLines == 1000 * count)
            }
            let sound = try photo()
            #expect(try isRead(sound, by: pool))
            #expect(pool.isolation.printedLines == 3000 && pool.isolation.ends.isEmpty)
        }
    }

    @Test("What they print before they end their worker is counted, too")
    func lastWords() async throws {
        try await withWorkers { pool in
            for count in 1...2 {
                #expect(throws: PhotoError.undecodable(reason: .stopped)) {
                    try pool.read(photo(doing: "last-words"), while: { true })
                }
                #expect(pool.isolation.printedLines == 1000 * count && pool.isolation.ends == [.crash: count])
            }
        }
    }

    @Test("A worker is believed a million lines a photo, and no more")
    func boasting() async throws {
        try await withWorkers { pool in
            #expect(throws: PhotoError.undecodable(reason: .truncated)) {
                try pool.read(photo(doing: "boasts"), while: { true })
            }
            #expect(pool.isolation.printedLines == 1_000_000)
        }
    }
}

@Suite("Libraries that print in the daemon's own process")
struct LibraryPrintsTests {
    @Test("are counted on the threads that read, and heard on all others")
    func counted() throws {
        // What goes to the process's own stream is caught in a file.
        let path = FileManager.default.temporaryDirectory.appending(path: "prints-\(UUID())").path
        let (file, standard) = (open(path, O_CREAT | O_RDWR, 0o600), dup(STDERR_FILENO))
        defer {
            close(file)
            unlink(path)
        }
        let before = LibraryPrints.lines
        LibraryPrints.counted {}
        dup2(file, STDERR_FILENO)
        LibraryPrints.counted { for _ in 0..<37 { perror("hidden") } }
        perror("heard")
        dup2(standard, STDERR_FILENO)
        close(standard)
        #expect(LibraryPrints.lines - before == 37)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("heard: ") && !text.contains("hidden"))
    }
}
