"""Book fronts that nobody published, drawn from a number: the same number gives the same front.

Six kinds, as a shop has them: illustrated, photographic, series under one design, nothing but text, magazines under
one masthead, and siblings, which have one picture and differ in title, author and colour alone. The art is that of the
sample scans (`images/generator`) and more.
"""

from __future__ import annotations

import math
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "images"))

from generator import canvas as ink  # noqa: E402
from generator.canvas import Canvas, blend  # noqa: E402
from generator.covers import ARTS, PALETTES, SIZES  # noqa: E402
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


@dataclass(frozen=True)
class Front:
    """One front; `number` decides everything."""

    number: int

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
        digits = f"97866{self.number:07d}"
        return digits + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10)

    def __call__(self, per_mm: float) -> Print:
        """Draws it at so many pixels a millimetre."""
        rng = np.random.default_rng(zlib.crc32(f"front {self.number}".encode()))
        shared = np.random.default_rng(zlib.crc32(f"design {self.design}".encode()))
        wide, high = SIZES[int(shared.integers(len(SIZES)))]
        colours = PALETTES[int(rng.integers(len(PALETTES)))]
        canvas = Canvas(wide, high, per_mm, colours[0])
        DRAW[self.kind](self, canvas, colours, rng, shared)
        return Print(canvas.textured(0.015, self.number), wide, high, 14, (wide / 2, high / 2), colours[0], False)


def _title(rng: np.random.Generator) -> str:
    words = [w.capitalize() for w in rng.choice(WORDS, int(rng.integers(2, 5)), replace=False)]
    return ["The {}", "{}", "{}", "A {} of {}"][int(rng.integers(3))].format(" ".join(words))


def _author(rng: np.random.Generator) -> str:
    return f"{FIRST[int(rng.integers(len(FIRST)))]} {NAMES[int(rng.integers(len(NAMES)))]}"


def _lettering(c: Canvas, rng: np.random.Generator, colour: tuple, accent: tuple, top: float, largest: float = 22) -> None:
    """Title and author, one of several ways."""
    font = FONTS[int(rng.integers(len(FONTS)))]
    size, lines = c.fitted(_title(rng), font, c.wide * 0.86, c.high * 0.3, largest)
    left = rng.random() < 0.4
    for line in lines:
        c.text(c.wide * 0.07 if left else c.wide / 2, top, line, font, size, colour, "la" if left else "ma")
        top += size * 1.15
    c.text(c.wide * 0.07 if left else c.wide / 2, top + 4, _author(rng), ink.SANS, 6, accent, "la" if left else "ma")


