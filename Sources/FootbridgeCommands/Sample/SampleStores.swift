/// The sample shops: invented names at invented addresses, spread as bookshops are.
enum SampleStores {
    static let all = london + elsewhere

    /// Most shops' week.
    static let weekdays = "Mon-Sat 09:00-19:00; Sun 12:00-18:00"
    static let noSundays = "Mon-Fri 09:30-18:00; Sat 10:00-17:30"
    static let lateThursdays = "Mon-Wed 10:00-19:00; Thu 10:00-21:00; Fri-Sat 10:00-19:00; Sun 11:00-17:00"
}
