import FootbridgeCore

@testable import FootbridgeHTTP

extension FuzzTarget {
    /// What a server of covers says to a robot: a path in the first line, and then its `robots.txt`.
    static let robots = FuzzTarget(
        "robots",
        seeds: {
            [
                "/covers/1.jpg?size=2\nUser-agent: *\nDisallow: /\nAllow: /covers/*.jpg$\n",
                "/a\nUser-agent: footbridge # us\nuser-agent:other\r\nCrawl-delay: 1e400\nDisallow: /*a*b$\r\rAllow:\n",
                "/%2A\n:\nDisallow\nuser-agent:*\ndisallow: $\nallow: *\ncrawl-delay: -1", "/",
            ]
            .map { Array($0.utf8) }
        },
        check: { input in
            let text = String(decoding: input, as: UTF8.self)
            let path = "/" + String(decoding: input.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let rules = RobotsRules(text, for: "footbridge")
            let delay = rules.delay ?? .zero
            try require(delay >= .zero && delay <= RobotsRules.longestDelay, "a delay without a bound")
            // Nobody's lines before it, and it once more behind them, are for nobody.
            let again = RobotsRules("\(text)\nallow:\nuser-agent: nobody\n\(text)", for: "footbridge")
            try require(again == rules || again.allow(path) == rules.allow(path), "said twice it says something else")
        })

    /// Where a redirect leads: an address, and in the second line what its server answers.
    static let redirect = FuzzTarget(
        "redirect",
        seeds: {
            [
                "http://covers.example/a/b?c\n/d#e", "https://[::1]:8443/a\n//covers.example:443/b",
                "http://127.0.0.1:8080/a\nhttp://127.0.0.1:8080@other.example/", "http://a.b/\n../../c?d=%2f\\@e",
                "http://a.b/\nHTTP:\\\\a.b\\c", "https://a.b/\nhttps://a.b:443/x", "http://a.b/\n?x",
                "http://a.b/\nfile:///a",
            ]
            .map { Array($0.utf8) }
        },
        check: { input in
            let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard let url = CoverURL(lines[0]) else { return }
            for place in [url, lines.count > 1 ? url.redirected(to: lines[1]) : nil].compactMap(\.self) {
                // What is checked is what is asked.
                let asked = place.origin + place.path
                try require(CoverURL(asked) == place, "\(asked) is another place")
                try require(place.path.hasPrefix("/") && !place.path.utf8.contains(0x20), "a path that is none")
                try require(
                    place.origin.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !place.origin.contains("@"),
                    "an origin that hides another")
            }
        })
}
