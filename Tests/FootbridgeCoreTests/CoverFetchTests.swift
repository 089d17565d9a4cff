import FootbridgeCore
import Testing

@Suite("What origins ask of robots")
struct RobotsRulesTests {
    private static let text = """
        # comment
        User-agent: other
        Disallow: /

        User-Agent: Footbridge # us
        User-agent: third
        Crawl-delay: 2.5
        Disallow: /private
        Allow: /private/covers/
        Disallow: /*.png$
        Disallow: /a*b*c
        Disallow:

        User-agent: *
        Disallow: /everything
        """

    @Test(
        "The longest rule that matches decides",
        arguments: [
            ("/", true), ("/private", false), ("/private/x.jpg", false), ("/private/covers/x.jpg", true),
            ("/x.png", false), ("/x.png?size=2", true), ("/aXbYc", false), ("/aXcYb", true), ("/everything", true),
        ])
    func longest(_ path: String, _ isAllowed: Bool) {
        #expect(RobotsRules(Self.text, for: "footbridge").allow(path) == isAllowed)
    }

    @Test("Who is not named keeps to what everybody is asked; a delay is bounded, nonsense is passed over")
    func groups() {
        let stranger = RobotsRules(Self.text, for: "stranger")
        #expect(!stranger.allow("/everything") && stranger.allow("/private") && stranger.delay == nil)
        #expect(RobotsRules(Self.text, for: "footbridge").delay == .milliseconds(2500))
        for long in ["1e9", "inf", "61"] {
            let rules = RobotsRules("User-agent: *\nCrawl-delay: \(long)", for: "footbridge")
            #expect(rules.delay == RobotsRules.longestDelay)
        }
        #expect(RobotsRules("User-agent: *\nCrawl-delay: nan\nDisallow /\n:\n\0", for: "footbridge").allow("/"))
        #expect(!RobotsRules("user-agent:*\r\ndisallow:/\r\n", for: "footbridge").allow("/x"))
    }

    /// Files as long as any that is read, and what each of them costs more than one of as many plain rules.
    @Test(
        "A hostile file costs no more than a plain one as long",
        arguments: [
            String(repeating: "user-agent:a\n", count: 19_000) + String(repeating: "allow:/\n", count: 30_000),
            String(repeating: "user-agent:a\n", count: 38_000),
            "user-agent:*\n"
                + String(repeating: "disallow:/*" + String(repeating: "a", count: 230) + "b\n", count: 2000),
            "user-agent:*\n"
                + String(repeating: "disallow:/" + String(repeating: "*a", count: 115) + "b\n", count: 2000),
            "user-agent:*\ndisallow:/" + String(repeating: "*a", count: 240_000) + "b\n",
        ])
    func hostile(_ text: String) {
        let path = "/" + String(repeating: "a", count: 1900)
        func cost(_ text: String) -> Duration {
            ContinuousClock().measure { #expect(RobotsRules(text, for: "footbridge").allow(path)) }
        }
        let plain = cost("user-agent: *\n" + String(repeating: "disallow: /x/y/z\n", count: 29_000))
        // Quadratic ones were hundreds of times as dear.
        #expect(cost(text) < plain * 30)
    }

    @Test("Patterns match as they are defined, whatever their stars")
    func patterns() {
        /// By definition: a star is tried as nothing, and as one more byte.
        func matches(_ pattern: Substring, _ path: Substring) -> Bool {
            guard let next = pattern.first else { return true }
            if pattern == "$" { return path.isEmpty }
            if next == "*" {
                return matches(pattern.dropFirst(), path) || !path.isEmpty && matches(pattern, path.dropFirst())
            }
            return path.first == next && matches(pattern.dropFirst(), path.dropFirst())
        }
        var numbers = SystemRandomNumberGenerator()
        func text(of letters: [Character], upTo length: Int) -> String {
            String((0..<Int.random(in: 0...length, using: &numbers)).compactMap { _ in letters.randomElement() })
        }
        for _ in 0..<20_000 {
            let pattern = "/" + text(of: ["a", "b", "*"], upTo: 7) + (Bool.random() ? "$" : "")
            let path = "/" + text(of: ["a", "b"], upTo: 8)
            let isAllowed = RobotsRules("User-agent: *\nDisallow: \(pattern)", for: "footbridge").allow(path)
            #expect(isAllowed != matches(pattern[...], path[...]), "\(pattern) and \(path)")
        }
    }
}

@Suite("When a cover is fetched again")
struct CoverFetchScheduleTests {
    private static let now = Timestamp(microseconds: 1_790_000_000_000_000)

    @Test("Failures wait longer and longer and are then given up; what is kept is looked at again in a month")
    func pauses() {
        var pauses: [Int64] = []
        for attempts in 1...CoverFetchSchedule.mostAttempts {
            guard let next = CoverFetchSchedule.next(after: .timeout, attempts: attempts, at: Self.now) else { break }
            pauses.append((next - Self.now).components.seconds)
        }
        #expect(pauses == [300, 1200, 4800, 19_200, 76_800, 307_200])
        #expect(CoverFetchSchedule.next(after: .kept, attempts: 0, at: Self.now) == Self.now + .seconds(30 * 86_400))
    }
}

@Suite("What an index remembers of the database that it is of")
struct CoverIndexPlaceTests {
    @Test("is the same when it is read again, and another database's or an earlier day's is known")
    func memo() {
        let database = [UInt8](1...16)
        let place = CoverIndexPlace(database: database, change: 70_000)
        #expect(CoverIndexPlace(memo: place.memo) == place)
        #expect(CoverIndexPlace(memo: []) == nil && CoverIndexPlace(memo: Array(place.memo.dropLast())) == nil)
        func standing(_ database: [UInt8], _ change: Int64) -> CoverStanding {
            CoverStanding(database: database, change: change, covers: 0, bytes: 0)
        }
        #expect(place.isOf(standing(database, 70_000)) && place.isOf(standing(database, 70_001)))
        #expect(!place.isOf(standing(database, 69_999)) && !place.isOf(standing(Array(database.reversed()), 70_000)))
    }
}
