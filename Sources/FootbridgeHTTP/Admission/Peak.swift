/// The most of something that was held since this was last asked.
struct Peak: Sendable {
    private var most = 0

    mutating func note(_ now: Int) {
        most = max(most, now)
    }

    /// - Parameter now: what is held.
    /// - Returns: nil where more than a tenth of the most still is.
    mutating func take(holding now: Int) -> Int? {
        guard now <= most / 10 else { return nil }
        defer { most = now }
        return most
    }
}
