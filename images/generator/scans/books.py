"""ISBNs on back covers: flat, tilted, bent, turned, priced, in several languages and in phone size."""

from __future__ import annotations

from .. import encode, photo
from ..articles import shelf_label
from ..covers import back, front, japanese_second_tier
from ..photo import DAYLIGHT, EVENING, LAMP, SHOP, WINDOW
from ..sample import Sample, book, isbn, symbol
from ..scene import Camera, Placed, cylinder, lifted
from ..symbols import linear

PHONE = (3024, 4032)
PHONE_WIDE = (4032, 3024)


def one(file: str, what: str, number: str, camera: Camera, add_on: str | None = None, turn: float = 0, bend=None, tier: str | None = None, cover: dict | None = None, centring: float = 0.25, **rest) -> Sample:
    """One book lying on a table, its back cover up."""
    placed = Placed(back(book(number), add_on, tier, **(cover or {})), turn=turn, bend=bend, aimed=True, centring=centring)
    symbols = [isbn(number, add_on)] + ([isbn(tier)] if tier else [])
    return Sample(file, what, [placed], camera, symbols, number, **rest)


TIER_A = japanese_second_tier("0093", 1600)
TIER_B = japanese_second_tier("0193", 670)

FLAT = [
    one("isbn-back-oak.jpg", "A book's back cover with ISBN and US price add-on, from above.", "9780306406157", Camera(170, 6, 3), "52495", table="oak", centring=0.55, size=(1200, 1600)),
    one("isbn-back-marble.jpg", "A back cover with an ISBN and no price, window light.", "9780143807216", Camera(175, 10, -6), table="marble", look=WINDOW, centring=0.55, size=(1200, 1600)),
    one("isbn-close-linen.jpg", "Close to the barcode of a back cover, on linen.", "9780062984173", Camera(85, 12, 5), "51899", table="linen"),
    one("isbn-close-gbp.jpg", "Close to an ISBN with a British price add-on.", "9780747532811", Camera(80, 5, -4), "00899", table="denim", look=SHOP),
    one("isbn-gbp-one.jpg", "An ISBN with a British price add-on that starts with 1.", "9781529034189", Camera(131, 14, 8), "11099", turn=-6, table="pine", look=LAMP, centring=0.55, size=(1200, 1600)),
    one("isbn-add-on-90000.jpg", "An ISBN whose add-on 90000 means that there is no suggested price.", "9780812994179", Camera(125, 8, 0), "90000", table="slate", centring=0.55, size=(1200, 1600)),
    one("isbn-add-on-canada.jpg", "An ISBN with a Canadian price add-on.", "9781771963404", Camera(138, 10, 4), "62195", table="walnut", look=LAMP, centring=0.55, size=(1200, 1600)),
    one("isbn-add-on-australia.jpg", "An ISBN with an Australian price add-on.", "9781925589313", Camera(138, 12, -10), "33299", table="felt", look=WINDOW, centring=0.55, size=(1200, 1600)),
    one("isbn-add-on-new-zealand.jpg", "An ISBN with a New Zealand price add-on.", "9780473219659", Camera(135, 7, 6), "43700", table="desk", centring=0.55, size=(1200, 1600)),
    one("isbn-979-8.jpg", "An American ISBN with the prefix 979.", "9798886450170", Camera(150, 8, -3), "51999", table="concrete", centring=0.55, size=(1200, 1600)),
    one("isbn-979-10.jpg", "A French ISBN with the prefix 979.", "9791034304646", Camera(144, 15, 9), table="pine", look=WINDOW, centring=0.55, size=(1200, 1600)),
    one("isbn-french-pocket.jpg", "A French paperback on tiles.", "9782070362158", Camera(162, 10, 12), turn=8, table="tiles", look=SHOP, centring=0.55, size=(1200, 1600)),
    one("isbn-german.jpg", "A German novel on a desk.", "9783499237867", Camera(156, 6, -5), table="desk", look=WINDOW, centring=0.55, size=(1200, 1600)),
    one("isbn-spanish-colour.jpg", "Bars printed straight on a pale cover, without a white box.", "9788420671833", Camera(131, 8, 4), cover={"on_colour": True}, table="oak", centring=0.55, size=(1200, 1600)),
    one("isbn-russian.jpg", "A Russian book in lamplight.", "9785170982349", Camera(144, 10, 7), table="walnut", look=LAMP, centring=0.55, size=(1200, 1600)),
    one("isbn-greek.jpg", "A Greek book on marble.", "9789600317480", Camera(150, 9, -8), table="marble", centring=0.55, size=(1200, 1600)),
    one("isbn-chinese.jpg", "A Chinese book on linen.", "9787302511625", Camera(148, 7, 2), table="linen", look=SHOP, centring=0.55, size=(1200, 1600)),
    one("isbn-japanese-two-tier.jpg", "A Japanese cover: ISBN above, the price symbol 192 below, which is never the product.", "9784873119038", Camera(144, 8, 4), tier=TIER_A, table="desk", centring=0.55, size=(1200, 1600)),
    one("isbn-japanese-bunko.jpg", "A Japanese pocket book with two symbols, tilted, in window light.", "9784101012575", Camera(156, 20, -12), tier=TIER_B, turn=5, table="oak", look=WINDOW, centring=0.55, size=(1200, 1600)),
    one("isbn-unlisted.jpg", "A back cover whose book no sample bookshop lists.", "9781906994280", Camera(150, 8, 5), "01199", table="pine", centring=0.55, size=(1200, 1600)),
    one("isbn-unlisted-us.jpg", "An American book that no sample bookshop lists.", "9780525950615", Camera(138, 12, -7), "52595", table="walnut", look=WINDOW, centring=0.55, size=(1200, 1600)),
]

