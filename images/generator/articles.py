"""Printed things that are not book covers: magazines, stationery, labels, cartons, posters, screens."""

from __future__ import annotations

import zlib
from typing import Callable

import numpy as np
from PIL import Image

from . import canvas as ink
from .canvas import Canvas, Colour, blend
from .covers import ARTS, BLACK, PALETTES, PAPER
from .scene import Print
from .symbols import Drawn

Draw = Callable[[float], Print]
KRAFT: Colour = (190, 154, 110)


def magazine(name: str, issue: str, symbol: Drawn, module: float = 0.33) -> Draw:
    """A magazine's front cover, its symbol in the lower left corner."""

    def draw(per_mm: float) -> Print:
        seed = zlib.crc32(name.encode())
        ground, text, first, second = colours = PALETTES[seed % len(PALETTES)]
        c = Canvas(210, 276, per_mm, ground)
        ARTS[seed % len(ARTS)](c, np.random.default_rng(seed), colours)
        points, _ = c.fitted(name.upper(), ink.SERIF_BOLD, 190, 46, 44)
        c.text(105, 12, name.upper(), ink.SERIF_BOLD, points, text, "ma")
        c.spaced(105, 16 + points, issue.upper(), ink.SANS, 4, text, 1)
        for i, line in enumerate(("The ferry nobody booked", "Twelve lamps, tested in the dark", "A recipe for rain")):
            c.text(14, 84 + i * 11, line, ink.NARROW_BOLD, 6.5, text)
        wide, high = symbol.modules_wide * module, symbol.modules_high * module
        c.box(10, 264 - high, wide + 2, high + 4, PAPER)
        c.symbol(11, 266 - high, symbol, module)
        return Print(c.textured(0.01, seed), 210, 276, 3.0, (11 + wide / 2, 266 - high / 2))

    return draw


def tag(title: str, detail: str, symbol: Drawn, module: float = 0.33, wide: float = 62, high: float = 104, ground: Colour = PAPER, pattern: int | None = None) -> Draw:
    """The back of a card, a swing tag or a notebook: a few words over a symbol."""

    def draw(per_mm: float) -> Print:
        seed = zlib.crc32(title.encode())
        c = Canvas(wide, high, per_mm, ground)
        dark = BLACK if sum(ground) > 330 else (244, 240, 230)
        if pattern is not None:
            small = Canvas(wide, high * 0.44, per_mm, PALETTES[pattern][0])
            ARTS[pattern % len(ARTS)](small, np.random.default_rng(seed), PALETTES[pattern])
            c.image.paste(small.image, (0, 0))
        else:
            c.disc(wide / 2, 9, 2.6, (120, 118, 112))
        y = c.paragraph(4, high * 0.47, wide - 8, title, ink.SERIF_BOLD, 5.2, dark, "centre")
        c.paragraph(4, y + 1, wide - 8, detail, ink.SANS, 3.0, dark, "centre")
        box_wide, box_high = symbol.modules_wide * module, symbol.modules_high * module
        x, top = (wide - box_wide) / 2, high - box_high - 4
        c.symbol(x, top, symbol, module)
        return Print(c.textured(0.018, seed), wide, high, 1.2, (wide / 2, top + box_high / 2), corner=2.0)

    return draw


def tin(title: str, symbol: Drawn, module: float = 0.33, ground: Colour = (42, 92, 84)) -> Draw:
    """The wrapped label of a tin or a mug, to be bent round a cylinder."""

    def draw(per_mm: float) -> Print:
        c = Canvas(74, 100, per_mm, ground)
        c.box(0, 6, 74, 2, (222, 190, 110))
        c.box(0, 92, 74, 2, (222, 190, 110))
        c.paragraph(6, 16, 62, title, ink.SERIF_BOLD, 9, (246, 238, 220), "centre")
        c.paragraph(8, 44, 58, "Strong. Cool. Keeps well in a coat pocket for a winter or two.", ink.SANS, 3.2, (246, 238, 220), "centre")
        wide, high = symbol.modules_wide * module, symbol.modules_high * module
        x, top = 37 - wide / 2, 88 - high
        c.symbol(x, top, symbol, module)
        return Print(c.textured(0.01, 7), 74, 100, 1.0, (37, top + high / 2))

    return draw


