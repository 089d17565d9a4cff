import FootbridgeHTTP

/// Where the pictures of fronts come from, and how many are kept.
struct CoverSourceSettingGroup: SettingGroup {
    static let title = "SOURCES OF COVERS"

    let hosts = Setting<[CoverHost]>(
        "cover-hosts", .list(of: "HOST"), default: [], called: "none",
        "hosts that the catalogue's cover_url is fetched from, such as covers.example or covers.example:8443"
    ) { given throws(SettingProblem) in
        var hosts: [CoverHost] = []
        for text in try given.list() {
            guard let host = CoverHost(text) else {
                throw SettingProblem("must be hosts such as covers.example, without https:// and without a path")
            }
            hosts.append(host)
        }
        return hosts
    }
    let allowPrivate = Setting.truth(
        "cover-hosts-allow-private", "lets covers be fetched from this machine and from private networks")
    let space = Setting.number(
        "cover-space", 1...16_777_216, unit: "MiB", default: 10_240,
        "what kept covers may take together; where it is full, those that were fetched make room for those that were sent"
    )
}
