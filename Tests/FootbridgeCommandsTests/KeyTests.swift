import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import Testing

@testable import FootbridgeCommands

@Suite struct KeyTests {
    private func create(_ arguments: [String], in storage: Storage) async throws -> WrittenLines {
        let lines = WrittenLines()
        try await KeyCreateCommand.parse(arguments).perform(in: storage, on: lines.terminal())
        return lines
    }

    private func key(of lines: WrittenLines) throws -> APIKey {
        try present(APIKey(lines.results.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test func `A new key is printed alone, and opens what its role may`() async throws {
        try await withStorage { storage, _ in
            let lines = try await create(["--role", "client", "--name", "App"], in: storage)
            let principal = try await storage.principal(keyHash: try key(of: lines).hash)
            #expect(principal?.role == .client)
            #expect(principal?.name == "App")
            #expect(lines.messages.contains("shown this once"))
        }
    }

    @Test func `A publishable key is told from a secret one, by itself and in the list`() async throws {
        try await withStorage { storage, _ in
            let lines = try await create(
                ["--role", "client", "--origin", "HTTPS://A.example/", "--origin", "http://localhost:5173"], in: storage
            )
            #expect(lines.messages.contains("A publishable client key for client of https://a.example;"))
            let secret = try key(of: lines)
            #expect(secret.secret.hasPrefix("fbk_pub_"))
            _ = try await storage.principal(keyHash: secret.hash)
            try await storage.recordKeyUses()
            let list = WrittenLines()
            try await KeyListCommand.parse([]).perform(in: storage, on: list.terminal())
            let today = String(fixedNow.rfc3339.prefix(10))
            #expect(list.results.contains("publishable  https://a.example +1 "))
            #expect(list.results.contains("\(today)  \(today)  live"))
            let json = WrittenLines()
            try await KeyListCommand.parse(["--json"]).perform(in: storage, on: json.terminal())
            #expect(json.results.contains(#""origins":["https://a.example","http://localhost:5173"]"#))
            #expect(json.results.contains(#""last_used_on":"\#(today)""#))
        }
    }

    @Test(arguments: [
        ["--role", "staff"], ["--role", "merchant"], ["--role", "client", "--store", "m.a"], ["--role", "root"],
        ["--role", "client", "--merchant", "m"], ["--role", "staff", "--store", "m a"], [],
        ["--role", "client", "--name", ""], ["--role", "admin", "--origin", "https://a.example"],
        ["--role", "client", "--origin", "https://a.example/page"], ["--role", "client", "--origin", "a.example"],
        ["--role", "client"] + Array(repeating: ["--origin", "https://a.example"], count: 21).flatMap(\.self),
        ["--principal", "2", "--origin", "https://a.example"], ["--principal", "2", "--role", "client"],
    ])
    func `A key that would be bound to the wrong thing or to nothing is a usage error`(arguments: [String]) {
        do {
            _ = try KeyCreateCommand.parse(arguments)
            Issue.record("accepted")
        } catch {
            #expect(KeyCreateCommand.exitCode(for: error).rawValue == 64)
        }
    }

    @Test func `A store that is not there is named`() async throws {
        try await withStorage { storage, _ in
            let error = await #expect(throws: CommandFailure.self) {
                try await create(["--role", "staff", "--store", "m.none"], in: storage)
            }
            #expect(error?.description == "there is no store m.none")
        }
    }

    @Test func `The list never has a secret in it, and a revoked key stays in it`() async throws {
        try await withStorage { storage, _ in
            let secret = try key(of: try await create(["--role", "admin", "--name", "A\u{1B}[31m"], in: storage))
            let revoke = WrittenLines()
            try await KeyRevokeCommand.parse([secret.hint]).perform(in: storage, on: revoke.terminal())
            #expect(try await storage.principal(keyHash: secret.hash) == nil)
            for flags in [[], ["--json"]] {
                let list = WrittenLines()
                try await KeyListCommand.parse(flags).perform(in: storage, on: list.terminal())
                #expect(list.results.contains(secret.hint))
                #expect(!list.results.contains(secret.secret.prefix(20)))
                #expect(list.results.contains("revoked"))
                #expect(!list.results.contains("\u{1B}"))
            }
        }
    }

    @Test func `A principal's number revokes all of its keys, and an unknown one is an error`() async throws {
        try await withStorage { storage, _ in
            let first = try key(of: try await create(["--role", "client"], in: storage))
            let principal = try present(try await storage.principal(keyHash: first.hash))
            let rotated = try await create(["--principal", "\(principal.id.rawValue)"], in: storage)
            let second = try key(of: rotated)
            #expect(try await storage.principal(keyHash: second.hash) == principal)
            let lines = WrittenLines()
            try await KeyRevokeCommand.parse(["\(principal.id.rawValue)"]).perform(in: storage, on: lines.terminal())
            #expect(lines.messages == "Revoked 2 keys of principal \(principal.id.rawValue).\n")
            #expect(try await storage.principal(keyHash: second.hash) == nil)
            await #expect(throws: CommandFailure.self) {
                try await KeyRevokeCommand.parse(["\(principal.id.rawValue)"]).perform(
                    in: storage, on: lines.terminal())
            }
            await #expect(throws: CommandFailure.self) {
                try await KeyRevokeCommand.parse([first.secret]).perform(in: storage, on: lines.terminal())
            }
        }
    }
}
