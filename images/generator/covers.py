"""Front and back covers of the catalogue's books."""

from __future__ import annotations

import math
import zlib
from typing import Callable

import numpy as np

from . import canvas as ink
from .canvas import Canvas, Colour, blend
from .catalog import Book, check_digit
from .scene import Print
from .symbols import Drawn, ean13

PAPER: Colour = (252, 252, 250)
BLACK: Colour = (18, 18, 20)

# Ground, lettering, first and second accent.
PALETTES: list[tuple[Colour, Colour, Colour, Colour]] = [
    ((28, 52, 78), (244, 236, 216), (226, 138, 76), (112, 160, 178)),
    ((238, 228, 206), (44, 44, 48), (190, 74, 52), (60, 104, 108)),
    ((52, 84, 66), (246, 240, 222), (230, 190, 92), (134, 168, 128)),
    ((196, 74, 58), (252, 240, 222), (44, 52, 76), (240, 176, 104)),
    ((244, 200, 84), (40, 44, 58), (200, 82, 58), (54, 108, 128)),
    ((96, 58, 92), (248, 234, 226), (222, 148, 132), (240, 204, 132)),
    ((214, 226, 226), (34, 52, 66), (216, 110, 90), (88, 138, 148)),
    ((40, 40, 48), (240, 236, 228), (206, 166, 92), (124, 132, 150)),
    ((142, 176, 170), (30, 46, 52), (244, 226, 186), (198, 92, 72)),
    ((250, 246, 238), (36, 40, 60), (80, 118, 168), (232, 156, 120)),
]
SIZES = [(111, 181), (129, 198), (129, 198), (135, 210), (140, 216)]

# Covers are lettered with fonts that have no Chinese or Japanese, so those titles appear romanised.
ROMANISED = {
    "9784873119038": ("Umibe no Tōdaimori", "MIZUNO HARUKA", "SHIOKAZE SHOBŌ"),
    "9784101012575": ("Ame no Toshokan", "ASAKURA CHIHIRO", "SHIOKAZE SHOBŌ"),
    "9787302511625": ("Màn Hé Shǒujì", "LIN RUOXI", "DUKOU"),
}
BLURBS = [
    "Every evening for thirty years someone has lit the lamp at the far end of the bridge. On the night it stays dark, a stranger walks into town with the key.",
    "Part journey, part argument with a map, this is a book about the places between places: towpaths, platforms, stairs that lead to a wall, and who is kept waiting there.",
    "She came to count the birds and stayed to count the boats. What she found in the ledger of the harbour master was a third thing, and nobody had asked her to count it.",
    "A quiet, exact and very funny story of two families, one kitchen, and the recipe they cannot agree to write down.",
    "When the survey reached the valley there were eleven houses on the plan and twelve on the ground. Nobody in the twelfth had heard of the other eleven.",
    "Told over a single winter, in letters that may not all be from the same hand, it asks what we owe to those who wait for the post.",
]
PRAISE = [
    "“Unhurried, and then unforgettable.” The Quayside Review",
    "“I missed my stop twice.” Northern Platform",
    "“As clear as water and as hard to hold.” Pages & Tides",
    "“A small marvel.” The Evening Kettle",
]
SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "CAN $", "AUD": "A$", "NZD": "NZ$", "JPY": "¥", "CNY": "¥", "RUB": "", "SEK": "kr "}


def _seed(book: Book) -> int:
    return zlib.crc32(book.isbn13.encode())


def palette(book: Book) -> tuple[Colour, Colour, Colour, Colour]:
    """The book's four colours."""
    return PALETTES[_seed(book) % len(PALETTES)]


