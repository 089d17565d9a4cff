"""QR codes on covers, leaflets, pages and telephone screens."""

from __future__ import annotations

from ..articles import leaflet_page, poster, telephone
from ..covers import BLURBS, back, front
from ..photo import DAYLIGHT, EVENING, LAMP, SHOP, WINDOW
from ..sample import Sample, book, isbn, symbol
from ..scene import Camera, Placed, cylinder
from ..symbols import qr

LINK = "https://id.gs1.org/01/09780306406157"
LINK_LONG = "https://shop.example/books/01/09780747532811/10/P3?utm_source=poster"
SHOP_URL = "https://shop.example/books/9780306406157"
SHOP_URL_SLUG = "https://shop.example/en/fiction/9781250790460/what-the-tide-remembers?ref=window"
SHOP_URL_UNLISTED = "https://shop.example/books/9788415973027"
PLAIN_URL = "https://shop.example/events/reading-night?seats=40"
ISBN_TEXT = "ISBN 978-0-06-298417-3"
ISBN_TEN = "ISBN 0-330-51934-4"
WIFI = "WIFI:T:WPA;S:Quayside Books;P:read-slowly;;"
SJIS = "潮風書房へようこそ。新刊は二階です。"
CYRILLIC = "Книжная лавка «Паром»: чтения по пятницам"
LATIN = "Café des Mots, entrée libre"


def _one(file: str, what: str, draw, camera: Camera, symbols: list[dict], product: str | None, turn: float = 0, bend=None, **rest) -> Sample:
    return Sample(file, what, [Placed(draw, turn=turn, bend=bend, aimed=True)], camera, symbols, product, **rest)


def _qr(text: str) -> dict:
    return symbol("QR", text)


