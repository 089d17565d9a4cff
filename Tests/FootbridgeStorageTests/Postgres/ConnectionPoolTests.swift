import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import Foundation
import Glibc
import PostgresDriver
import Testing

@Suite("Connections to PostgreSQL")
struct ConnectionPoolTests {
    private static let terminate: SQL = """
        SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()) ended
        """

    private func one(_ driver: PostgresDriver) async throws -> Int64 {
        try await driver.read { try #require($0.rows("SELECT CAST(1 AS BIGINT)").first).integer(0) }
    }

    @Test("There are never more than asked for, whoever waits", arguments: [1, 3])
    func bounded(limit: Int) async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver { $0.connections = limit }
            let running = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await driver.read { connection in
                            running.up()
                            _ = try connection.rows("SELECT 1")
                            running.down()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect((1...limit).contains(running.most))
            #expect(driver.connections <= limit)
            try await driver.close()
        }
    }

    @Test(
        "Who waits longer than the deadline is told that all are taken; then they are not", .timeLimit(.minutes(10)))
    func deadline() async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver {
                $0.connections = 1
                $0.connectionWait = .milliseconds(150)
            }
            let gate = Gate()
            let holder = Task { try await driver.read { _ in gate.wait() } }
            await gate.isWaitedFor()
            let errors = await withTaskGroup(of: StorageError?.self) { group in
                for _ in 0..<20 { group.addTask { await storageError { _ = try await one(driver) } } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.allSatisfy { $0?.isBusy == true })
            #expect(driver.waiting == 0)
            gate.open()
            try await holder.value
            #expect(try await one(driver) == 1)
            try await driver.close()
        }
    }

    @Test("Connections that the server ended while nobody used them are noticed before they are used")
    func idleEnded() async throws {
        try await TemporaryPostgres.with { database in
            let (driver, other) = (database.driver { $0.connections = 2 }, database.driver { $0.connections = 1 })
            let runs = Tally()
            for _ in 0..<5 {
                #expect(try await one(driver) == 1)
                _ = try await other.read { try $0.rows(Self.terminate) }
                // A write may be run once only, so it must not meet a dead connection.
                while try await isConnected(other) { await Task.yield() }
                try await driver.write { connection in
                    runs.up()
                    _ = try connection.rows("SELECT 1")
                }
            }
            #expect(runs.most == 5)
            try await driver.close()
            try await other.close()
        }
    }

    private func isConnected(_ other: PostgresDriver) async throws -> Bool {
        try await other.read { connection in
            let others = try connection.rows(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            return try #require(others.first).integer(0) > 0
        }
    }

    @Test("A write whose connection is lost is not run again, and keeps nothing; a read is")
    func lostInUse() async throws {
        try await TemporaryPostgres.with { database in
            let (driver, other) = (database.driver(), database.driver { $0.connections = 1 })
            _ = try await driver.write { try $0.change("CREATE TABLE t (a BIGINT)") }
            for isRead in [false, true] {
                let runs = Tally()
                let gate = Gate()
                let work = Task {
                    await storageError {
                        let body: @Sendable (any SQLConnection) throws -> Void = { connection in
                            let run = runs.up()
                            if isRead {
                                _ = try connection.rows("SELECT a FROM t")
                            } else {
                                _ = try connection.change("INSERT INTO t VALUES (1)")
                            }
                            if run == 1 { gate.wait() }
                            _ = try connection.rows("SELECT 2")
                        }
                        if isRead {
                            try await driver.read(body)
                        } else {
                            try await driver.write(repeatable: true, body)
                        }
                    }
                }
                await gate.isWaitedFor()
                _ = try await other.read { try $0.rows(Self.terminate) }
                while try await isConnected(other) { await Task.yield() }
                gate.open()
                let error = await work.value
                #expect(isRead ? error == nil : error?.isUnreachable == true)
                #expect(runs.most == (isRead ? 2 : 1))
            }
            #expect(try await other.read { try #require($0.rows("SELECT count(*) FROM t").first).integer(0) } == 0)
            try await driver.close()
            try await other.close()
        }
    }

    @Test("While nothing can be connected to, all are told at once, and few try")
    func backoff() async throws {
        // It listens and never answers: every try waits out its time, and stays to be counted.
        let listener = SilentListener()
        var settings = PostgresSettings()
        settings.connections = 2
        settings.connectTimeout = .milliseconds(50)
        settings.connectionWait = .seconds(60)
        let driver = PostgresDriver(
            try PostgresAddress(url: "postgres://a@127.0.0.1:\(listener.port)/b?sslmode=disable"), settings: settings)
        let begin = ContinuousClock.now
        for _ in 0..<500 {
            let error = await storageError { try await driver.write { _ = try $0.rows("SELECT 1") } }
            #expect(error?.isUnreachable == true)
            #expect(error?.detail.contains("does not answer") == true)
        }
        let tries = listener.connectionsSoFar()
        // Pauses grow to one to two seconds.
        let most = 8 + Int(begin.duration(to: .now).components.seconds)
        #expect((1...most).contains(tries), "\(tries) tries for 500 calls")
        try await driver.close()
    }

    @Test("The URL's own connect_timeout is heeded")
    func connectTimeout() async throws {
        let listener = SilentListener()
        var settings = PostgresSettings()
        settings.connectTimeout = .seconds(300)
        let driver = PostgresDriver(
            try PostgresAddress(
                url: "postgres://a@127.0.0.1:\(listener.port)/b?sslmode=disable&connect_timeout=1"),
            settings: settings)
        let error = await storageError { try await driver.write { _ = try $0.rows("SELECT 1") } }
        #expect(error?.detail.contains("does not answer within 1.0 seconds") == true)
        try await driver.close()
    }

    @Test("Closing waits for what was accepted; afterwards all is refused")
    func closing() async throws {
        try await TemporaryPostgres.with { database in
            let driver = database.driver { $0.connections = 2 }
            _ = try await driver.write { try $0.change("CREATE TABLE t (a BIGINT)") }
            let gate = Gate()
            let accepted = (0..<50).map { index in
                Task {
                    try await driver.write { connection in
                        if index == 0 { gate.wait() }
                        try connection.change("INSERT INTO t VALUES ($1)", [.integer(Int64(index))])
                    }
                }
            }
            await gate.isWaitedFor()
            for write in accepted.dropFirst() { _ = try await write.value }
            let closing = Task { try await driver.close() }
            gate.open()
            try await closing.value
            _ = try await accepted[0].value
            #expect(await storageError { _ = try await one(driver) }?.isUnreachable == true)
            try await driver.close()
            let again = database.driver()
            #expect(try await again.read { try #require($0.rows("SELECT count(*) FROM t").first).integer(0) } == 50)
            try await again.close()
        }
    }

    // MARK: Addresses

    @Test("No description of an address holds its password, nor does any error")
    func silent() async throws {
        let address = try PostgresAddress(url: "postgresql://me:hush-hush@127.0.0.1:1/books?sslmode=disable")
        #expect(address.hasPassword)
        let other = try PostgresAddress(url: "postgres://me@127.0.0.1:1/books").with(password: "hush-hush")
        for text in ["\(address)", String(reflecting: address), "\(other)", String(describing: [address: 1])] {
            #expect(!text.contains("hush"))
            #expect(text.contains("books"))
        }
        let driver = PostgresDriver(address)
        let error = try #require(await storageError { try await driver.write { _ = try $0.rows("SELECT 1") } })
        #expect(error.isUnreachable)
        #expect(!"\(error)".contains("hush"))
        try await driver.close()
    }

    @Test(
        "What is no address is refused without being quoted",
        arguments: [
            "", "sqlite:x", "postgres:/x", "postgres://u:hush@[::1/x",
            "postgres://u:hush@h/x?sslmod=require", "postgres://u:%zz-hush@h/x",
        ])
    func malformed(url: String) {
        let error = #expect(throws: PostgresAddressError.self) { try PostgresAddress(url: url) }
        #expect(error?.description.contains("hush") == false)
        #expect(url.contains("sslmod=") == (error?.description.contains("sslmod") == true))
    }
}

/// A loopback port that takes connections and says nothing.
final class SilentListener {
    let port: Int
    private let descriptor: Int32

    init() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(bind(descriptor, address, length) == 0 && listen(descriptor, 128) == 0, "a free port")
                precondition(getsockname(descriptor, address, &length) == 0, "it has a name")
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
        self.descriptor = descriptor
    }

    /// How many have connected since the last time.
    func connectionsSoFar() -> Int {
        var count = 0
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return count }
            Glibc.close(connection)
            count += 1
        }
    }

    deinit { Glibc.close(descriptor) }
}