def size(book: Book) -> tuple[float, float]:
    """The book's trim size in mm."""
    return SIZES[_seed(book) // 16 % len(SIZES)]


def thickness(book: Book) -> float:
    """The book's bulk in mm."""
    return 9.0 + _seed(book) // 64 % 17


def lettering(book: Book) -> tuple[str, str, str]:
    """Title, authors and publisher as printed."""
    if book.isbn13 in ROMANISED:
        return ROMANISED[book.isbn13]
    return book.title, " & ".join(book.contributors), book.publisher


def _hills(c: Canvas, rng: np.random.Generator, far: Colour, near: Colour, top: float, layers: int = 5) -> None:
    for i in range(layers):
        phase, pace = rng.uniform(0, 6.3), rng.uniform(0.6, 1.6)
        base = top + (c.high - top) * i / layers
        points = [
            (x, base + 7 * math.sin(x / c.wide * 6.3 * pace + phase) + 4 * math.sin(x / c.wide * 11 + phase * 2))
            for x in np.linspace(0, c.wide, 60)
        ]
        c.shape(points + [(c.wide, c.high), (0, c.high)], blend(far, near, i / max(layers - 1, 1)))


def _art_hills(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    c.disc(c.wide * rng.uniform(0.3, 0.7), c.high * 0.56, c.wide * 0.2, first)
    _hills(c, rng, blend(ground, second, 0.7), blend(ground, BLACK, 0.55), c.high * 0.58)


def _art_bridge(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    c.disc(c.wide * 0.72, c.high * 0.47, c.wide * 0.11, first)
    deck = c.high * 0.7
    for i in range(9):
        y = deck + (c.high - deck) * (i / 9) ** 1.3 + 14
        c.box(0, y, c.wide, c.high, blend(second, ground, i / 11))
    dark = blend(ground, BLACK, 0.6)
    c.box(0, deck, c.wide, 6, dark)
    span = c.wide / 3
    for i in range(-1, 4):
        middle = i * span + span / 2
        c.box(middle - span / 2 - 3, deck, 6, 26, dark)
        c.slice(middle, deck + 26, span / 2 - 3, 180, 360, blend(second, ground, 0.15))
    for i in range(24):
        c.line([(i * c.wide / 23, deck), (i * c.wide / 23, deck - 6)], dark, 0.7)
    c.line([(0, deck - 6), (c.wide, deck - 6)], dark, 1.0)


def _art_pattern(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    cell = c.wide / 5
    for row in range(5):
        for column in range(5):
            x, y = column * cell, c.high - (row + 1) * cell
            c.box(x, y, cell + 0.2, cell + 0.2, [ground, first, second, blend(ground, text, 0.15)][int(rng.integers(4))])
            ink_colour = [ground, first, second, text][int(rng.integers(4))]
            turn = int(rng.integers(4))
            corner = [(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)][turn]
            c.slice(*corner, cell, turn * 90, turn * 90 + 90, ink_colour)


def _art_night(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    for _ in range(90):
        c.disc(rng.uniform(0, c.wide), rng.uniform(c.high * 0.36, c.high), rng.uniform(0.15, 0.55), blend(ground, text, rng.uniform(0.3, 1)))
    c.disc(c.wide * 0.3, c.high * 0.5, c.wide * 0.13, first)
    c.disc(c.wide * 0.35, c.high * 0.485, c.wide * 0.12, ground)
    x = 0.0
    while x < c.wide:
        wide, high = rng.uniform(9, 20), rng.uniform(22, 58)
        dark = blend(ground, BLACK, rng.uniform(0.45, 0.75))
        c.box(x, c.high - high, wide + 0.3, high, dark)
        c.shape([(x - 1, c.high - high), (x + wide / 2, c.high - high - wide * 0.5), (x + wide + 1, c.high - high)], dark)
        for wy in np.arange(c.high - high + 4, c.high - 5, 8):
            if rng.random() < 0.6:
                c.box(x + wide * 0.3, wy, wide * 0.18, 3.6, first)
        x += wide


def _art_waves(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    radius = c.wide / 8
    for row in range(10):
        y = c.high * 0.48 + row * radius * 0.95
        for column in range(-1, 6):
            x = (column + (row % 2) / 2) * radius * 2
            for k, colour in enumerate((blend(ground, second, 0.9), ground, first if row % 3 == 0 else second, ground, text)):
                c.disc(x, y + radius, radius * (1 - k * 0.22), colour)


def _art_stripes(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    c.box(0, c.high * 0.44, c.wide, c.high * 0.4, blend(PAPER, ground, 0.08))
    middle = (c.wide / 2, c.high * 0.64)
    for i in range(36):
        angle = i * math.pi / 18
        reach = c.wide * (0.32 if i % 2 else 0.26)
        c.line([middle, (middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle))], second if i % 2 else first, 1.1)
    c.disc(*middle, c.wide * 0.13, ground)
    c.disc(*middle, c.wide * 0.1, first)


def _art_leaves(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    ground, text, first, second = colours
    for _ in range(46):
        x, y, angle = rng.uniform(0, c.wide), rng.uniform(c.high * 0.46, c.high), rng.uniform(0, 6.3)
        long, fat = rng.uniform(12, 26), rng.uniform(0.16, 0.3)
        side = [(t * long, math.sin(t * math.pi) * long * fat) for t in np.linspace(0, 1, 16)]
        leaf = side + [(a, -b) for a, b in reversed(side)]
        turn = [(x + a * math.cos(angle) - b * math.sin(angle), y + a * math.sin(angle) + b * math.cos(angle)) for a, b in leaf]
        colour = [first, second, blend(ground, BLACK, 0.3), blend(ground, second, 0.5)][int(rng.integers(4))]
        c.shape(turn, colour)
        c.line([turn[0], turn[15]], blend(colour, ground, 0.6), 0.4)


ARTS: list[Callable] = [_art_hills, _art_bridge, _art_pattern, _art_night, _art_waves, _art_stripes, _art_leaves]


def art(book: Book) -> Callable:
    """The book's cover motif."""
    return _art_bridge if book.isbn13 == "9780306406157" else ARTS[_seed(book) // 7 % len(ARTS)]


def front(book: Book, sticker: Drawn | None = None, sticker_text: str = "") -> Callable[[float], Print]:
    """The front cover; `sticker` is a QR label stuck in its lower corner."""

    def draw(per_mm: float) -> Print:
        wide, high = size(book)
        ground, text, first, second = colours = palette(book)
        rng = np.random.default_rng(_seed(book))
        c = Canvas(wide, high, per_mm, ground)
        art(book)(c, rng, colours)
        title, author, publisher = lettering(book)
        font = [ink.SERIF_BOLD, ink.SANS_BOLD, ink.SERIF_NARROW_BOLD, ink.NARROW_BOLD][_seed(book) % 4]
        c.box(0, 0, wide, high * 0.05, blend(ground, first, 0.9))
        points, lines = c.fitted(title, font, wide * 0.84, high * 0.24, 17)
        y = high * 0.09
        for line in lines:
            c.text(wide / 2, y, line, font, points, text, "ma")
            y += points * 1.15
        if book.subtitle:
            y = c.paragraph(wide * 0.1, y + 1.5, wide * 0.8, book.subtitle, ink.SERIF_ITALIC, 4.6, text, "centre")
        c.paragraph(wide * 0.08, y + 4, wide * 0.84, author, ink.SANS, 5.4, blend(text, first, 0.25), "centre")
        c.box(0, high - 9, wide, 9, blend(ground, BLACK, 0.35))
        c.spaced(wide / 2, high - 6.6, publisher.upper(), ink.NARROW, 3.4, (240, 236, 228), 0.5)
        aim = None
        if sticker is not None:
            module = 30 / sticker.modules_wide
            x, top = wide - 38, high - 58
            c.box(x - 2, top - 2, 34, 41, (255, 255, 255), 2.5, (200, 200, 200))
            c.symbol(x, top, sticker, module)
            c.text(x + 15, top + 31, sticker_text, ink.NARROW_BOLD, 3.6, BLACK, "ma")
            aim = (x + 15, top + 15)
        return Print(c.textured(0.015, _seed(book)), wide, high, thickness(book), aim or (wide / 2, high / 2), blend(ground, BLACK, 0.15), False)

    return draw


def japanese_second_tier(c_code: str, yen: int) -> str:
    """The lower EAN-13 of a Japanese cover: 192, C-code, price in yen before tax, check digit."""
    stem = f"192{c_code}{yen:05d}"
    return stem + check_digit(stem)


def back(
    book: Book,
    add_on: str | None = None,
    tier: str | None = None,
    module: float = 0.33,
    code: Drawn | None = None,
    code_text: str = "",
    on_colour: bool = False,
    barcode: bool = True,
    only_tier: bool = False,
) -> Callable[[float], Print]:
    """The back cover with its EAN-13, `module` mm an X-dimension.

    `tier` adds the Japanese lower symbol, `code` a QR beside it, `on_colour` prints the bars
    straight on a pale cover in its dark ink, `only_tier` leaves the ISBN's own symbol out.
    """

    def draw(per_mm: float) -> Print:
        wide, high = size(book)
        ground, text, first, second = palette(book)
        if on_colour:
            ground, text = blend(second, PAPER, 0.72), blend(text, BLACK, 0.9) if sum(text) < 300 else BLACK
        title, author, publisher = lettering(book)
        c = Canvas(wide, high, per_mm, ground)
        if not on_colour and not tier:
            # The front's motif runs on round the spine, faint enough for the words to stand on.
            faint = tuple(blend(ground, colour, share) for colour, share in zip(palette(book), (0, 0.06, 0.16, 0.16)))
            art(book)(c, np.random.default_rng(_seed(book)), faint)
        c.box(0, 0, wide, 5, first)
        c.box(0, high - 4, wide, 4, blend(ground, first, 0.7))
        margin = 11.0
        points, lines = c.fitted(title, ink.SERIF_BOLD, wide - 2 * margin, 22, 7.5)
        y = 52.0 if tier else 16.0
        for line in lines:
            c.text(margin, y, line, ink.SERIF_BOLD, points, first if not on_colour else text)
            y += points * 1.2
        y = c.paragraph(margin, y + 4, wide - 2 * margin, BLURBS[_seed(book) % len(BLURBS)], ink.SERIF, 4.1, text)
        y = c.paragraph(margin, y + 2, wide - 2 * margin, BLURBS[(_seed(book) + 1 + _seed(book) // 11 % (len(BLURBS) - 1)) % len(BLURBS)], ink.SERIF, 4.1, text)
        if code is None:
            c.paragraph(margin, y + 5, wide - 2 * margin, PRAISE[_seed(book) % len(PRAISE)], ink.SERIF_ITALIC, 4.0, blend(text, first, 0.5))
            c.disc(margin + 5, high - 54, 5, first)
            c.slice(margin + 5, high - 54, 5, 20, 160, second)
        c.paragraph(margin, high - 46, wide * 0.3, publisher, ink.NARROW_BOLD, 3.6, text)
        if book.price:
            amount, currency = book.price
            c.text(margin, high - 31, f"{SYMBOLS.get(currency, '')}{amount}", ink.SANS, 3.6, text)
        symbols = []
        if barcode and not only_tier:
            symbols.append(ean13(book.isbn13, add_on, 30 if tier else 0))
        if tier:
            symbols.append(ean13(tier, None, 30))
        aim = (wide / 2, high / 2)
        if symbols:
            box_wide = max(s.modules_wide for s in symbols) * module
            box_high = sum(s.modules_high for s in symbols) * module + (3.4 if not tier else 0)
            x, top = wide - margin - box_wide + 3, high - 12 - box_high
            if tier:
                x, top = wide - margin - box_wide + 3, 14
                c.box(x - 1, top - 1, box_wide + 2, box_high + 2, PAPER)
            elif not on_colour:
                c.box(x, top, box_wide, box_high, PAPER)
            if not tier:
                c.text(x + box_wide / 2, top + 0.9, f"ISBN {book.isbn13}", ink.MONO, 2.6, BLACK if not on_colour else text, "ma")
            at = top + (3.4 if not tier else 0)
            for symbol in symbols:
                c.symbol(x, at, symbol, module, text if on_colour else BLACK, None if on_colour else PAPER)
                at += symbol.modules_high * module
            aim = (x + box_wide / 2, top + box_high / 2)
        if code is not None:
            unit = 24 / code.modules_wide
            left, top = margin, high - 80
            c.box(left - 1, top - 1, 26, 30, PAPER)
            c.symbol(left, top, code, unit)
            c.text(left + 12, top + 25, code_text, ink.NARROW, 2.2, BLACK, "ma")
            aim = ((aim[0] + left + 12) / 2, (aim[1] + top + 12) / 2) if symbols else (left + 12, top + 12)
        return Print(c.textured(0.015, _seed(book)), wide, high, thickness(book), aim, blend(ground, BLACK, 0.15), True)

    return draw
