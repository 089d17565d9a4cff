"""Fronts of books: at home, in a window, on a poster and on a screen; some of books that no sample shop has."""

from __future__ import annotations

from collections.abc import Callable

from .. import encode
from ..articles import announcement, screen, shuttered
from ..fronts import ARTWORK_OF, front
from ..photo import DAYLIGHT, EVENING, LAMP, SHOP, WINDOW
from ..sample import Sample, book
from ..scene import Camera, Placed, Print, cylinder

PORTRAIT, LANDSCAPE = (960, 1280), (1280, 960)
#: A photo of a front is a small file: fronts have no fine bars.
MADE = encode.jpeg(70)


def _may_be(isbn13: str) -> tuple[str, ...]:
    """The book, and those that have the same picture on their front."""
    artwork = ARTWORK_OF.get(isbn13, isbn13)
    return (artwork, *(other for other, of in ARTWORK_OF.items() if of == artwork))


def _photo(file: str, what: str, things: list[Placed], camera: Camera, fronts: list[str], is_sure: bool = True, **rest) -> Sample:
    """`fronts` are those of the sample shops' books in it; `is_sure` is whether enough is seen to say which."""
    may_be = tuple(_may_be(isbn13) for isbn13 in fronts)
    alone = [books[0] for books in may_be if len(books) == 1 and is_sure]
    options = {"size": PORTRAIT, "encode": MADE, **rest}
    return Sample(file, what, things, camera, product=alone[0] if alone else None, also_acceptable=tuple(alone[1:]), fronts=may_be, **options)


def _one(file: str, what: str, isbn13: str, camera: Camera, turn: float = 0, bend=None, **rest) -> Sample:
    return _photo(file, what, [Placed(front(book(isbn13)), turn=turn, bend=bend)], camera, [isbn13], **rest)


def _unknown(file: str, what: str, isbn13: str, camera: Camera, turn: float = 0, **rest) -> Sample:
    return _photo(file, what, [Placed(front(book(isbn13)), turn=turn)], camera, [], **rest)


def _shown(file: str, what: str, thing: Callable[[float], Print], isbn13: str, camera: Camera, **rest) -> Sample:
    return _photo(file, what, [Placed(thing, aimed=True)], camera, [isbn13], **rest)


#: What stands in the window, from the left; the last is in no sample shop.
WINDOW_BOOKS = ("9781925589313", "9780143807216", "9783499237867", "9780062984173", "9788806187347", "9781906994280")

SAMPLES = [
    _one("front-plain.jpg", "A front cover: a book, and no symbol at all.", "9780306406157", Camera(200, 14, 6), turn=3, table="oak"),
    _one("front-turned.jpg", "A front that lies on its side.", "9781925589313", Camera(290, 10, 6), turn=97, table="linen", look=WINDOW, size=LANDSCAPE),
    _one("front-upside-down.jpg", "A front photographed from the wrong end, in lamplight.", "9781529034189", Camera(210, 12, -5), turn=184, table="walnut", look=LAMP),
    _one("front-glare.jpg", "A lamp's reflection in a shiny front, beside its title.", "9783499237867", Camera(180, 8, 4), table="desk", look=DAYLIGHT.but(glare=(0.6, 0.62, 0.06, 1.2))),
    _one("front-dim.jpg", "A front in a dim room, grainy.", "9788806187347", Camera(190, 8, -6), table="slate", look=EVENING.but(exposure=0.18, grain=0.03), encode=encode.jpeg(55)),
    _one("front-perspective.jpg", "A book on a table, seen from a chair.", "9788498384628", Camera(225, 42, 22), turn=-8, table="pine", look=SHOP),
    _one("front-cropped.jpg", "Too near: half of the front is outside, which is too little to be sure.", "9780473219659", Camera(98, 6, 3, shift=(14, -16)), table="marble", is_sure=False),
    _one("front-bent.jpg", "A paperback whose front curls.", "9781594208836", Camera(190, 12, 5), bend=cylinder(130, 64), table="denim", look=WINDOW),
    _one("front-shaken.jpg", "A shaken photo of a front.", "9798886450170", Camera(190, 8, 4), table="tiles", look=DAYLIGHT.but(motion=9, motion_angle=25)),
    _photo(
        "front-two.jpg", "Two fronts on linen.",
        [Placed(front(book("9781635572186")), x=-68, turn=-6), Placed(front(book("9780394809113")), x=72, y=10, turn=5)],
        Camera(300, 12, -4), ["9781635572186", "9780394809113"], table="linen", look=WINDOW, size=LANDSCAPE,
    ),
    _photo(
        "front-window.jpg", "A shop window with six fronts, one of them of a book that no sample shop has.",
        [Placed(front(book(isbn13)), x=-152 + number % 3 * 152, y=-112 + number // 3 * 224, turn=(-3, 2, 4, 3, -2, -4)[number]) for number, isbn13 in enumerate(WINDOW_BOOKS)],
        Camera(610, 10, 8), list(WINDOW_BOOKS[:5]), table="felt", look=SHOP.but(glare=(0.92, 0.1, 0.04, 0.5)), size=(1600, 1200), encode=encode.jpeg(58),
    ),
    _shown("front-screen.jpg", "A telephone that shows a book's front.", screen(front(book("9781912875047"))), "9781912875047", Camera(110, 10, 6), table="oak", look=WINDOW),
    _shown("front-poster.jpg", "A poster of a book, across the street.", announcement("New this week", front(book("9781841956725"))), "9781841956725", Camera(640, 22, 18), table="concrete", look=DAYLIGHT, size=PORTRAIT),
    _shown("front-shutter.jpg", "A book behind a shop's shutter, too little of it to be sure.", shuttered(front(book("9783499237867"))), "9783499237867", Camera(190, 8, 4), table="concrete", look=SHOP, is_sure=False),
    _one("front-series.jpg", "A book of a publisher's series that looks like all its others.", "9780140447934", Camera(190, 9, -4), table="kraft", look=LAMP),
    _one("front-words.jpg", "A front that is nothing but words.", "9789029538169", Camera(185, 9, 5), table="oak", look=SHOP),
    _one("front-editions.jpg", "A front that a hardback and a paperback share.", "9781250790460", Camera(195, 10, 5), table="oak"),
    _one("front-languages.jpg", "A front that a book and its translation share.", "9782894063019", Camera(185, 10, -4), table="marble", look=WINDOW),
    _unknown("front-unknown-photo.jpg", "A front that no sample shop has, a photo.", "9781906994280", Camera(190, 10, 4), table="oak"),
    _unknown("front-unknown-illustrated.jpg", "A front that no sample shop has, drawn.", "9780525950615", Camera(190, 8, -5), turn=4, table="linen", look=WINDOW),
    _unknown("front-unknown-french.jpg", "A French front that no sample shop has.", "9791097515058", Camera(200, 14, 6), table="walnut", look=LAMP),
    _unknown("front-unknown-lettered.jpg", "A front that no sample shop has, of letters.", "9783951042183", Camera(185, 9, -4), table="marble"),
    _unknown("front-unknown-series.jpg", "A book that no sample shop has, in a series of which they have others: it is never taken for one of those, though it may be asked about.", "9788415973027", Camera(190, 10, 4), table="slate", look=SHOP, may_ask=True),
]
