"""The fronts that shops have pictures of, each book's its own: drawn art, photos, series, editions, nothing but words."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from . import canvas as ink
from . import covers
from .canvas import Canvas, Colour, blend
from .catalog import UNLISTED, Book
from .covers import BLACK, PAPER, PALETTES, lettering
from .motifs import photograph, scatter
from .scene import Print

#: Pixels of the longer side of a shop's picture, and how well it is kept.
CATALOGUE_SIDE, CATALOGUE_QUALITY = 600, 85

Colours = tuple[Colour, Colour, Colour, Colour]
Design = Callable[[Canvas, Book, Colours, np.random.Generator], None]

#: Editions and translations that have the picture of another book: its paperback, its original.
ARTWORK_OF = {"9781250790477": "9781250790460", "9782894063019": "9781771963404"}


def front(book: Book) -> Callable[[float], Print]:
    """The book's front cover."""
    design = DESIGNS.get(book.isbn13)
    if design is None:
        return covers.front(book)
    seed = zlib.crc32(f"front of {ARTWORK_OF.get(book.isbn13, book.isbn13)}".encode())

    def draw(per_mm: float) -> Print:
        wide, high = covers.SIZES[seed // 16 % len(covers.SIZES)]
        colours = PALETTES[seed % len(PALETTES)]
        c = Canvas(wide, high, per_mm, colours[0])
        design(c, book, colours, np.random.default_rng(seed))
        return Print(c.textured(0.015, seed), wide, high, covers.thickness(book), (wide / 2, high / 2), blend(colours[0], BLACK, 0.15), False)

    return draw


def catalogue_picture(draw: Callable[[float], Print]) -> bytes:
    """The picture of a front that a shop's feed has, as JPEG."""
    per_mm = CATALOGUE_SIDE / draw(1.0).high
    pixels = draw(per_mm * 2).pixels
    small = cv2.resize(pixels, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
    out = io.BytesIO()
    Image.fromarray(small).save(out, "JPEG", quality=CATALOGUE_QUALITY)
    return out.getvalue()


def _words(c: Canvas, book: Book, font: str, colour: Colour, accent: Colour, top: float, largest: float = 19, left: bool = False) -> float:
    """Title, subtitle and author from `top` mm on; returns the y below them."""
    title, author, _ = lettering(book)
    at, anchor, align = (c.wide * 0.08, "la", "left") if left else (c.wide / 2, "ma", "centre")
    size, lines = c.fitted(title, font, c.wide * 0.84, c.high * 0.28, largest)
    for line in lines:
        c.text(at, top, line, font, size, colour, anchor)
        top += size * 1.15
    if book.subtitle:
        top = c.paragraph(c.wide * 0.08, top + 1.5, c.wide * 0.84, book.subtitle, ink.SERIF_ITALIC, 4.8, colour, align)
    return c.paragraph(c.wide * 0.08, top + 4, c.wide * 0.84, author, ink.SANS, 5.8, accent, align)


def _imprint(c: Canvas, book: Book, colour: Colour) -> None:
    c.spaced(c.wide / 2, c.high - 8, lettering(book)[2].upper(), ink.NARROW, 3.4, colour, 0.5)


def _photographic(top: float, font: str = ink.SANS_BOLD, left: bool = False) -> Design:
    """Something like a photo, the words on it at this share of the height."""

    def design(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
        photograph(c, rng, colours, 0)
        # Words are read on any picture over a shade.
        c.image.paste(BLACK, (0, 0), Image.fromarray(_shade(c, top)))
        _words(c, book, font, (252, 250, 244), (238, 228, 202), c.high * top, 22, left)
        _imprint(c, book, (246, 242, 232))

    return design


def _shade(c: Canvas, top: float) -> np.ndarray:
    """How dark it is behind words that begin at this share of the height, 0 to 255."""
    wide, high = c.image.size
    rows = np.linspace(0, 1, high, dtype=np.float32)
    strength = 120 * np.exp(-(((rows - top - 0.14) / 0.2) ** 2))
    return np.repeat(strength[:, None], wide, axis=1).astype(np.uint8)


def _scattered(font: str, largest: float = 19) -> Design:
    """Cut paper."""

    def design(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
        scatter(c, rng, colours)
        scatter(c, rng, colours)
        c.box(0, 0, c.wide, c.high * 0.42, colours[0])
        _words(c, book, font, colours[1], blend(colours[1], colours[2], 0.3), c.high * 0.05, largest)
        c.box(0, c.high - 12, c.wide, 12, blend(colours[0], BLACK, 0.3))
        _imprint(c, book, (244, 240, 228))

    return design


def _series(ground: Colour, band: Colour, emblem: str, font: str, inset: float) -> Design:
    """A publisher's uniform: all its books have frame, band and emblem; the picture in the frame is the book's."""

    def design(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
        c.box(0, 0, c.wide, c.high, ground)
        left, top, wide, high = c.wide * inset, c.high * 0.42, c.wide * (1 - 2 * inset), c.high * 0.46
        picture = Canvas(wide, high, c.per_mm, colours[0])
        photograph(picture, rng, colours, 0)
        if rng.random() < 0.5:
            scatter(picture, rng, colours)
        c.image.paste(picture.image, (round(left * c.per_mm), round(top * c.per_mm)))
        c.box(left - 2, top - 2, wide + 4, 1, band)
        c.box(left - 2, top + high + 1, wide + 4, 1, band)
        c.box(0, 0, c.wide, c.high * 0.09, band)
        c.spaced(c.wide / 2, c.high * 0.03, emblem.upper(), ink.SERIF_BOLD, 5, ground, 1)
        _words(c, book, font, (36, 32, 34), (96, 72, 60), c.high * 0.13, 14)
        c.disc(c.wide / 2, c.high * 0.94, 5, band)

    return design


def _typographic(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
    """The title's letters as the picture, and a figure cut from discs."""
    letters = lettering(book)[0].upper().replace(" ", "")
    for row in range(5):
        for column in range(4):
            letter = letters[(row * 4 + column) % len(letters)]
            x, y = c.wide * (column + 0.5) / 4, c.high * (0.3 + row * 0.13)
            turn = int(rng.integers(4)) * 90
            c.slice(x, y + 12, 15, turn, turn + int(rng.integers(90, 300)), blend(colours[0], colours[3], float(rng.uniform(0.3, 1))))
            c.text(x, y, letter, ink.SANS_BOLD, 24, colours[1 + int(rng.integers(2))], "ma")
    _words(c, book, ink.NARROW_BOLD, colours[1], colours[2], c.high * 0.05, 12, left=True)


def _dial(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
    """An engine's parts, as an engraver has them."""
    line = blend(colours[0], colours[1], 0.75)
    for _ in range(16):
        x, y, radius = rng.uniform(0, c.wide), rng.uniform(c.high * 0.4, c.high), rng.uniform(6, 22)
        c.disc(x, y, radius, blend(colours[0], colours[3], float(rng.uniform(0.1, 0.7))), line, 0.8)
        teeth = int(rng.integers(8, 22))
        for tooth in range(teeth):
            angle = tooth * 2 * math.pi / teeth
            c.line([(x + radius * math.cos(angle), y + radius * math.sin(angle)), (x + radius * 1.18 * math.cos(angle), y + radius * 1.18 * math.sin(angle))], line, 1.4)
        c.disc(x, y, radius * float(rng.uniform(0.15, 0.5)), colours[2], line, 0.6)
    _words(c, book, ink.SERIF_NARROW_BOLD, colours[1], colours[2], c.high * 0.07, 20, left=True)


def _words_only(c: Canvas, book: Book, colours: Colours, rng: np.random.Generator) -> None:
    c.box(0, 0, c.wide, c.high, PAPER)
    y = _words(c, book, ink.SERIF_ITALIC, (30, 30, 34), (120, 40, 40), c.high * 0.08, 24)
    c.line([(c.wide * 0.1, y + 4), (c.wide * 0.9, y + 4)], (120, 40, 40), 0.5)
    c.paragraph(c.wide * 0.1, y + 8, c.wide * 0.8, FIRST_SENTENCES, ink.SERIF, 6.5, (30, 30, 34))
    _imprint(c, book, (60, 60, 64))


FIRST_SENTENCES = (
    "De veerman zei niets, en de rivier zei het hem na. Elke ochtend telde hij de planken van zijn pont, elke avond de "
    "mensen die niet waren teruggekomen. Toen er op een dinsdag niemand overbleef om te tellen, begon hij te praten."
)

_CLASSICS = _series((240, 226, 196), (46, 88, 78), "Pennyfold Classics", ink.SERIF_BOLD, 0.1)
_BAC = _series((248, 246, 240), (168, 40, 44), "Éditions du Bac", ink.SANS_LIGHT, 0.2)

DESIGNS: dict[str, Design] = {
    "9781250790460": _photographic(0.08),
    "9781250790477": _photographic(0.08),
    "9781771963404": _photographic(0.52, ink.SERIF_BOLD),
    "9782894063019": _photographic(0.52, ink.SERIF_BOLD),
    "9781925589313": _photographic(0.1, ink.NARROW_BOLD, left=True),
    "9780473219659": _photographic(0.5, ink.SERIF_NARROW_BOLD),
    "9783499237867": _photographic(0.12, ink.SERIF_BOLD),
    "9788806187347": _photographic(0.48, ink.SERIF_ITALIC),
    "9781594208836": _scattered(ink.SANS_BOLD),
    "9798886450170": _scattered(ink.NARROW_BOLD),
    "9783423146593": _scattered(ink.SERIF_BOLD, 15),
    "9788498384628": _scattered(ink.SERIF_NARROW_BOLD),
    "9780747532811": _CLASSICS,
    "9780140447934": _CLASSICS,
    "9791034304646": _BAC,
    "9782070362158": _BAC,
    "9781586483067": _typographic,
    "9781912875047": _dial,
    "9789029538169": _words_only,
    # In no shop here, and one of them in a uniform that others have.
    "9781906994280": _photographic(0.1, ink.SERIF_BOLD),
    "9780525950615": _scattered(ink.SERIF_BOLD),
    "9791097515058": _photographic(0.5, ink.SANS_BOLD),
    "9783951042183": _typographic,
    "9788415973027": _CLASSICS,
}

#: Books that the sample shops have a picture of.
PICTURED = (
    "9780306406157", "9780143807216", "9780062984173", "9780330519342", "9781841956725", "9780880015622", "9780394809113",
    "9781635572186", "9781529034189", "9780812994179", "9789173379250",
    *(isbn for isbn in DESIGNS if isbn not in UNLISTED),
)
