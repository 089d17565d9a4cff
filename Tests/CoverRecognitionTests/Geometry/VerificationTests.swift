import FootbridgeTestSupport
import Glibc
import PhotoDecoding
import Testing

@testable import CoverRecognition

@Suite struct VerificationTests {
    private static let cover: CompiledCover? = {
        var compiler = CoverCompiler()
        return try? compiler.compile(DrawnCover(2).image, name: "2")
    }()

    private static func loaded() throws -> ReferenceCover {
        let record = try #require(cover).record
        var loaded = ReferenceCover()
        #expect(unsafe loaded.load(record.span.bytes, withThumbnail: true))
        return loaded
    }

    /// A photo as it is looked at.
    private static func looked(at image: LumaImage) -> (FeatureExtractor, PhotoFeatures) {
        var extractor = FeatureExtractor()
        extractor.extract(image, longSide: 640, most: 800)
        var photo = PhotoFeatures(.trained)
        photo.load(extractor.features, width: extractor.picture.width, height: extractor.picture.height)
        return (extractor, photo)
    }

    /// Where the cover's own picture has its places: 440 pixels to a cover size.
    private static let identity = PlanarMap(rowX: SIMD3(440, 0, 0), rowY: SIMD3(0, 440, 0))

    @Test func `Pairs agree on where a cover lies, and the map follows them`() throws {
        let cover = try Self.loaded()
        let (_, photo) = Self.looked(at: DrawnCover(2).image)
        var pairs = TentativeMatches()
        pairs.find(photo, cover)
        #expect(pairs.count <= TentativeMatches.most && pairs.count > 80)
        #expect(pairs.u.count % 8 == 0 && pairs.turn.count == pairs.u.count)
        var similarity = SimilarityVote()
        similarity.run(pairs, photoCount: photo.count, coverCount: cover.count)
        #expect(similarity.agreement > pairs.count / 2)
        let fit = AffineFit.fit(pairs, around: similarity.best)
        let place = try #require(fit.map(0.3, 0.8))
        #expect(abs(place.x - 132) < 3 && abs(place.y - 352) < 3 && abs(fit.size - 440) < 40)
        var grid = PhotoGrid()
        grid.fill(photo)
        var guided = GuidedMatching(.trained)
        guided.run(photo, grid, cover, from: fit.map, size: fit.size)
        let better = try #require(guided.map?(0.3, 0.8))
        #expect(abs(better.x - 132) < 0.5 && abs(better.y - 352) < 0.5)
        let ownMatches = guided.matchCount
        #expect(ownMatches > similarity.agreement)
        // Of another cover hardly more is left than the frame that all drawn ones have.
        let (_, stranger) = Self.looked(at: DrawnCover(9).image)
        grid.fill(stranger)
        guided.run(stranger, grid, cover, from: Self.identity, size: 440)
        #expect(guided.matchCount < ownMatches / 6)
    }