def shelf_label(title: str, price: str, symbol: Drawn, module: float = 0.3) -> Draw:
    """A shop's shelf label: price large, symbol small."""

    def draw(per_mm: float) -> Print:
        c = Canvas(96, 40, per_mm, (250, 244, 214))
        c.box(0, 0, 96, 6, (176, 44, 40))
        c.text(4, 1.2, "FICTION A – F", ink.NARROW_BOLD, 3.6, PAPER)
        c.paragraph(4, 9, 46, title, ink.SANS_BOLD, 4.4, BLACK)
        c.text(92, 8, price, ink.SANS_BOLD, 9.5, BLACK, "ra")
        wide, high = symbol.modules_wide * module, symbol.modules_high * module
        c.symbol(93 - wide, 38 - high, symbol, module, paper=None)
        return Print(c.textured(0.01, 3), 96, 40, 1.0, (93 - wide / 2, 38 - high / 2), corner=1.0)

    return draw


def carton(lines: list[str], symbol: Drawn, module: float = 0.66) -> Draw:
    """The side of a shipping carton with a printed symbol."""

    def draw(per_mm: float) -> Print:
        c = Canvas(300, 210, per_mm, KRAFT)
        for x in np.arange(0, 300, 2.4):
            c.line([(x, 0), (x, 210)], blend(KRAFT, BLACK, 0.05), 0.5)
        c.box(0, 92, 300, 26, blend(KRAFT, (214, 190, 150), 0.7))
        for i, line in enumerate(lines):
            c.text(20, 18 + i * 15, line, ink.SANS_BOLD, 10, blend(KRAFT, BLACK, 0.8))
        wide, high = symbol.modules_wide * module, symbol.modules_high * module
        x, top = 280 - wide, 198 - high
        c.box(x - 4, top - 4, wide + 8, high + 8, PAPER)
        c.symbol(x, top, symbol, module)
        return Print(c.textured(0.03, 11), 300, 210, 40, (x + wide / 2, top + high / 2))

    return draw


def poster(headline: str, text: str, symbol: Drawn, colours: int = 3, side: float = 60) -> Draw:
    """An A5 leaflet with one large QR code."""

    def draw(per_mm: float) -> Print:
        ground, letters, first, second = palette = PALETTES[colours]
        c = Canvas(148, 210, per_mm, ground)
        ARTS[colours % len(ARTS)](c, np.random.default_rng(colours), palette)
        points, lines = c.fitted(headline, ink.SANS_BOLD, 128, 50, 17)
        y = 12.0
        for line in lines:
            c.text(74, y, line, ink.SANS_BOLD, points, letters, "ma")
            y += points * 1.15
        c.paragraph(16, y + 3, 116, text, ink.SANS, 5, letters, "centre")
        c.box(74 - side / 2 - 4, 122 - side / 2, side + 8, side + 8, PAPER, 3)
        c.symbol(74 - side / 2, 126 - side / 2, symbol, side / symbol.modules_wide)
        return Print(c.textured(0.008, colours), 148, 210, 0.4, (74, 126))

    return draw


def leaflet_page(heading: str, text: str, symbol: Drawn, side: float = 32) -> Draw:
    """A page of running text with a QR code in it."""

    def draw(per_mm: float) -> Print:
        c = Canvas(135, 205, per_mm, (248, 243, 230))
        c.spaced(67, 12, heading.upper(), ink.SERIF, 3.4, (90, 84, 78), 0.6)
        y = c.paragraph(16, 26, 103, text, ink.SERIF, 4.1, (40, 36, 34), leading=1.5, lines=9)
        top = y + 6
        c.symbol(67 - side / 2, top, symbol, side / symbol.modules_wide, (30, 28, 28), None)
        c.paragraph(16, top + side + 6, 103, text[::1], ink.SERIF, 4.1, (40, 36, 34), leading=1.5, lines=11)
        c.text(67, 192, "117", ink.SERIF, 3.6, (90, 84, 78), "ma")
        return Print(c.textured(0.02, 5), 135, 205, 8, (67, top + side / 2))

    return draw


