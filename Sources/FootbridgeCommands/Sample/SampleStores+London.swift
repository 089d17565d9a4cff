extension SampleStores {
    /// Twenty-five shops, most of them within ten kilometres of the middle.
    static let london: [SampleStore] = [
        SampleStore(
            SampleMerchants.lanternLane, "bloomsbury", "Lantern Lane Bloomsbury", "14 Quill Passage",
            "Bloomsbury", "WC1B 0LL",
            51.5188, -0.1265,
            weekdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "soho", "Lantern Lane Soho", "3 Inkpot Court", "Soho", "W1F 0LL",
            51.5136, -0.1342, "Mon-Thu 10:00-22:00; Fri-Sat 10:00-01:00; Sun 12:00-20:00", in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "marylebone", "Lantern Lane Marylebone", "52 Vellum Street",
            "Marylebone", "W1U 0LL",
            51.5207, -0.1520,
            weekdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "kings-cross", "Lantern Lane King's Cross", "9 Granary Steps",
            "King's Cross", "N1C 0LL",
            51.5352, -0.1255,
            "Mon-Fri 07:00-21:00; Sat-Sun 09:00-20:00", in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "islington", "Lantern Lane Islington", "118 Almanac Row",
            "Islington", "N1 0LL",
            51.5389, -0.1029,
            lateThursdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "camden", "Lantern Lane Camden", "27 Lockkeeper's Yard", "Camden", "NW1 0LL",
            51.5413, -0.1433, weekdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "notting-hill", "Lantern Lane Notting Hill", "6 Folio Mews",
            "Notting Hill", "W11 0LL",
            51.5125, -0.2049,
            lateThursdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "greenwich", "Lantern Lane Greenwich", "31 Meridian Alley",
            "Greenwich", "SE10 0LL",
            51.4811, -0.0087,
            weekdays, in: .london),
        SampleStore(
            SampleMerchants.lanternLane, "richmond", "Lantern Lane Richmond", "8 Deerpark Terrace",
            "Richmond", "TW9 0LL",
            51.4609, -0.3045,
            noSundays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "strand", "Two Rivers Strand", "40 Ferryman's Walk", "Strand", "WC2R 0TR",
            51.5112, -0.1190, weekdays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "fitzrovia", "Two Rivers Fitzrovia", "71 Bookbinder Street",
            "Fitzrovia", "W1T 0TR",
            51.5198, -0.1372,
            noSundays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "southwark", "Two Rivers Southwark", "2 Cinnamon Stairs",
            "Southwark", "SE1 0TR",
            51.5046, -0.0935,
            "Mon-Sun 09:00-20:00", in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "clerkenwell", "Two Rivers Clerkenwell", "19 Compositor's Hill",
            "Clerkenwell", "EC1R 0TR",
            51.5246, -0.1075,
            "Mon-Fri 08:30-18:30", in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "chelsea", "Two Rivers Chelsea", "88 Swanfield Road", "Chelsea", "SW3 0TR",
            51.4875, -0.1687, lateThursdays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "hampstead", "Two Rivers Hampstead", "5 Heathwell Lane",
            "Hampstead", "NW3 0TR",
            51.5560, -0.1780,
            noSundays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "hackney", "Two Rivers Hackney", "63 Marlpit Street", "Hackney", "E8 0TR",
            51.5450, -0.0553, lateThursdays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "brixton", "Two Rivers Brixton", "22 Windrush Arcade", "Brixton", "SW9 0TR",
            51.4627, -0.1145, weekdays, in: .london),
        SampleStore(
            SampleMerchants.twoRivers, "walthamstow", "Two Rivers Walthamstow", "104 Old Market Parade",
            "Walthamstow", "E17 0TR",
            51.5846, -0.0198,
            noSundays, in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "mayfair", "Paper Harbour Mayfair", "11 Silverpoint Street",
            "Mayfair", "W1K 0PH",
            51.5117, -0.1475,
            "Mon-Sat 10:00-20:00; Sun 12:00-18:00", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "paddington", "Paper Harbour Paddington Station", "Platform Arcade, Unit 7",
            "Paddington", "W2 0PH",
            51.5160, -0.1762,
            "24h", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "shoreditch", "Paper Harbour Shoreditch", "37 Ropewalk Yard",
            "Shoreditch", "E2 0PH",
            51.5265, -0.0783,
            "Mon-Wed 11:00-19:00; Thu-Sat 11:00-23:30; Sun 11:00-18:00", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "canary-wharf", "Paper Harbour Canary Wharf", "Level 1, 4 Dockmaster's Row",
            "Canary Wharf", "E14 0PH",
            51.5049, -0.0195,
            "Mon-Fri 08:00-20:00; Sat-Sun 10:00-18:00", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "covent-garden", "Paper Harbour Covent Garden", "16 Piazza Cloister",
            "Covent Garden", "WC2E 0PH",
            51.5122, -0.1235,
            "", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "clapham", "Paper Harbour Clapham", "45 Commonside", "Clapham", "SW4 0PH",
            51.4620, -0.1380, "Tue-Sat 10:00-18:00", in: .london),
        SampleStore(
            SampleMerchants.paperHarbour, "croydon", "Paper Harbour Croydon", "130 Tramway Parade",
            "Croydon", "CR0 0PH",
            51.3745, -0.0983,
            weekdays, in: .london),
    ]
}