    @Test func `Blocks agree with the same picture in any light, not with another or a negative`() throws {
        let cover = try Self.loaded()
        var correlation = BlockCorrelation()
        func compare(_ image: LumaImage, map: PlanarMap = Self.identity) -> BlockCorrelation.Result {
            let (extractor, _) = Self.looked(at: image)
            return correlation.compare(
                cover, with: extractor.space, width: 300, height: 440, map: map, area: 300 * 440)
        }
        let image = DrawnCover(2).image
        let same = compare(image)
        #expect(same.agreement > 0.97 && same.inFrame > 0.98 && same.blocks > 60 && same.quarters == 4)
        let dim = try #require(LumaImage(width: 300, height: 440, pixels: image.pixels.map { $0 / 3 + 20 }))
        #expect(compare(dim).agreement > 0.95)
        #expect(compare(image.inverted()).agreement < 0.1)
        #expect(compare(DrawnCover(9).image).agreement < CoverBand.forAsking.agreement)
        // Half of it lies outside.
        let half = compare(image, map: PlanarMap(rowX: SIMD3(440, 0, 150), rowY: SIMD3(0, 440, 0)))
        #expect(half.inFrame > 0.4 && half.inFrame < 0.6 && half.blocks < same.blocks)
        // What a lamp washed out says nothing.
        var pixels = image.pixels
        for place in 0..<(300 * 200) { pixels[place] = 255 }
        let washed = compare(try #require(LumaImage(width: 300, height: 440, pixels: pixels)))
        #expect(washed.blocks < same.blocks * 2 / 3 && washed.agreement > 0.85)
    }

    @Test func `A weave as fine as the thumbnail's pixels agrees in a photo that is not as sharp`() throws {
        var chance = SeededGenerator(seed: 7)
        let cells = (0..<(30 * 44)).map { _ in Int.random(in: -8...8, using: &chance) }
        let drawn = DrawnCover(2).image
        let woven = (0..<440).flatMap { y in
            (0..<300).map { x in UInt8(max(0, min(255, Int(drawn[x, y]) / 8 + 90 + cells[y / 10 * 30 + x / 10]))) }
        }
        let image = try #require(LumaImage(width: 300, height: 440, pixels: woven))
        var soft = woven
        for y in 3..<437 {
            for x in 3..<297 {
                var sum = 0
                for place in 0..<49 { sum += Int(woven[(y + place / 7 - 3) * 300 + x + place % 7 - 3]) }
                soft[y * 300 + x] = UInt8(sum / 49)
            }
        }
        var compiler = CoverCompiler()
        var cover = ReferenceCover()
        let record = try compiler.compile(image, name: "2").record
        #expect(unsafe cover.load(record.span.bytes, withThumbnail: true))
        let (extractor, _) = Self.looked(at: try #require(LumaImage(width: 300, height: 440, pixels: soft)))
        var correlation = BlockCorrelation()
        let result = correlation.compare(
            cover, with: extractor.space, width: 300, height: 440, map: Self.identity, area: 300 * 440)
        #expect(result.agreement > 0.98)
    }

    @Test func `Features look as on the cover where it is the same, not where it is another`() throws {
        let cover = try Self.loaded()
        let (_, photo) = Self.looked(at: DrawnCover(2).image)
        var grid = PhotoGrid()
        grid.fill(photo)
        var guided = GuidedMatching(.trained)
        guided.run(photo, grid, cover, from: Self.identity, size: 440)
        var forecast = ForecastComparison(.trained)
        func likeness(_ image: LumaImage) -> LocalLikeness? {
            let (extractor, _) = Self.looked(at: image)
            return forecast.run(
                cover, rebuilt: guided.rebuilt, in: extractor.space, width: 300, height: 440, map: Self.identity,
                shift: LocalShift())
        }
        let same = try #require(likeness(DrawnCover(2).image))
        #expect(same.share > 0.9 && same.worstGap.deviations < 3 && same.seen.title > 0.8)
        #expect(try #require(likeness(DrawnCover(9).image)).share < 0.4)
        let otherTitle = try #require(likeness(DrawnCover(2, title: 50).image))
        #expect(otherTitle.share < same.share && otherTitle.worstGap.deviations > same.worstGap.deviations)
        #expect(Self.reduced(same) == .sure && Self.reduced(otherTitle) < .sure)
    }

    /// A photo of a front in a lamp's reflection: its middle, in pixels of the front, and how far it reaches.
    private static func lit(_ image: LumaImage, x: Double, y: Double, reach: Double, light: Double) -> LumaImage? {
        var pixels: [UInt8] = []
        for row in 0..<image.height {
            for column in 0..<image.width {
                let (right, down) = ((Double(column) - x) / reach, (Double(row) - y) / reach)
                let lamp = light * exp(-(right * right + down * down) / 2)
                pixels.append(UInt8(min(255, 0.5 * Double(image[column, row]) + lamp)))
            }
        }
        return LumaImage(width: image.width, height: image.height, pixels: pixels)
    }

    /// How much of the cover a photo shows that has its places.
    private static func likeness(of photo: LumaImage?) throws -> LocalLikeness? {
        let cover = try Self.loaded()
        let photo = try #require(photo)
        let (extractor, features) = Self.looked(at: photo)
        var grid = PhotoGrid()
        grid.fill(features)
        var guided = GuidedMatching(.trained)
        guided.run(features, grid, cover, from: Self.identity, size: 440)
        var forecast = ForecastComparison(.trained)
        return forecast.run(
            cover, rebuilt: guided.rebuilt, in: extractor.space, width: photo.width, height: photo.height,
            map: Self.identity, shift: LocalShift())
    }

    @Test func `What a reflection only lights up is seen, and what it hides may be another title`() throws {
        let (image, retitled) = (DrawnCover(2).image, DrawnCover(2, title: 50).image)
        // Over the picture it takes nothing away, nor does it make anything unlike.
        let onPicture = try Self.likeness(of: Self.lit(image, x: 200, y: 320, reach: 70, light: 200))
        #expect(try #require(onPicture).lightShare > 0.01)
        let unlit = try Self.likeness(of: image)
        #expect(try #require(unlit).lightShare < 0.005)
        #expect(Self.reduced(onPicture) == .sure)
        // Over the title nothing of it is to be seen: the book could be the other as well.
        let onTitle = try Self.likeness(of: Self.lit(image, x: 150, y: 55, reach: 90, light: 900))
        let onOther = try Self.likeness(of: Self.lit(retitled, x: 150, y: 55, reach: 90, light: 900))
        #expect(try #require(onOther).seen.title < 0.5)
        #expect(Self.reduced(onTitle) == .ask && Self.reduced(onOther) == .ask)
    }

    @Test func `Features are looked at where a page that bends has them`() throws {
        let cover = try Self.loaded()
        // Down the page it is seen further and further to the right, and back.
        let image = DrawnCover(2).image
        var pixels: [UInt8] = []
        for y in 0..<440 {
            let down = y % 220
            let right = 12 * down * (220 - down) / 12_100
            for x in 0..<300 { pixels.append(image[max(0, x - right), y]) }
        }
        let bent = try #require(LumaImage(width: 300, height: 440, pixels: pixels))
        let (extractor, photo) = Self.looked(at: bent)
        var grid = PhotoGrid()
        grid.fill(photo)
        var guided = GuidedMatching(.trained)
        guided.run(photo, grid, cover, from: Self.identity, size: 440)
        let map = try #require(guided.map)
        var forecast = ForecastComparison(.trained)
        func share(_ shift: LocalShift) throws -> Double {
            let likeness = forecast.run(
                cover, rebuilt: guided.rebuilt, in: extractor.space, width: 300, height: 440, map: map, shift: shift)
            return try #require(likeness).share
        }
        var shift = LocalShift()
        shift.load(guided.found, map: map, size: 440)
        #expect(try share(shift) > share(LocalShift()) + 0.05)
    }

    @Test(arguments: [110, 140, 170, 200]) func `What the photo's edge cuts off is not compared`(width: Int) throws {
        let image = DrawnCover(2).image
        let pixels = (0..<440).flatMap { y in (0..<width).map { image[$0, y] } }
        let likeness = try Self.likeness(of: LumaImage(width: width, height: 440, pixels: pixels))
        #expect(try #require(likeness).share > 0.97)
    }

    @Test func `Matches tell by how much the map is off near them, and wrong ones do not`() {
        var shift = LocalShift()
        #expect(shift.at(u: 0.3, v: 0.5) == SIMD2(0, 0))
        let points = (0..<100).map { number in
            let (u, v) = (Double(number % 10) / 15, Double(number / 10) / 10)
            return PlanarMap.Correspondence(u: u, v: v, x: 440 * u + 3 * v, y: 440 * v + (number == 55 ? 40 : 0))
        }
        shift.load(points, map: Self.identity, size: 440)
        let (top, bottom) = (shift.at(u: 0.3, v: 0.05), shift.at(u: 0.3, v: 0.85))
        #expect(top.x < 0.9 && bottom.x > 1.5 && bottom.x < 3)
        #expect(abs(top.y) < 0.01 && abs(bottom.y) < 0.01)
    }

    private static func reduced(_ likeness: LocalLikeness?, inFrame: Double = 1) -> CoverBand {
        CoverBand.sure.reduced(by: likeness, inFrame: inFrame)
    }

    @Test func `Who is not like the cover all over is asked about, who is like it nowhere is not`() {
        func likeness(_ share: Double, titleAlike: Double, light: Int = 0) -> LocalLikeness {
            var likeness = LocalLikeness(SIMD2(0.7, 1))
            for _ in 0..<light { likeness.addLight() }
            for index in 0..<400 {
                let (u, v) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20)
                let rate = v < 0.2 ? titleAlike : share
                likeness.expect(u: u, v: v)
                likeness.add(u: u, v: v, likeness: Double(index * 37 % 100) < 100 * rate ? 1 : 0)
            }
            return likeness
        }
        #expect(Self.reduced(likeness(0.99, titleAlike: 0.99)) == .sure)
        #expect(CoverBand.ask.reduced(by: likeness(0.99, titleAlike: 0.99), inFrame: 1) == .ask)
        // As a bad photo is all over where a lamp shines on it.
        #expect(Self.reduced(likeness(0.9, titleAlike: 0.9)) == .ask)
        #expect(Self.reduced(likeness(0.8, titleAlike: 0.8, light: 8)) == .sure)
        #expect(Self.reduced(likeness(0.8, titleAlike: 0.8, light: 2)) == .ask)
        #expect(Self.reduced(likeness(0.7, titleAlike: 0.7, light: 8)) == .ask)
        // Another title on the same picture.
        #expect(Self.reduced(likeness(0.95, titleAlike: 0.3)) == .ask)
        // The lesser part of which is seen, the less may differ.
        var few = LocalLikeness(SIMD2(0.7, 1))
        for _ in 0..<8 { few.addLight() }
        for index in 0..<208 {
            let (u, v): (Float, Float) = index < 8 ? (0.1, 0.1) : (0.5, Float(index - 8) / 200)
            few.expect(u: u, v: v)
            few.add(u: u, v: v, likeness: index >= 4 ? 1 : 0)
        }
        #expect(Self.reduced(few) == .sure && Self.reduced(few, inFrame: 0.5) == .ask)
        #expect(Self.reduced(likeness(0.4, titleAlike: 0.3)) == .none)
        // Hidden but for a part, which is as it should be.
        #expect(Self.reduced(likeness(0.1, titleAlike: 0.95)) == .ask)
        #expect(Self.reduced(nil) == .ask && CoverBand.ask.reduced(by: nil, inFrame: 1) == .ask)
    }

    @Test func `A gap is where one part alone is unlike`() {
        var even = LocalLikeness(SIMD2(0.7, 1))
        var gap = even
        for index in 0..<400 {
            let (u, v) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20)
            even.add(u: u, v: v, likeness: index * 7 % 10 > 0 ? 1 : 0)
            gap.add(u: u, v: v, likeness: index * 7 % 10 > 0 && v > 0.2 ? 1 : 0)
        }
        #expect(abs(even.share - 0.9) < 0.01 && even.worstGap.deviations < 3)
        #expect(gap.share > 0.6 && gap.worstGap.deviations > 10 && gap.worstGap.share < 0.1)
        #expect(gap.bestShare > 0.85)
        // A few that are alike by chance say nothing.
        var few = LocalLikeness(SIMD2(0.7, 1))
        for _ in 0..<7 { few.add(u: 0.1, v: 0.1, likeness: 1) }
        for index in 0..<200 { few.add(u: 0.6, v: Float(index) / 200, likeness: 0) }
        #expect(few.bestShare == 0)
    }

