extension SampleProducts {
    /// Invented books in English.
    static let english: [SampleProduct] = [
        SampleProduct(
            "9780306406157", "The Footbridge Keeper",
            by: "Marian Holloway", "Lantern Quay Press", "2006-08-07", "en", price: "24.95 USD"),
        SampleProduct(
            "9780143807216", "A Field Guide to Slow Rivers", subtitle: "Walking the waters that take their time",
            by: "Tobias Wren", "Heron & Reed", "2019-04-02", "en", price: "17.00 USD"),
        SampleProduct(
            "9780062984173", "Salt for the Lighthouse",
            by: "Ines Calloway", "Lantern Quay Press", "2021-09-14", "en", price: "18.99 USD"),
        SampleProduct(
            "9780747532811", "The Orchard Clock",
            by: "Edith Marlowe", "Pennyfold Books", "2015-03-12", "en", price: "8.99 GBP"),
        SampleProduct(
            "9780330519342", "Nine Bells for Winter",
            by: "Rowan Ashdown", "Pennyfold Books", "2018-10-25", "en", price: "9.99 GBP"),
        SampleProduct(
            "9781841956725", "Maps of Quiet Places", subtitle: "Essays",
            by: "Halima Osei", "Hollow Oak Editions", "2020-02-06", "en", price: "14.99 GBP"),
        SampleProduct(
            "9781529034189", "The Glassmaker's Apprentice",
            by: "Corin Vale", "Pennyfold Books", "2022-06-09", "en", price: "10.99 GBP"),
        SampleProduct(
            "9781786330598", "Bread, Patience, Fire", subtitle: "Forty loaves and the people who bake them",
            by: "Dora Lindqvist; Sam Okafor (illustrator)", "Kettle Row", "2017-11-02", "en", price: "25.00 GBP"),
        SampleProduct(
            "9781912875047", "An Atlas of Small Engines",
            by: "Victor Penhale", "Brasswork", "2023-01-19", "en", price: "30.00 GBP"),
        SampleProduct(
            "9780880015622", "Letters from the Ferry",
            by: "Josephine Tarrant", "Marrow Lake House", "2011-05-17", "en", price: "15.95 USD"),
        SampleProduct(
            "9780394809113", "Otis and the Umbrella Moon",
            by: "Pia Fennimore; Lars Bexley (illustrator)", "Little Thistle", "2014-08-26", "en", price: "16.99 USD"),
        SampleProduct(
            "9781250790460", "What the Tide Remembers",
            by: "Nadia Brookfield", "Marrow Lake House", "2020-07-21", "en", price: "27.99 USD"),
        SampleProduct(
            "9781594208836", "The Arithmetic of Crows",
            by: "Desmond Achterberg", "Blue Larch", "2016-01-05", "en", price: "26.00 USD"),
        SampleProduct(
            "9780812994179", "A Short History of Lamps",
            by: "Gwendolyn Pryce", "Blue Larch", "2013-10-01", "en"),
        SampleProduct(
            "9781635572186", "Harbour Light, Harbour Dark",
            by: "Mateus Ferreira; Alice Kemble (translator)", "Hollow Oak Editions", "2021-03-30", "en",
            price: "22.00 USD"),
        SampleProduct(
            "9781771963404", "The Snow Surveyor",
            by: "Émile Desrochers; Ruth Vandermeer (translator)", "Tamarack & Daughters", "2018-02-13", "en",
            price: "21.95 CAD"),
        SampleProduct(
            "9781925589313", "Under the Ironbark",
            by: "Keira Dunmore", "Red Gum Press", "2019-09-03", "en", price: "32.99 AUD"),
        SampleProduct(
            "9780473219659", "Kowhai Street",
            by: "Aroha Tamatea", "Long Cloud Books", "2022-11-11", "en", price: "37.00 NZD"),
        SampleProduct(
            "9798886450170", "Night Trains and Other Proofs",
            by: "Solomon Reyes", "Paper Comet", "2023-05-16", "en", price: "19.99 USD"),
        SampleProduct(
            "9798350217469", "Teach Your Parrot Latin",
            by: "Beatrix Oyelaran", "Paper Comet", "2024-02-01", "en", price: "12.50 USD"),
        SampleProduct(
            "9781586483067", "Practical Knots for Readers", subtitle: "A handbook",
            by: "Philippa Strand; Owen Castellane (editor)", "Brasswork", "2024-09-10", "en", price: "21.99 USD"),
        SampleProduct(
            "9780140447934", "The Lesser Fables", subtitle: "Pennyfold Classics",
            by: "Aurelia Thornbury (editor)", "Pennyfold Books", "2003-01-30", "en", price: "7.99 GBP"),
    ]
}
