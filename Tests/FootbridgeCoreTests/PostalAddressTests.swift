import FootbridgeCore
import Testing

@Suite("A store's address")
struct PostalAddressTests {
    @Test(
        "stands in its country's order",
        arguments: [
            ("12 High Street", "Camden", "London", "NW1 8QP", "GB", "12 High Street, Camden, London NW1 8QP"),
            ("12 Brewer Street", "London", "", "W1F 0LL", "GB", "12 Brewer Street, London W1F 0LL"),
            ("1 Main Street", "Brooklyn", "NY", "11201", "US", "1 Main Street, Brooklyn, NY 11201"),
            (
                "Setzkastenweg 3", "Prenzlauer Berg", "Berlin", "10115", "DE",
                "Setzkastenweg 3, Prenzlauer Berg, 10115 Berlin"
            ),
            ("Setzkastenweg 3", "Berlin", "Berlin", "10115", "DE", "Setzkastenweg 3, 10115 Berlin"),
            ("Marienplatz 1", "München", "Bayern", "80331", "DE", "Marienplatz 1, 80331 München, Bayern"),
            ("5 rue du Pont", "Paris", nil, "75006", "FR", "5 rue du Pont, 75006 Paris"),
            ("神宮前1-2-3", "渋谷区", "東京都", "150-0001", "JP", "〒150-0001 東京都渋谷区神宮前1-2-3"),
            ("1-2-3 Jingumae", "Shibuya", "Tokyo", "150-0001", "JP", "1-2-3 Jingumae, Shibuya, Tokyo 150-0001"),
            ("南京东路1号", "黄浦区", "上海市", "200001", "CN", "200001 上海市黄浦区南京东路1号"),
            ("Quay 1", "Galway", nil, nil, "IE", "Quay 1, Galway"),
            ("Ring 1", "Linz", nil, nil, "AT", "Ring 1, Linz"),
        ] as [(String, String, String?, String?, String, String)])
    func order(street: String, locality: String, region: String?, code: String?, country: String, line: String) {
        let address = PostalAddress(
            street: street, locality: locality, region: region, postalCode: code, country: country)
        #expect(address.line == line)
    }
}