def _scatter(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    """Shapes of all kinds, one over the other."""
    for _ in range(int(rng.integers(25, 90))):
        x, y, size = rng.uniform(0, c.wide), rng.uniform(c.high * 0.3, c.high), rng.uniform(2, 24)
        colour = blend(colours[int(rng.integers(4))], colours[int(rng.integers(4))], rng.uniform(0, 1))
        match int(rng.integers(4)):
            case 0:
                c.disc(x, y, size / 2, colour)
            case 1:
                corners = sorted(rng.uniform(0, 2 * math.pi, int(rng.integers(3, 7))))
                c.shape([(x + size * math.cos(a), y + size * math.sin(a)) for a in corners], colour)
            case 2:
                end = (x + rng.uniform(-40, 40), y + rng.uniform(-40, 40))
                c.line([(x, y), end], colour, rng.uniform(0.5, 3))
            case _:
                c.slice(x, y, size, float(rng.uniform(0, 360)), float(rng.uniform(360, 600)), colour)


def _cloud(rng: np.random.Generator, wide: int, high: int, slope: float) -> np.ndarray:
    """Noise as nature has it, 0 to 1."""
    total = np.zeros((high, wide), np.float32)
    for octave in range(1, 8):
        grid = rng.standard_normal((2**octave + 1, 2**octave + 1)).astype(np.float32)
        total += cv2.resize(grid, (wide, high), interpolation=cv2.INTER_CUBIC) * slope**octave
    low, up = np.percentile(total, [2, 98])
    return np.clip((total - low) / max(up - low, 1e-6), 0, 1)


def _photograph(c: Canvas, rng: np.random.Generator, colours: tuple, top: float) -> None:
    """Something like a photo: clouds, a ridge, things before it, light from one side."""
    # Always as many pixels: chance must not depend on how finely it is printed.
    wide, high = 600, 900
    sky = _cloud(rng, wide, high, 0.55)[:, :, None]
    far, near, light = (np.array(colours[i], np.float32) for i in (0, 2, 1))
    picture = far * (1 - sky) + light * sky
    ground = _cloud(rng, wide, high, rng.uniform(0.6, 0.85))[:, :, None]
    ridge = np.cumsum(rng.standard_normal(wide)) / math.sqrt(wide) * high * 0.12 + high * rng.uniform(0.5, 0.7)
    below = (np.arange(high)[:, None] > ridge[None, :])[:, :, None]
    picture = np.where(below, near * (0.25 + 0.75 * ground), picture)
    for _ in range(int(rng.integers(4, 14))):
        blob = np.zeros((high, wide), np.uint8)
        middle = (int(rng.uniform(0, wide)), int(rng.uniform(high * 0.35, high)))
        axes = (int(wide * rng.uniform(0.02, 0.2)), int(wide * rng.uniform(0.02, 0.2)))
        cv2.ellipse(blob, middle, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
        shade = np.array(colours[int(rng.integers(4))], np.float32) * (0.35 + 0.8 * _cloud(rng, wide, high, 0.7)[:, :, None])
        share = blob[:, :, None].astype(np.float32) / 255
        picture = picture * (1 - share) + shade * share
    printed = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).resize(c.image.size, Image.BICUBIC)
    c.image.paste(printed, (0, round(top * c.per_mm)))


def _illustrated(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    # Of the sample scans' art only what chance shapes: two books with one picture are a series.
    art = [ARTS[0], ARTS[2], ARTS[3], ARTS[6], _scatter, _scatter][int(rng.integers(6))]
    art(c, rng, colours)
    if rng.random() < 0.4:
        _scatter(c, rng, colours)
    _lettering(c, rng, colours[1], blend(colours[1], colours[2], 0.3), c.high * 0.06)


def _photographic(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    _photograph(c, rng, colours, 0)
    _lettering(c, rng, (250, 250, 250), (235, 235, 225), c.high * float(rng.choice([0.06, 0.55])), 26)


def _series(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    """A publisher's uniform: frame, emblem and kind of motif are the design's, the motif and the words the book's."""
    of_chance = [ARTS[0], ARTS[2], ARTS[3], ARTS[6], _scatter]
    of_chance[int(shared.integers(len(of_chance)))](c, shared if front.kind == "sibling" else rng, colours)
    c.box(c.wide * 0.1, c.high * 0.12, c.wide * 0.8, c.high * 0.3, (246, 242, 232), 2, colours[2], 1)
    c.disc(c.wide / 2, c.high * 0.94, 6, colours[1])
    _lettering(c, rng, (30, 30, 36), (70, 60, 60), c.high * 0.16, 14)


def _text(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    _lettering(c, rng, colours[1], colours[1], c.high * 0.1, 30)
    c.paragraph(c.wide * 0.1, c.high * 0.6, c.wide * 0.8, " ".join(rng.choice(WORDS, 30)), ink.SERIF, 5, colours[1])


def _magazine(front: Front, c: Canvas, colours: tuple, rng: np.random.Generator, shared: np.random.Generator) -> None:
    _photograph(c, rng, colours, c.high * 0.2)
    c.box(0, 0, c.wide, c.high * 0.2, (200, 30, 40))
    c.spaced(c.wide / 2, c.high * 0.03, "HARBOUR", ink.SANS_BOLD, 24, (255, 255, 255), 0.5)
    for line in range(4):
        c.text(c.wide * 0.06, c.high * (0.4 + 0.12 * line), _title(rng), ink.SANS_BOLD, 6, (255, 255, 255))


DRAW = {"illustrated": _illustrated, "photographic": _photographic, "series": _series, "sibling": _series, "text": _text, "magazine": _magazine}