HARDER = [
    one("isbn-tilted-30.jpg", "A cover seen at 30 degrees from above.", "9781841956725", Camera(110, 32, 10), table="oak"),
    one("isbn-tilted-45.jpg", "A cover seen at 45 degrees from above.", "9781786330598", Camera(92, 46, -14), "12500", table="slate", look=SHOP, size=(1440, 1080)),
    one("isbn-tilted-side.jpg", "A cover seen from the side, so that its bars crowd together.", "9781912875047", Camera(82, 38, 78), turn=-4, table="concrete", size=(1440, 1080)),
    one("isbn-curved.jpg", "A paperback bent over a hand.", "9780880015622", Camera(105, 10, 4), bend=cylinder(110, 70), table="linen"),
    one("isbn-curved-strong.jpg", "A thin paperback rolled tightly.", "9781635572186", Camera(95, 14, -8), bend=cylinder(85, 72), table="oak", look=WINDOW),
    one("isbn-curved-along.jpg", "A paperback bent the other way, so that its bars lean apart.", "9783423146593", Camera(110, 12, 0), bend=cylinder(130, 95, True), table="desk"),
    one("isbn-curled-cover.jpg", "A back cover whose free edge curls up beside the barcode.", "9780140447934", Camera(110, 8, 5), "00799", bend=lifted(14, 5, 60), table="walnut", look=LAMP),
    one("isbn-rotated-45.jpg", "A book lying at 45 degrees.", "9781250790460", Camera(110, 15, 0), "52799", turn=45, table="pine", size=(1440, 1440)),
    one("isbn-rotated-90.jpg", "A book lying on its side.", "9781594208836", Camera(125, 8, 0), "52600", turn=90, table="desk"),
    one("isbn-rotated-158.jpg", "A book lying at an odd angle, upside down.", "9788498384628", Camera(105, 5, 0), turn=158, table="oak", size=(1280, 1280)),
    one("isbn-upside-down.jpg", "A book photographed from the wrong end.", "9788806187347", Camera(120, 10, 3), turn=180, table="linen"),
    one("isbn-motion.jpg", "A slightly shaken photo.", "9789029538169", Camera(85, 8, 5), table="denim", look=DAYLIGHT.but(motion=4.5, motion_angle=70)),
    one("isbn-soft.jpg", "A photo a little out of focus.", "9789173379250", Camera(92, 8, -4), table="tiles", look=DAYLIGHT.but(defocus=2.2)),
    one("isbn-evening.jpg", "A dim living room, grainy.", "9789531440783", Camera(95, 10, 5), table="walnut", look=EVENING),
    one("isbn-dim-noise.jpg", "A dark shop corner: little light, much grain, still readable.", "9789720446312", Camera(95, 8, -6), table="slate", look=EVENING.but(exposure=0.16, grain=0.02, warmth=0.3)),
    one("isbn-shadow.jpg", "The photographer's shadow lies across the barcode.", "9781586483067", Camera(105, 8, 4), "52199", table="oak", look=DAYLIGHT.but(band=(0.52, 0.22, 0.6))),
    one("isbn-glare.jpg", "A lamp's reflection beside the barcode.", "9783608961454", Camera(105, 10, 3), table="desk", look=LAMP.but(glare=(0.36, 0.4, 0.10, 0.7))),
    one("isbn-small-in-picture.jpg", "A whole table with one small book on it.", "9782218149078", Camera(210, 10, 8), turn=6, table="oak", size=(1200, 1600), look=SHOP),
    one("isbn-low-jpeg.jpg", "A photo sent through a chat app: small and coarsely compressed.", "9788545170266", Camera(92, 7, 4), table="marble", size=(720, 960), encode=encode.jpeg(38)),
]


