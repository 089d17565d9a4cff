extension SampleProducts {
    /// What bookshops sell beside books; the brand stands where a book has its publisher.
    static let articles: [SampleProduct] = [
        SampleProduct(
            "00000040123455", "Pocket notebook, dotted", by: "", "Quill & Tin", nil, nil,
            price: "6.50 EUR"),
        SampleProduct(
            "00012345678905", "Tote bag, Read Slowly", by: "", "Heron & Reed", nil, nil,
            price: "14.00 USD"),
        SampleProduct(
            "00712345678904", "Greeting card, Two Herons", by: "", "Inkwell Lane", nil, nil,
            price: "4.95 USD"),
        SampleProduct(
            "00000050345670", "Enamel bookmark, fern", by: "", "Quill & Tin", nil, nil,
            price: "5.00 GBP"),
        SampleProduct(
            "05012345678900", "Reading lamp, clip-on", by: "", "Brasswork", nil, nil,
            price: "22.00 GBP"),
    ]
}