SAMPLES = [
    _one("qr-digital-link-sticker.jpg", "A front cover with a sticker whose QR is a GS1 Digital Link.", front(book("9780306406157"), qr(LINK.encode()), "about this book"), Camera(150, 12, 6, shift=(-15, -25)), [_qr(LINK)], "9780306406157", table="oak"),
    _one("qr-digital-link-poster.jpg", "A leaflet with a GS1 Digital Link on a shop's own host, with a batch and a campaign.", poster("The Orchard Clock", "A winter story. Scan it, reserve it, fetch it today.", qr(LINK_LONG.encode()), 4), Camera(165, 18, -8), [_qr(LINK_LONG)], "9780747532811", table="walnut", look=SHOP),
    _one("qr-digital-link-and-isbn.jpg", "A Digital Link QR and the ISBN's EAN-13 on one back cover, the same book.", back(book("9780306406157"), "52495", code=qr(LINK.encode()), code_text="more about this book"), Camera(140, 10, 4), [_qr(LINK), isbn("9780306406157", "52495")], "9780306406157", table="linen", size=(1400, 1800)),
    _one("qr-isbn-text.jpg", "A page with a QR code that holds an ISBN as text.", leaflet_page("Also by Ines Calloway", " ".join(BLURBS[:3]), qr(ISBN_TEXT.encode())), Camera(125, 10, 3), [_qr(ISBN_TEXT)], "9780062984173", table="desk"),
    _one("qr-isbn-10-text.jpg", "A QR code that holds an ISBN-10 as text.", leaflet_page("Further reading", " ".join(BLURBS[3:]), qr(ISBN_TEN.encode()), 26), Camera(115, 14, -6), [_qr(ISBN_TEN)], "9780330519342", turn=5, table="oak", look=WINDOW),
    _one("qr-shop-product-url.jpg", "A shop's own product page as a QR code: the ISBN in its path is the product.", poster("In our window this week", "The Footbridge Keeper, and a bridge to match.", qr(SHOP_URL.encode()), 3), Camera(160, 10, 5), [_qr(SHOP_URL)], "9780306406157", table="concrete"),
    _one("qr-shop-product-slug.jpg", "A longer product address with title and query, seen at an angle.", poster("What the Tide Remembers", "Signed copies while they last.", qr(SHOP_URL_SLUG.encode()), 0), Camera(150, 30, 18), [_qr(SHOP_URL_SLUG)], "9781250790460", table="slate", look=SHOP),
    _one("qr-shop-url-unlisted.jpg", "A product address whose book no sample bookshop lists.", poster("La ciudad de las escaleras", "Ya en tu librería.", qr(SHOP_URL_UNLISTED.encode()), 8), Camera(155, 8, -4), [_qr(SHOP_URL_UNLISTED)], "9788415973027", table="pine"),
    _one("qr-plain-url.jpg", "An event's address as a QR code: readable, and no product.", poster("Reading night", "Friday at seven. Bring a chair.", qr(PLAIN_URL.encode()), 5), Camera(160, 14, 10), [_qr(PLAIN_URL)], None, table="denim", look=LAMP),
    _one("qr-wifi.jpg", "The shop's wireless network as a QR code: readable, and no product.", poster("Free Wi-Fi", "No password to type.", qr(WIFI.encode()), 9), Camera(155, 8, 6), [_qr(WIFI)], None, table="tiles"),
    _one("qr-inverted-phone.jpg", "A telephone in dark mode shows an inverted QR code.", telephone("The Footbridge Keeper", qr(LINK.encode(), inverted=False)), Camera(110, 12, 8), [_qr(LINK)], "9780306406157", turn=-10, table="oak", look=WINDOW),
    _one("qr-inverted-print.jpg", "A Digital Link printed white on a dark cover.", back(book("9781594208836"), barcode=False, code=qr(b"https://id.gs1.org/01/09781594208836", inverted=True), code_text="scan for the first chapter"), Camera(110, 10, -6), [_qr("https://id.gs1.org/01/09781594208836")], "9781594208836", table="walnut"),
    _one("qr-shift-jis.jpg", "A QR code of Shift JIS bytes without a character set: Japanese text, no product.", poster("Shiokaze Shobō", "Two floors of stories by the sea.", qr(SJIS.encode("shift_jis")), 6), Camera(150, 10, 4), [_qr(SJIS)], None, table="linen"),
    _one("qr-kanji-mode.jpg", "The same Japanese text in the QR code's own Kanji mode.", poster("Shiokaze Shobō", "Two floors of stories by the sea.", qr(SJIS.encode("shift_jis"), kanji=True), 2), Camera(150, 12, -6), [_qr(SJIS)], None, table="marble"),
    _one("qr-utf8-cyrillic.jpg", "A QR code of UTF-8 bytes: Russian text, no product.", poster("Паром", "Книги, чай, пятница.", qr(CYRILLIC.encode()), 1), Camera(150, 9, 5), [_qr(CYRILLIC)], None, table="felt"),
    _one("qr-latin1.jpg", "A QR code of ISO 8859-1 bytes: French text with accents, no product.", poster("Café des Mots", "Entrée libre, livres compris.", qr(LATIN.encode("iso-8859-1")), 7), Camera(150, 9, -5), [_qr(LATIN)], None, table="kraft"),
    _one("qr-curved-leaflet.jpg", "A Digital Link on a leaflet rolled round a lamp post.", poster("Nine Bells for Winter", "Out now.", qr(b"https://id.gs1.org/01/09780330519342"), 7, 50), Camera(120, 8, 4), [_qr("https://id.gs1.org/01/09780330519342")], "9780330519342", bend=cylinder(88, 72), table="concrete", look=WINDOW),
    _one("qr-evening.jpg", "A leaflet at night in lamplight, grainy.", poster("The Snow Surveyor", "Read it before it melts.", qr(b"https://id.gs1.org/01/09781771963404"), 2), Camera(150, 16, 8), [_qr("https://id.gs1.org/01/09781771963404")], "9781771963404", turn=20, table="walnut", look=EVENING),
    _one("qr-digital-link-outranks-isbn.jpg", "A back cover with its own ISBN and a Digital Link to another book: the Digital Link is the product.", back(book("9780062984173"), "51899", code=qr(b"https://id.gs1.org/01/09781250790460"), code_text="read this next"), Camera(140, 12, -5), [_qr("https://id.gs1.org/01/09781250790460"), isbn("9780062984173", "51899")], "9781250790460", table="pine", look=WINDOW, size=(1400, 1800)),
    Sample(
        "several-book-and-shop-url.jpg",
        "A book, and a leaflet with an ordinary address: the ISBN is the product.",
        [
            Placed(back(book("9780880015622"), "51595"), x=-70, y=0, turn=3),
            Placed(poster("Reading night", "Friday at seven. Bring a chair.", qr(PLAIN_URL.encode()), 5), x=80, y=10, turn=-6),
        ],
        Camera(290, 10, 2, shift=(0, 10)),
        [isbn("9780880015622", "51595"), _qr(PLAIN_URL)],
        "9780880015622",
        table="oak",
        look=DAYLIGHT,
        size=(2000, 1500),
    ),
]
