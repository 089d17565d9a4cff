"""Book fronts that nobody published, drawn from a number: the same number gives the same front.

Six kinds, as a shop has them: illustrated, photographic, series under one design, nothing but text, magazines under
one masthead, and siblings, which have one picture and differ in title, author and colour alone. The art is that of the
sample scans (`images/generator`) and more.

Each front has look-alikes: other books that differ from it in one or two things alone, for asking what is said of a book
that no index has while one that looks like it is there.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "images"))

from generator import canvas as ink  # noqa: E402
from generator.canvas import Canvas, blend  # noqa: E402
from generator.covers import ARTS, PALETTES, SIZES  # noqa: E402
from generator.motifs import photograph, scatter  # noqa: E402
from generator.scene import Print  # noqa: E402

WORDS = (
    "amber anchor ash autumn bell birch bridge candle cedar clay cliff clock cloud coast copper crow dawn distance drift "
    "dust ember estuary fable falcon fern field flint fog forest garden ghost glass granite harbour harvest heron hollow "
    "honey horizon house hunter iron island ivory journey juniper kingdom lantern letter lighthouse linen marble meadow "
    "memory midnight mirror moor moss mountain murmur needle night north oak ocean orchard owl paper pearl pine planet "
    "quarry quiet rain raven reed river salt sea shadow silence silver sister snow south sparrow spring stone storm "
    "summer thistle thread tide timber tower valley velvet violet water weaver west willow winter wolf wonder yard"
).split()
NAMES = "Abel Arden Berg Castell Dorn Ekman Fuller Garnier Holt Ibarra Jansen Keller Lund Marsh Novak Olsen Pryce Quist Rowe Sander Thorne Ulrich Vance Wexler Yates Zeller".split()
FIRST = "Ada Bruno Clara David Elin Felix Greta Hugo Iris Jonas Karin Leo Mara Nils Olive Paul Rosa Simon Tilda Victor".split()
FONTS = (ink.SERIF_BOLD, ink.SANS_BOLD, ink.SERIF_NARROW_BOLD, ink.NARROW_BOLD, ink.SERIF_ITALIC, ink.SANS_LIGHT)
KINDS = ["illustrated"] * 11 + ["photographic"] * 5 + ["series"] * 2 + ["text", "magazine"]
SERIES = 8  # different designs
SIBLINGS = 4  # pictures that several books have
#: What a look-alike has of its own, all else is that of the front that it is like: the next title of an author, a book of
#: another author, the same in other colours, a new picture on the same book, all but the layout, fonts and colours.
ALIKE = {
    "title": {"title"}, "words": {"title", "author"}, "colours": {"title", "author", "colours"}, "picture": {"picture"},
    "layout": {"title", "author", "picture"},
}


@dataclass(frozen=True)
class Front:
    """One front; `number` decides everything, and for one of its look-alikes `alike`, one of `ALIKE`."""

    number: int
    alike: str = ""

    def has(self, what: str) -> bool:
        """Whether a look-alike has this of its own."""
        return what in ALIKE.get(self.alike, ())

    def chance_of(self, what: str, chance: np.random.Generator) -> np.random.Generator:
        """What decides it: `chance`, or a look-alike's own."""
        own = np.random.default_rng(zlib.crc32(f"{what} of {self.alike} like {self.number}".encode()))
        return own if self.has(what) else chance

    def picture(self, art: Callable, c: Canvas, rng: np.random.Generator, *rest: object) -> None:
        """Draws it as chance has it, or with the same chance used up, another one of its kind."""
        art(c, rng, *rest)
        if self.has("picture"):
            ground = rest[0][0]
            c.box(0, 0, c.wide, c.high, ground)
            art(c, self.chance_of("picture", rng), *rest)

    @property
    def kind(self) -> str:
        """Which of the six kinds it is."""
        if self.number % 40 == 8:
            return "sibling"
        return KINDS[self.number * 7 % len(KINDS)]

    @property
    def design(self) -> int:
        """What is the same in all fronts with this number: of siblings the picture, of a series all but the picture."""
        if self.kind == "series":
            return -1 - self.number % SERIES
        if self.kind == "sibling":
            return -101 - self.number // 40 % SIBLINGS
        return self.number

    @property
    def name(self) -> str:
        """An ISBN-13 of a group that is not in use."""
        digits = f"97866{self.number:07d}" if not self.alike else f"97867{list(ALIKE).index(self.alike)}{self.number:06d}"
        return digits + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10)

    def __call__(self, per_mm: float) -> Print:
        """Draws it at so many pixels a millimetre."""
        rng = np.random.default_rng(zlib.crc32(f"front {self.number}".encode()))
        shared = np.random.default_rng(zlib.crc32(f"design {self.design}".encode()))
        wide, high = SIZES[int(shared.integers(len(SIZES)))]
        palette = int(rng.integers(len(PALETTES)))
        if self.has("colours"):
            palette = (palette + 1 + int(self.chance_of("colours", rng).integers(len(PALETTES) - 1))) % len(PALETTES)
        colours = PALETTES[palette]
        canvas = Canvas(wide, high, per_mm, colours[0])
        DRAW[self.kind](self, canvas, colours, rng, shared)
        return Print(canvas.textured(0.015, self.number), wide, high, 14, (wide / 2, high / 2), colours[0], False)


