import Testing

@testable import FootbridgeHTTP

@Suite("Refusals")
struct RefusalReportTests {
    @Test("are told once a minute, with how many were refused meanwhile")
    func report() {
        let (report, start) = (RefusalReport(), ContinuousClock.now)
        #expect(report.add(at: start) == 1)
        for second in 1..<60 { #expect(report.add(at: start.advanced(by: .seconds(second))) == nil) }
        #expect(report.add(at: start.advanced(by: .seconds(60))) == 60)
        #expect(report.add(at: start.advanced(by: .seconds(61))) == nil)
    }
}
