import ArgumentParser
import FootbridgeCore

/// Arguments of the key commands as the types they stand for.
enum KeyArguments {
    @Sendable static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else {
            throw ValidationError("A role is client, staff, analyst, merchant or admin.")
        }
        return role
    }

    @Sendable static func origin(_ text: String) throws -> WebOrigin {
        guard let origin = WebOrigin(text) else {
            throw ValidationError("An origin is https://HOST or http://HOST:PORT, without a path.")
        }
        return origin
    }

    @Sendable static func publicID(_ text: String) throws -> PublicID {
        guard let id = PublicID(text) else {
            throw ValidationError("A public id is 1 to 64 letters, digits, dots, underscores and hyphens.")
        }
        return id
    }
}
