extension SampleStores {
    /// Shops in other towns of Britain and in eight towns abroad, each in a time zone of its own.
    static let elsewhere: [SampleStore] = [
        SampleStore(
            SampleMerchants.lanternLane, "edinburgh", "Lantern Lane Edinburgh", "21 Scrivener's Wynd",
            "Edinburgh", "EH1 0LL",
            55.9496, -3.1910,
            weekdays, in: .britain),
        SampleStore(
            SampleMerchants.lanternLane, "york", "Lantern Lane York", "4 Parchment Gate", "York", "YO1 0LL",
            53.9594, -1.0815, noSundays, in: .britain),
        SampleStore(
            SampleMerchants.lanternLane, "cardiff", "Lantern Lane Cardiff", "33 Capstan Arcade",
            "Cardiff", "CF10 0LL",
            51.4795, -3.1771,
            weekdays, in: .britain),
        SampleStore(
            SampleMerchants.lanternLane, "belfast", "Lantern Lane Belfast", "17 Linenhall Steps",
            "Belfast", "BT1 0LL",
            54.5968, -5.9301,
            lateThursdays, in: .britain),
        SampleStore(
            SampleMerchants.twoRivers, "manchester", "Two Rivers Manchester", "58 Shuttle Street",
            "Manchester", "M2 0TR",
            53.4808, -2.2426,
            weekdays, in: .britain),
        SampleStore(
            SampleMerchants.paperHarbour, "bristol", "Paper Harbour Bristol", "12 Anchor Slip", "Bristol", "BS1 0PH",
            51.4512, -2.5982, lateThursdays, in: .britain),
        SampleStore(
            SampleMerchants.lanternLane, "dublin-quays", "Lantern Lane Dublin Quays", "26 Currach Quay",
            "Temple Bar", "D02 LL00",
            53.3459, -6.2636,
            weekdays, in: .dublin),
        SampleStore(
            SampleMerchants.lanternLane, "dublin-ranelagh", "Lantern Lane Ranelagh", "7 Chestnut Parade",
            "Ranelagh", "D06 LL00",
            53.3261, -6.2530,
            noSundays, in: .dublin),
        SampleStore(
            SampleMerchants.twoRivers, "paris-marais", "Two Rivers Marais", "15 rue du Papier-Bleu",
            "Le Marais", "75004",
            48.8575, 2.3590,
            "Mon 14:00-19:30; Tue-Sat 10:00-19:30; Sun 14:00-19:00", in: .paris),
        SampleStore(
            SampleMerchants.twoRivers, "paris-latin", "Two Rivers Quartier Latin", "8 passage des Relieurs",
            "Quartier Latin", "75005",
            48.8494, 2.3470,
            "Mon-Sat 10:00-20:00", in: .paris),
        SampleStore(
            SampleMerchants.twoRivers, "paris-canal", "Two Rivers Canal", "41 quai de la Péniche",
            "Canal Saint-Martin", "75010",
            48.8720, 2.3655,
            "Tue-Sat 11:00-13:00,14:00-20:00; Sun 15:00-19:00", in: .paris),
        SampleStore(
            SampleMerchants.twoRivers, "berlin-kreuzberg", "Two Rivers Kreuzberg", "Buchdruckerzeile 12",
            "Kreuzberg", "10999",
            52.4990, 13.4180,
            "Mon-Fri 10:00-20:00; Sat 10:00-18:00; Sun closed", in: .berlin),
        SampleStore(
            SampleMerchants.twoRivers, "berlin-prenzlauer-berg", "Two Rivers Prenzlauer Berg", "Setzkastenweg 3",
            "Prenzlauer Berg", "10405",
            52.5380, 13.4240,
            "Mon-Sat 09:30-19:00", in: .berlin),
        SampleStore(
            SampleMerchants.paperHarbour, "new-york-village", "Paper Harbour Village", "210 Gaslight Alley",
            "Greenwich Village", "10012",
            40.7308, -73.9973,
            "Mon-Thu 10:00-22:00; Fri-Sat 10:00-24:00; Sun 11:00-20:00", in: .newYork),
        SampleStore(
            SampleMerchants.paperHarbour, "new-york-brooklyn", "Paper Harbour Brooklyn", "87 Tugboat Street",
            "Brooklyn", "11201",
            40.6960, -73.9920,
            "Mon-Sun 10:00-20:00", in: .newYork),
        SampleStore(
            SampleMerchants.paperHarbour, "new-york-terminal", "Paper Harbour Terminal", "Lower Concourse, Stand 19",
            "Midtown", "10017",
            40.7527, -73.9772,
            "24h", in: .newYork),
        SampleStore(
            SampleMerchants.paperHarbour, "tokyo-jinbocho", "Paper Harbour Jinbocho", "3-8-21 Kami-dori",
            "Jinbocho", "101-0099",
            35.6959, 139.7577,
            "Mon-Sat 10:30-20:00; Sun 11:00-18:30", in: .tokyo),
        SampleStore(
            SampleMerchants.paperHarbour, "tokyo-shibuya", "Paper Harbour Shibuya", "2-44-6 Hondana-zaka",
            "Shibuya", "150-0099",
            35.6595, 139.7005,
            "Mon-Sun 11:00-02:00", in: .tokyo),
        SampleStore(
            SampleMerchants.paperHarbour, "kathmandu", "Paper Harbour Kathmandu", "19 Pustak Galli",
            "Thamel", "44699",
            27.7154, 85.3123,
            "Sun-Fri 10:00-19:00; Sat closed", in: .kathmandu),
        SampleStore(
            SampleMerchants.paperHarbour, "auckland", "Paper Harbour Auckland", "66 Tidewater Lane",
            "Ponsonby", "1099",
            -36.8485, 174.7450,
            "Mon-Fri 09:00-18:00; Sat-Sun 10:00-16:00", in: .auckland),
        SampleStore(
            SampleMerchants.paperHarbour, "sydney", "Paper Harbour Sydney", "102 Jacaranda Street",
            "Newtown", "2099",
            -33.8978, 151.1790,
            "Mon-Wed 09:30-18:00; Thu 09:30-21:00; Fri-Sat 09:30-18:00; Sun 10:00-17:00", in: .sydney),
    ]
}