    @Test func `Few matches on a picture of which half agrees are nothing, many are asked about`() {
        let half = BlockCorrelation.Result(inFrame: 1, blocks: 100, agreeing: 52, quarters: 4)
        #expect(CoverBand(matches: 30, half) == .none && CoverBand(matches: 50, half) == .ask)
        let most = BlockCorrelation.Result(inFrame: 1, blocks: 100, agreeing: 80, quarters: 4)
        #expect(CoverBand(matches: 15, most) == .sure && CoverBand(matches: 14, most) == .none)
        let few = BlockCorrelation.Result(inFrame: 1, blocks: 11, agreeing: 11, quarters: 4)
        #expect(CoverBand(matches: 50, few) == .none)
    }

    @Test func `What is not to be seen is not confirmed, whether or not it is unlike`() {
        var likeness = LocalLikeness(SIMD2(0.7, 1))
        for index in 0..<400 {
            let (u, v) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20)
            likeness.expect(u: u, v: v)
            if v > 0.2 { likeness.add(u: u, v: v, likeness: 1) }
        }
        #expect(likeness.share == 1 && likeness.worstGap == LocalLikeness.Gap())
        #expect(likeness.seen.title < 0.1 && Self.reduced(likeness) == .ask)
    }

    /// A cover with two words in its upper quarter, in a photo that shows the features of some parts of it.
    /// - Parameter ofLetter: how like the cover's each letter is that is alike at all.
    private static func likeness(
        knowsLettering: Bool, words: (Double, Double) = (1, 1), ofLetter: Double = 1, middle: Double = 1,
        showsLettering: Bool = true, showsFoot: Bool = true, lettersOutside: Int = 0, light: Int = 0
    ) -> LocalLikeness {
        var likeness = LocalLikeness(SIMD2(0.7, 1), letterCount: knowsLettering ? 100 + lettersOutside : 0)
        for _ in 0..<light { likeness.addLight() }
        for index in 0..<400 {
            let (u, v) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20)
            let isLettering = v < 0.25
            let share = isLettering ? u < 0.35 ? words.0 : words.1 : (0.35..<0.65).contains(v) ? middle : 1
            likeness.expect(u: u, v: v, isLettering: knowsLettering && isLettering)
            guard isLettering ? showsLettering : v < 0.7 || showsFoot else { continue }
            likeness.add(
                u: u, v: v, isLettering: knowsLettering && isLettering,
                likeness: Double(index * 37 % 100) < 100 * share ? isLettering ? ofLetter : 1 : 0)
        }
        return likeness
    }

    @Test func `A reflection takes the lettering away or nothing, where it is known`() {
        #expect(Self.reduced(Self.likeness(knowsLettering: true)) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, showsFoot: false)) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, showsLettering: false)) == .ask)
        #expect(Self.reduced(Self.likeness(knowsLettering: false, showsFoot: false)) == .ask)
    }

    @Test func `Where all lettering is read a lamp may hide half of the picture, but it may not be another`() {
        func reduced(knowsLettering: Bool = true, words: Double = 0.9, middle: Double) -> CoverBand {
            Self.reduced(
                Self.likeness(knowsLettering: knowsLettering, words: (words, words), middle: middle, light: 20))
        }
        #expect(reduced(middle: 0.5) == .sure)
        #expect(reduced(knowsLettering: false, middle: 0.5) == .ask)
        #expect(reduced(middle: 0.1) == .ask)
        // Without one a finger may hide a little of it; where it is more, another title may be set smaller than this one.
        #expect(Self.reduced(Self.likeness(knowsLettering: true, middle: 0.8)) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, middle: 0.7)) == .ask)
        // Where letters alone are unlike, more of them must be read.
        #expect(reduced(words: 0.65, middle: 1) == .sure && reduced(words: 0.55, middle: 1) == .ask)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, words: (0.75, 0.75))) == .ask)
    }

    @Test func `Letters of another title are alike by chance, and fewer than those of this one are read by a lamp`() {
        func reduced(_ words: Double, inFrame: Double = 1, light: Int = 0) -> CoverBand {
            Self.reduced(Self.likeness(knowsLettering: true, ofLetter: words, light: light), inFrame: inFrame)
        }
        #expect(reduced(0.75) == .sure && reduced(0.6) == .ask)
        #expect(reduced(0.55, light: 20) == .sure && reduced(0.45, light: 20) == .ask)
        // Of half a title more may be alike by chance.
        #expect(reduced(0.71) == .sure && reduced(0.71, inFrame: 0.5) == .ask && reduced(0.9, inFrame: 0.5) == .sure)
        #expect(reduced(0.51, light: 20) == .sure && reduced(0.51, inFrame: 0.5, light: 20) == .ask)
    }

    @Test func `Where nobody knows the title it may be wherever a few features are unlike`() {
        #expect(Self.reduced(Self.likeness(knowsLettering: true, words: (0.85, 0.85))) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: false, words: (0.85, 0.85))) == .ask)
        #expect(Self.reduced(Self.likeness(knowsLettering: false, words: (0.98, 0.98))) == .sure)
    }

    @Test func `A photo that is poor all over is poor in its letters`() {
        var poor = LocalLikeness(SIMD2(0.7, 1), letterCount: 100)
        for index in 0..<400 {
            let (u, v, isLettering) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20, index < 100)
            poor.expect(u: u, v: v, isLettering: isLettering)
            poor.add(u: u, v: v, isLettering: isLettering, likeness: 0.6)
        }
        #expect(Self.reduced(poor) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, ofLetter: 0.6)) == .ask)
    }

    @Test func `The same words on nothing else of the cover are another book`() {
        func likeness(rest: Int) -> LocalLikeness {
            var likeness = LocalLikeness(SIMD2(0.7, 1), letterCount: 100)
            for index in 0..<(100 + rest) {
                let (u, v, isLettering) = (Float(index % 20) / 20 * 0.7, Float(index / 20) / 20, index < 100)
                likeness.expect(u: u, v: v, isLettering: isLettering)
                likeness.add(u: u, v: v, isLettering: isLettering, likeness: isLettering ? 1 : 0)
            }
            return likeness
        }
        // One or two are unlike by chance.
        #expect(Self.reduced(likeness(rest: 0)) == .sure && Self.reduced(likeness(rest: 2)) == .sure)
        #expect(Self.reduced(likeness(rest: 3)) == .ask)
    }

    @Test func `A title that lies outside the photo may be another`() {
        #expect(Self.reduced(Self.likeness(knowsLettering: true, lettersOutside: 200)) == .sure)
        #expect(Self.reduced(Self.likeness(knowsLettering: true, lettersOutside: 350)) == .ask)
    }
}
