extension SampleProducts {
    /// Invented books in other languages.
    static let otherLanguages: [SampleProduct] = [
        SampleProduct(
            "9791034304646", "Le Passeur de brume",
            by: "Anaïs Villedieu", "Éditions du Bac", "2022-01-13", "fr", price: "19.90 EUR"),
        SampleProduct(
            "9782070362158", "La Maison aux trois escaliers", subtitle: "Roman",
            by: "Luc Archambeau", "Éditions du Bac", "2009-04-23", "fr", price: "8.30 EUR"),
        SampleProduct(
            "9782218149078", "Petit traité des marées",
            by: "Solène Kerguelen", "Sillage", "2016-06-02", "fr", price: "14.00 EUR"),
        SampleProduct(
            "9783499237867", "Die Kartografin",
            by: "Hanne Oberländer", "Birnbaum Verlag", "2017-08-21", "de", price: "12.00 EUR"),
        SampleProduct(
            "9783423146593", "Über die Brücke und zurück", subtitle: "Erzählungen",
            by: "Jörg Stettner", "Birnbaum Verlag", "2020-03-16", "de", price: "22.00 EUR"),
        SampleProduct(
            "9783608961454", "Das Gewicht der Äpfel",
            by: "Margarethe Züllich", "Edition Kieselweg", "2021-02-15", "de", price: "24.00 EUR"),
        SampleProduct(
            "9788420671833", "El jardín de los relojes",
            by: "Catalina Montalbán", "Ediciones Olmo", "2012-10-09", "es", price: "11.50 EUR"),
        SampleProduct(
            "9788498384628", "Las horas de barro",
            by: "Íñigo Saldaña", "Ediciones Olmo", "2019-05-07", "es", price: "18.90 EUR"),
        SampleProduct(
            "9788806187347", "Il custode delle nuvole",
            by: "Fiamma Bellandi", "Ponte di Carta", "2018-04-17", "it", price: "13.00 EUR"),
        SampleProduct(
            "9788545170266", "Sette isole di sale",
            by: "Ruggero Castellani", "Ponte di Carta", "2015-09-24", "it"),
        SampleProduct("9784873119038", "海辺の灯台守", by: "水野 遥", "潮風書房", "2021-07-15", "ja", price: "1600 JPY"),
        SampleProduct(
            "9784101012575", "雨の図書館", subtitle: "連作短編集",
            by: "朝倉 千尋", "潮風書房", "2018-06-01", "ja", price: "670 JPY"),
        SampleProduct("9787302511625", "慢河手记", by: "林若溪", "渡口出版社", "2019-03-01", "zh", price: "59.00 CNY"),
        SampleProduct(
            "9785170982349", "Мост через тишину",
            by: "Вера Лугова", "Паром", "2020-10-20", "ru", price: "540.00 RUB"),
        SampleProduct(
            "9789600317480", "Ο κήπος των ανέμων",
            by: "Ελένη Βραχνού", "Εκδόσεις Γέφυρα", "2017-12-04", "el", price: "15.90 EUR"),
        SampleProduct(
            "9789029538169", "De stille veerman",
            by: "Maartje van der Linde", "Uitgeverij Waterkers", "2016-05-10", "nl", price: "20.99 EUR"),
        SampleProduct(
            "9789173379250", "Fyrvaktarens dotter",
            by: "Sigrid Almkvist", "Granrot förlag", "2022-08-18", "sv", price: "249.00 SEK"),
        SampleProduct(
            "9789531440783", "Kuća na kraju mola",
            by: "Jelena Šarić", "Bura", "2014-11-07", "hr", price: "17.26 EUR"),
        SampleProduct(
            "9789720446312", "O barqueiro de vidro",
            by: "Duarte Nogueira", "Casa do Cais", "2021-11-23", "pt", price: "16.60 EUR"),
    ]
}