def telephone(heading: str, symbol: Drawn, dark: bool = True) -> Draw:
    """A phone lying on the table that shows a code on its screen."""

    def draw(per_mm: float) -> Print:
        c = Canvas(72, 148, per_mm, (14, 14, 16))
        screen = (24, 25, 30) if dark else (246, 246, 248)
        letters = (232, 232, 236) if dark else (28, 28, 34)
        c.box(3, 4, 66, 140, screen, 6)
        c.text(9, 8, "14:07", ink.SANS, 3.2, letters)
        c.paragraph(8, 22, 56, heading, ink.SANS_BOLD, 5.2, letters, "centre")
        side = 50.0
        if dark:
            # Light modules on the dark screen: the symbol's own quiet zone is the screen.
            c.symbol(11, 48, symbol, side / symbol.modules_wide, screen, (236, 236, 240))
        else:
            c.symbol(11, 48, symbol, side / symbol.modules_wide)
        c.box(14, 112, 44, 10, (66, 120, 210), 5)
        c.text(36, 114.6, "Show at the till", ink.SANS_BOLD, 3.6, PAPER, "ma")
        c.box(26, 139, 20, 1.2, letters, 0.6)
        return Print(c.textured(0.0, 1), 72, 148, 7, (36, 73), (40, 40, 44), corner=8)

    return draw


def screen(front: Draw) -> Draw:
    """A phone lying on the table that shows a book's front, as a shop's page does."""

    def draw(per_mm: float) -> Print:
        c = Canvas(72, 148, per_mm, (14, 14, 16))
        c.box(3, 4, 66, 140, (246, 246, 248), 6)
        c.text(9, 8, "09:41", ink.SANS, 3.2, BLACK)
        _paste(c, front, 12, 20, 48)
        c.box(14, 118, 44, 10, (66, 120, 210), 5)
        c.text(36, 120.6, "Read a sample", ink.SANS_BOLD, 3.6, PAPER, "ma")
        return Print(c.textured(0.0, 1), 72, 148, 7, (36, 60), (40, 40, 44), corner=8)

    return draw


def announcement(headline: str, front: Draw) -> Draw:
    """An A3 poster of a book, on it its front."""

    def draw(per_mm: float) -> Print:
        c = Canvas(297, 420, per_mm, (236, 232, 222))
        c.spaced(148, 22, headline.upper(), ink.SANS_BOLD, 17, (150, 40, 44), 1.5)
        _paste(c, front, 62, 62, 173)
        c.text(148, 372, "Out now. Ask at the counter.", ink.SERIF_ITALIC, 13, BLACK, "ma")
        return Print(c.textured(0.01, 4), 297, 420, 0.4, (148, 200))

    return draw


def shuttered(front: Draw) -> Draw:
    """A book behind the slats of a shop's shutter, which hide half of it."""

    def draw(per_mm: float) -> Print:
        book = front(per_mm)
        c = Canvas(book.wide, book.high, per_mm, BLACK)
        _paste(c, front, 0, 0, book.wide)
        slat = book.wide / 8
        for number in range(0, round(book.high / slat), 2):
            c.box(0, number * slat, book.wide, slat, (128, 134, 138))
        return Print(c.textured(0.01, 6), book.wide, book.high, 2, (book.wide / 2, book.high / 2))

    return draw


def _paste(c: Canvas, front: Draw, x: float, y: float, wide: float) -> None:
    """A picture of a front, its upper left corner and width in mm."""
    shown = front(c.per_mm * wide / front(1.0).wide)
    c.image.paste(Image.fromarray(shown.pixels), (round(x * c.per_mm), round(y * c.per_mm)))


def blank_card(text: str) -> Draw:
    """A hand-lettered card with no symbol on it."""

    def draw(per_mm: float) -> Print:
        c = Canvas(120, 85, per_mm, (250, 248, 240))
        c.paragraph(10, 20, 100, text, ink.SERIF_ITALIC, 9, (60, 70, 110), "centre")
        c.line([(14, 70), (106, 70)], (200, 120, 90), 0.8)
        return Print(c.textured(0.02, 9), 120, 85, 0.5, (60, 42))

    return draw
