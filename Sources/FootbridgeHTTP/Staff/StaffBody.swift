import FootbridgeCore

/// What the staff page needs to know of itself.
struct StaffBody: JSONWritable {
    var device: StaffDevice
    var person: StaffPerson?
    var sessionEndsAt: Timestamp?
    var now: Timestamp
    var keys: [(number: Int, publicKey: [UInt8])]
    var revoked: [VoucherCode]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("device", NamedBody(id: String(device.id.rawValue), name: device.name))
            json.member(
                "store", StoreAtTill(id: device.store.description, name: device.storeName, timeZone: device.timeZone))
            json.member("merchant", MerchantBody(merchant: device.merchant))
            json.member("people", device.people.map(PersonBody.init))
            json.member("person", person.map(PersonBody.init))
            json.member("server_time", now)
            json.member("session_ends_at", sessionEndsAt)
            json.member("offline", OfflineBody(terms: device.offline, keys: keys, revoked: revoked))
        }
    }
}

private struct NamedBody: JSONWritable {
    var id: String
    var name: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
        }
    }
}

private struct StoreAtTill: JSONWritable {
    var id: String
    var name: String
    var timeZone: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("time_zone", timeZone)
        }
    }
}

private struct PersonBody: JSONWritable {
    var person: StaffPerson

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", String(person.id.rawValue))
            json.member("name", person.name)
            json.member("role", person.isLead ? "lead" : "till")
        }
    }
}

private struct OfflineBody: JSONWritable {
    var terms: OfflineTerms
    var keys: [(number: Int, publicKey: [UInt8])]
    var revoked: [VoucherCode]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("allowed", terms.isAllowed)
            json.member("grace_s", terms.grace.components.seconds)
            json.member("keys", keys.map { KeyBody(number: $0.number, publicKey: $0.publicKey) })
            json.member("revoked", revoked.map(\.description))
        }
    }

    private struct KeyBody: JSONWritable {
        var number: Int
        var publicKey: [UInt8]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("number", number)
                json.member("public_key", Base64URL.encode(publicKey))
            }
        }
    }
}

/// A code that makes a browser a device, once.
struct EnrolmentBody: JSONWritable {
    var enrolment: StaffEnrolment
    var url: String
    var picture: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", enrolment.code.description)
            json.member("url", url)
            json.member("expires_at", enrolment.expiresAt)
            json.member("qr_svg", picture)
        }
    }
}
