"""A drawing surface in millimetres, over Pillow."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .symbols import Drawn

Colour = tuple[int, int, int]
FONTS = "/usr/share/fonts/truetype/dejavu/DejaVu{}.ttf"
SERIF, SERIF_BOLD, SERIF_ITALIC = "Serif", "Serif-Bold", "Serif-Italic"
SANS, SANS_BOLD, SANS_LIGHT = "Sans", "Sans-Bold", "Sans-ExtraLight"
NARROW, NARROW_BOLD, MONO = "SansCondensed", "SansCondensed-Bold", "SansMono"
SERIF_NARROW, SERIF_NARROW_BOLD = "SerifCondensed", "SerifCondensed-Bold"
POINT = 0.3528  # mm
#: Pixels of a millimetre at which lines are broken, whatever the picture has: a cover's lines are the same in each photo.
FINE_PER_MM = 24


@functools.lru_cache(maxsize=256)
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS.format(name), max(pixels, 4))


def _printed_width(text: str, font: str, size: float) -> float:
    """How wide the text is in mm where its pixels are too small to matter."""
    return _font(font, round(size * FINE_PER_MM)).getlength(text) / FINE_PER_MM


def blend(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b))


class Canvas:
    """`wide` × `high` mm at `per_mm` pixels each; all positions and sizes in mm."""

    def __init__(self, wide: float, high: float, per_mm: float, ground: Colour) -> None:
        self.wide, self.high, self.per_mm = wide, high, per_mm
        self.image = Image.new("RGB", (max(8, round(wide * per_mm)), max(8, round(high * per_mm))), ground)
        self.pen = ImageDraw.Draw(self.image)

    def _px(self, *values: float) -> list[float]:
        return [v * self.per_mm for v in values]

    def box(self, x: float, y: float, wide: float, high: float, fill: Colour, radius: float = 0, line: Colour | None = None, width: float = 0.3) -> None:
        """A filled rectangle, optionally with round corners and an outline."""
        self.pen.rounded_rectangle(
            self._px(x, y, x + wide, y + high), radius * self.per_mm, fill, line, max(1, round(width * self.per_mm)) if line else 0
        )

    def disc(self, x: float, y: float, radius: float, fill: Colour | None, line: Colour | None = None, width: float = 0.4) -> None:
        """A circle about (x, y)."""
        self.pen.ellipse(
            self._px(x - radius, y - radius, x + radius, y + radius), fill, line, max(1, round(width * self.per_mm)) if line else 0
        )

    def slice(self, x: float, y: float, radius: float, start: float, end: float, fill: Colour) -> None:
        """A piece of a disc, angles in degrees clockwise from the right."""
        self.pen.pieslice(self._px(x - radius, y - radius, x + radius, y + radius), start, end, fill)

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon([tuple(self._px(*p)) for p in points], fill)

    def line(self, points: list[tuple[float, float]], fill: Colour, width: float) -> None:
        """A polyline."""
        self.pen.line([tuple(self._px(*p)) for p in points], fill, max(1, round(width * self.per_mm)), "curve")

    def text_width(self, text: str, font: str, size: float) -> float:
        """How wide the text is, in mm; `size` is the font's height in mm."""
        return _font(font, round(size * self.per_mm)).getlength(text) / self.per_mm

    def text(self, x: float, y: float, text: str, font: str, size: float, fill: Colour, anchor: str = "la") -> None:
        """One line of text with Pillow's anchors."""
        self.pen.text(self._px(x, y), text, fill, _font(font, round(size * self.per_mm)), anchor)

    def spaced(self, x: float, y: float, text: str, font: str, size: float, fill: Colour, gap: float) -> None:
        """One line of letter-spaced text about its middle x."""
        total = sum(self.text_width(c, font, size) + gap for c in text) - gap
        at = x - total / 2
        for character in text:
            self.text(at, y, character, font, size, fill)
            at += self.text_width(character, font, size) + gap

    def wrapped(self, text: str, font: str, size: float, wide: float) -> list[str]:
        """The text broken into lines no wider than `wide` mm, at any resolution the same."""
        lines, current = [], ""
        for word in text.split():
            trial = f"{current} {word}".strip()
            if current and _printed_width(trial, font, size) > wide:
                lines.append(current)
                current = word
            else:
                current = trial
        return lines + [current]

    def paragraph(self, x: float, y: float, wide: float, text: str, font: str, size: float, fill: Colour, align: str = "left", leading: float = 1.4, lines: int = 99) -> float:
        """Wrapped text; returns the y below it."""
        for line in self.wrapped(text, font, size, wide)[:lines]:
            at, anchor = {"left": (x, "la"), "centre": (x + wide / 2, "ma"), "right": (x + wide, "ra")}[align]
            self.text(at, y, line, font, size, fill, anchor)
            y += size * leading
        return y

    def fitted(self, text: str, font: str, wide: float, high: float, largest: float) -> tuple[float, list[str]]:
        """The largest size, and its lines, at which the text fits the given box."""
        size = largest
        while size > 2:
            lines = self.wrapped(text, font, size, wide)
            if len(lines) * size * 1.15 <= high and all(_printed_width(line, font, size) <= wide for line in lines):
                return size, lines
            size *= 0.94
        return size, self.wrapped(text, font, size, wide)

    def symbol(self, x: float, y: float, drawn: Drawn, module: float, ink: Colour = (16, 16, 18), paper: Colour | None = (252, 252, 250)) -> tuple[float, float]:
        """Prints a symbol at `module` mm per module, ink and paper coloured; returns its size in mm."""
        wide, high = drawn.modules_wide * module, drawn.modules_high * module
        size = (max(1, round(wide * self.per_mm)), max(1, round(high * self.per_mm)))
        grey = cv2.resize(drawn.pixels, size, interpolation=cv2.INTER_AREA)
        shade = Image.fromarray(grey)
        at = (round(x * self.per_mm), round(y * self.per_mm))
        if paper is not None:
            self.image.paste(paper, (at[0], at[1], at[0] + size[0], at[1] + size[1]))
        self.image.paste(ink, at, shade.point(lambda v: 255 - v))
        return wide, high

    def textured(self, strength: float, seed: int) -> np.ndarray:
        """The finished picture as RGB bytes, with a little paper tooth so that flat colour is not flat."""
        rng = np.random.default_rng(seed)
        pixels = np.asarray(self.image, np.float32)
        high, wide = pixels.shape[:2]
        tooth = rng.standard_normal((max(2, high // 2), max(2, wide // 2))).astype(np.float32)
        cloud = rng.standard_normal((6, 5)).astype(np.float32)
        tone = 1 + strength * (0.5 * cv2.resize(tooth, (wide, high)) + 0.6 * cv2.resize(cloud, (wide, high), interpolation=cv2.INTER_CUBIC))
        return np.clip(pixels * tone[:, :, None], 0, 255).astype(np.uint8)
