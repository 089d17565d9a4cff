"""Everything else a bookshop sells or stores: stationery, magazines, cartons, shelf labels."""

from __future__ import annotations

from ..articles import carton, magazine, shelf_label, tag, tin
from ..catalog import check_digit, upc_e_to_upc_a
from ..covers import back, japanese_second_tier
from ..photo import DAYLIGHT, LAMP, SHOP, WINDOW
from ..sample import Sample, book, isbn, symbol
from ..scene import Camera, Placed, cylinder
from ..symbols import ean13, linear

ISSN = "9770317847001"
UPC_E_BODY = "0651432"
UPC_E = UPC_E_BODY + check_digit(upc_e_to_upc_a(UPC_E_BODY + "0")[:11])
CARTON = "1978030640615"
CARTON += check_digit(CARTON)
FOREIGN_CARTON = "0501234509876"
FOREIGN_CARTON += check_digit(FOREIGN_CARTON)
FOREIGN_EAN = "506001234567" + check_digit("506001234567")
TIER = japanese_second_tier("0093", 1600)


def _one(file: str, what: str, draw, camera: Camera, symbols: list[dict], product: str | None, turn: float = 0, bend=None, **rest) -> Sample:
    return Sample(file, what, [Placed(draw, turn=turn, bend=bend, aimed=True)], camera, symbols, product, **rest)


SAMPLES = [
    _one("upca-tote-bag.jpg", "A tote bag's swing tag with a UPC-A.", tag("Tote bag, Read Slowly", "Heron & Reed · organic cotton", linear("UPCA", "012345678905", 50)), Camera(95, 10, 6), [symbol("UPC-A", "012345678905")], "012345678905", turn=-9, table="linen"),
    _one("upca-greeting-card.jpg", "The back of a greeting card with a UPC-A, tilted.", tag("Two Herons", "Inkwell Lane · blank inside", linear("UPCA", "712345678904", 40), wide=105, high=148, pattern=8), Camera(120, 24, -10), [symbol("UPC-A", "712345678904")], "712345678904", table="oak", look=WINDOW),
    _one("ean8-notebook.jpg", "A pocket notebook with an EAN-8.", tag("Pocket notebook, dotted", "Quill & Tin · 96 pages", linear("EANX", "4012345", 45), wide=90, high=140, ground=(58, 74, 92), pattern=4), Camera(90, 8, 4), [symbol("EAN-8", "40123455")], "40123455", turn=4, table="pine"),
    _one("ean8-bookmark.jpg", "An enamel bookmark's card with an EAN-8, in lamplight.", tag("Enamel bookmark, fern", "Quill & Tin", linear("EANX", "5034567", 40), wide=55, high=120, pattern=2), Camera(75, 12, -7), [symbol("EAN-8", "50345670")], "50345670", turn=12, table="walnut", look=LAMP),
    _one("ean13-lamp.jpg", "A reading lamp's box with an EAN-13 that is not an ISBN.", tag("Reading lamp, clip-on", "Brasswork · warm white · 3 W", ean13("5012345678900"), wide=100, high=120, ground=(236, 222, 190), pattern=3), Camera(105, 16, 9), [isbn("5012345678900")], "5012345678900", table="concrete", look=SHOP),
    _one("ean13-unlisted-article.jpg", "A jigsaw puzzle with an EAN-13 that no sample bookshop lists.", tag("Harbour at dusk, 500 pieces", "Cobalt Stair puzzles", ean13(FOREIGN_EAN), wide=120, high=120, pattern=9), Camera(110, 10, -5), [isbn(FOREIGN_EAN)], FOREIGN_EAN, table="tiles"),
    _one("upce-mint-tin.jpg", "A foreign tin of mints with a UPC-E on its round side, unknown to every sample bookshop.", tin("Harbour Mints", linear("UPCE", UPC_E[:7], 50), 0.42), Camera(80, 10, 4), [symbol("UPC-E", UPC_E)], upc_e_to_upc_a(UPC_E), bend=cylinder(45, 34), table="marble", look=SHOP),
    _one("issn-magazine.jpg", "A magazine with an ISSN and the two-digit issue number.", magazine("Quay", "Winter issue", ean13(ISSN, "04")), Camera(150, 10, 5, shift=(20, -30)), [isbn(ISSN, "04")], ISSN, table="desk"),
    _one("issn-magazine-close.jpg", "Close to another issue's barcode, tilted.", magazine("Platform", "Number 27", ean13(ISSN[:10] + "02" + check_digit(ISSN[:10] + "02"), "27")), Camera(90, 25, -12), [isbn(ISSN[:10] + "02" + check_digit(ISSN[:10] + "02"), "27")], ISSN[:10] + "02" + check_digit(ISSN[:10] + "02"), table="walnut", look=WINDOW),
    _one("code128-shelf-label.jpg", "A shelf label with a Code 128 that names a shelf, no product.", shelf_label("New fiction", "£9.99", linear("CODE128", "SHELF-B7-1180", 40)), Camera(85, 12, 6), [symbol("Code 128", "SHELF-B7-1180")], None, table="pine", look=SHOP, size=(1200, 900)),
    _one("itf14-carton.jpg", "A shipping carton of one title with a GTIN-14 of its own.", carton(["LANTERN QUAY PRESS", "24 × THE FOOTBRIDGE KEEPER", "KEEP DRY"], linear("ITF14", CARTON[:13], 40)), Camera(240, 10, 4, shift=(-25, -20)), [symbol("ITF", CARTON)], CARTON, table="concrete", look=SHOP, size=(1440, 1080)),
    _one("itf14-carton-far.jpg", "A carton with a GTIN-14, seen from the side.", carton(["COBALT STAIR", "12 × ASSORTED"], linear("ITF14", FOREIGN_CARTON[:13], 40), 0.8), Camera(250, 20, -9, shift=(-20, -10)), [symbol("ITF", FOREIGN_CARTON)], FOREIGN_CARTON, table="slate", look=WINDOW, size=(1440, 1080)),
    _one("japanese-lower-tier-only.jpg", "Only the lower symbol of a Japanese cover is there: it says price and class and is no product.", back(book("9784873119038"), tier=TIER, only_tier=True), Camera(90, 8, 4), [isbn(TIER)], None, table="desk"),
    Sample(
        "several-tote-and-book.jpg",
        "A book and a tote bag's tag: the ISBN outranks the UPC-A.",
        [
            Placed(back(book("9780143807216"), "51700"), x=-30, y=0, turn=-4, aimed=True),
            Placed(tag("Tote bag, Read Slowly", "Heron & Reed · organic cotton", linear("UPCA", "012345678905", 50)), x=80, y=20, turn=14),
        ],
        Camera(210, 10, 3, shift=(20, -20)),
        [isbn("9780143807216", "51700"), symbol("UPC-A", "012345678905")],
        "9780143807216",
        table="linen",
        look=DAYLIGHT,
        size=(1700, 1700),
    ),
]