def _phone(file: str, what: str, number: str, camera: Camera, add_on: str | None = None, orientation: int | None = 1, quality: int = 88, **rest) -> Sample:
    return one(file, what, number, camera, add_on, encode=encode.jpeg(quality, orientation=orientation), size=rest.pop("size", PHONE), **rest)


PHONES = [
    _phone("phone-12mp-cover.jpg", "A 12-megapixel phone photo of a whole back cover.", "9780306406157", Camera(165, 8, 4), "52495", look=DAYLIGHT.but(defocus=1.2, grain=0.019), table="oak"),
    _phone("phone-12mp-stored-turned.jpg", "A 12-megapixel phone photo stored on its side with EXIF orientation 6.", "9780330519342", Camera(190, 12, -8), "00999", orientation=6, look=WINDOW.but(defocus=1.3, grain=0.019), table="marble"),
    _phone("phone-12mp-landscape.jpg", "A 12-megapixel landscape photo of a book on a shop's table.", "9780394809113", Camera(260, 15, 6), "51699", size=PHONE_WIDE, look=SHOP.but(defocus=1.4, grain=0.019), table="walnut"),
    _phone("phone-12mp-rotated.jpg", "A 12-megapixel photo of a book lying at 45 degrees.", "9798350217469", Camera(180, 8, 0), "51250", turn=45, look=LAMP.but(defocus=1.4, grain=0.019), table="linen"),
    _phone("phone-12mp-bent.jpg", "A 12-megapixel photo of a bent paperback in a dim room.", "9780143807216", Camera(170, 14, 8), "51700", bend=cylinder(125, 68), look=EVENING.but(exposure=0.45, defocus=1.6, grain=0.019), table="pine"),
    Sample(
        "phone-12mp-shelf.jpg",
        "A 12-megapixel photo of a book and the Code 128 shelf label below it; the book is the product.",
        [
            Placed(back(book("9781841956725"), "11499"), x=0, y=-30, turn=2, aimed=True),
            Placed(shelf_label("Maps of Quiet Places", "£14.99", linear("CODE128", "SHELF-A3-0417", 40)), x=4, y=105, turn=-1),
        ],
        Camera(230, 12, 3, shift=(0, 10)),
        [isbn("9781841956725", "11499"), symbol("Code 128", "SHELF-A3-0417")],
        "9781841956725",
        table="slate",
        look=SHOP.but(defocus=1.2, grain=0.019),
        size=PHONE,
        encode=encode.jpeg(88, orientation=1),
    ),
    one("phone-12mp-progressive.jpg", "A 12-megapixel progressive JPEG, as a web page might make it.", "9780747532811", Camera(160, 9, -5), "00899", look=DAYLIGHT.but(defocus=1.3, grain=0.019), table="felt", size=PHONE, encode=encode.jpeg(88, progressive=True)),
]

SEVERAL = [
    Sample(
        "several-two-books.jpg",
        "Two back covers side by side; either may be taken for the product.",
        [
            Placed(back(book("9780747532811"), "00899"), x=-72, y=0, turn=-3),
            Placed(back(book("9780330519342"), "00999"), x=74, y=6, turn=4),
        ],
        Camera(285, 8, 2, shift=(0, 10)),
        [isbn("9780747532811", "00899"), isbn("9780330519342", "00999")],
        "9780747532811",
        table="oak",
        size=(2000, 1500),
        also_acceptable=("9780330519342",),
    ),
    Sample(
        "several-front-and-back.jpg",
        "A front cover without a symbol on top of a back cover with one.",
        [
            Placed(back(book("9781250790460"), "52799"), x=20, y=20, turn=-2, aimed=True),
            Placed(front(book("9780062984173")), x=-95, y=-60, turn=12),
        ],
        Camera(175, 10, 4, shift=(-25, -25)),
        [isbn("9781250790460", "52799")],
        "9781250790460",
        table="marble",
        look=photo.WINDOW,
        size=(1500, 1500),
    ),
]

SAMPLES = FLAT + HARDER + PHONES + SEVERAL