def _title(rng: np.random.Generator) -> str:
    words = [w.capitalize() for w in rng.choice(WORDS, int(rng.integers(2, 5)), replace=False)]
    return ["The {}", "{}", "{}", "A {} of {}"][int(rng.integers(3))].format(" ".join(words))


def _author(rng: np.random.Generator) -> str:
    return f"{FIRST[int(rng.integers(len(FIRST)))]} {NAMES[int(rng.integers(len(NAMES)))]}"


def _lettering(
    front: Front, c: Canvas, rng: np.random.Generator, colour: tuple, accent: tuple, top: float, largest: float = 22
) -> None:
    """Title and author, one of several ways."""
    font = FONTS[int(rng.integers(len(FONTS)))]
    title, left, author = _title(rng), rng.random() < 0.4, _author(rng)
    if front.has("title"):
        title = _title(front.chance_of("title", rng))
    if front.has("author"):
        author = _author(front.chance_of("author", rng))
    size, lines = c.fitted(title, font, c.wide * 0.86, c.high * 0.3, largest)
    for line in lines:
        c.text(c.wide * 0.07 if left else c.wide / 2, top, line, font, size, colour, "la" if left else "ma")
        top += size * 1.15
    c.text(c.wide * 0.07 if left else c.wide / 2, top + 4, author, ink.SANS, 6, accent, "la" if left else "ma")


def _illustrated(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    def picture(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
        # Of the sample scans' art only what chance shapes: two books with one picture are a series.
        art = [ARTS[0], ARTS[2], ARTS[3], ARTS[6], scatter, scatter][int(rng.integers(6))]
        art(c, rng, colours)
        if rng.random() < 0.4:
            scatter(c, rng, colours)

    front.picture(picture, c, rng, colours)
    _lettering(front, c, rng, colours[1], blend(colours[1], colours[2], 0.3), c.high * 0.06)


def _photographic(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    front.picture(photograph, c, rng, colours, 0)
    _lettering(front, c, rng, (250, 250, 250), (235, 235, 225), c.high * float(rng.choice([0.06, 0.55])), 26)


def _series(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    """A publisher's uniform: frame, emblem and kind of motif are the design's, the motif and the words the book's."""
    of_chance = [ARTS[0], ARTS[2], ARTS[3], ARTS[6], scatter]
    art = of_chance[int(shared.integers(len(of_chance)))]
    front.picture(art, c, shared if front.kind == "sibling" else rng, colours)
    c.box(c.wide * 0.1, c.high * 0.12, c.wide * 0.8, c.high * 0.3, (246, 242, 232), 2, colours[2], 1)
    c.disc(c.wide / 2, c.high * 0.94, 6, colours[1])
    _lettering(front, c, rng, (30, 30, 36), (70, 60, 60), c.high * 0.16, 14)


def _text(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    _lettering(front, c, rng, colours[1], colours[1], c.high * 0.1, 30)
    words = front.chance_of("picture", rng).choice(WORDS, 30)
    c.paragraph(c.wide * 0.1, c.high * 0.6, c.wide * 0.8, " ".join(words), ink.SERIF, 5, colours[1])


def _magazine(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    front.picture(photograph, c, rng, colours, c.high * 0.2)
    c.box(0, 0, c.wide, c.high * 0.2, (200, 30, 40))
    c.spaced(c.wide / 2, c.high * 0.03, "HARBOUR", ink.SANS_BOLD, 24, (255, 255, 255), 0.5)
    words = front.chance_of("title", rng)
    for line in range(4):
        c.text(c.wide * 0.06, c.high * (0.4 + 0.12 * line), _title(words), ink.SANS_BOLD, 6, (255, 255, 255))


DRAW = {"illustrated": _illustrated, "photographic": _photographic, "series": _series, "sibling": _series, "text": _text, "magazine": _magazine}
