"""A front as publishers make most of them: a picture with a title and a name over it, on a band, in a box or on a panel."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from drawn import FIRST, NAMES, WORDS

HEIGHT = 1200
#: Pixels of a background's longer side.
PICTURE_SIDE = 2200
STYLES = ("over", "over", "over", "band", "box", "panel")


@dataclass(frozen=True)
class PicturedFront:
    """The same seed and number give the same front."""

    seed: int
    number: int
    #: What another book with the same picture has of its own: `title`, or `words`, with its author; empty for the book.
    alike: str
    pictures: list[Path]
    faces: list[Path]

    @property
    def name(self) -> str:
        """What its cover's file is called."""
        return f"{self.seed}{self.number:05d}"

    def background(self, chance: random.Random) -> Image.Image:
        """Any picture."""
        picture = Image.open(chance.choice(self.pictures)).convert("RGB")
        picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
        return picture

    def pixels(self) -> np.ndarray:
        """Blue, green and red, as OpenCV has them."""
        chance = random.Random(f"{self.seed} {self.number}")
        own = random.Random(f"{self.seed} {self.number} {self.alike}")
        width = int(HEIGHT * chance.uniform(0.62, 0.78))
        front = _cropped(self.background(chance), width, chance)
        draw = ImageDraw.Draw(front, "RGBA")
        style, place = chance.choice(STYLES), chance.choice(("top", "top", "middle", "bottom"))
        title_face, name_face = str(chance.choice(self.faces)), str(chance.choice(self.faces))
        is_upper, is_light = chance.random() < 0.45, chance.random() < 0.6
        title, name, motto = _title(chance), _name(chance), _motto(chance)
        if self.alike:
            title, motto = _title(own), _motto(own)
        if self.alike == "words":
            name = _name(own)
        if style == "over":
            part = {"top": slice(60, 450), "middle": slice(400, 800), "bottom": slice(600, 1100)}[place]
            is_light = bool(np.asarray(front.convert("L"))[part].mean() < 118)
        ink = (255, 255, 250) if is_light else (15, 15, 25)
        paper = tuple(chance.randint(*((10, 110) if is_light else (150, 245))) for _ in range(3))
        accent = tuple(chance.randint(0, 255) for _ in range(3))
        face, lines = _fitted(draw, title.upper() if is_upper else title, title_face, chance.randint(70, 170), width)
        tall = len(lines) * face.size * 1.15
        top = {"top": HEIGHT * 0.07, "middle": HEIGHT * 0.4 - tall / 2, "bottom": HEIGHT * 0.9 - tall - 110}[place]
        if style == "band":
            draw.rectangle((0, top - 25, width, top + tall + 90), fill=(*paper, 255))
        elif style == "box":
            box = (width * 0.06, top - 25, width * 0.94, top + tall + 90)
            draw.rectangle(box, fill=(*paper, chance.choice((255, 170))), outline=accent, width=4)
        elif style == "panel":
            panel = (0, top - 40, width, HEIGHT) if place == "bottom" else (0, 0, width, top + tall + 100)
            draw.rectangle(panel, fill=(*paper, 255))
        is_left = chance.random() < 0.3

        def write(text: str, face: ImageFont.FreeTypeFont, y: float) -> None:
            x = width * 0.07 if is_left else (width - draw.textlength(text, font=face)) / 2
            draw.text((x, y), text, font=face, fill=ink)

        for line, text in enumerate(lines):
            write(text, face, top + line * face.size * 1.15)
        below = top + tall + 12
        if style == "over" and chance.random() < 0.5:
            below = HEIGHT * (0.04 if place == "bottom" else 0.93)
        write(name, ImageFont.truetype(name_face, chance.randint(36, 64)), below)
        if chance.random() < 0.4:
            write(motto, ImageFont.truetype(name_face, 26), HEIGHT * (0.5 if place == "bottom" else 0.89))
        if chance.random() < 0.3:
            draw.ellipse((width * 0.8, HEIGHT * 0.8, width * 0.93, HEIGHT * 0.8 + width * 0.13), fill=(*accent, 255))
        return np.asarray(front)[:, :, ::-1].copy()


def _title(chance: random.Random) -> str:
    words = [word.capitalize() for word in chance.sample(WORDS, chance.choice((1, 2, 2, 3, 3, 4)))]
    between = " of the " if len(words) == 2 and chance.random() < 0.3 else " "
    return chance.choice(("", "", "The ", "A ")) + between.join(words)


def _name(chance: random.Random) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(NAMES)}"


def _motto(chance: random.Random) -> str:
    return "“" + " ".join(chance.sample(WORDS, 7)) + "”"


def _cropped(picture: Image.Image, width: int, chance: random.Random) -> Image.Image:
    wide = min(picture.width, picture.height * width / HEIGHT) * chance.uniform(0.55, 1)
    tall = min(wide * HEIGHT / width, picture.height)
    x, y = chance.uniform(0, picture.width - wide), chance.uniform(0, picture.height - tall)
    return picture.resize((width, HEIGHT), Image.Resampling.LANCZOS, (x, y, x + wide, y + tall))


def _fitted(
    draw: ImageDraw.ImageDraw, text: str, path: str, size: int, width: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The face in the largest size in which the text has room, and its lines."""
    while True:
        face = ImageFont.truetype(path, size)
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and draw.textlength(longer, font=face) > width * 0.86:
                lines.append(word)
            else:
                lines[-1] = longer
        if max(draw.textlength(line, font=face) for line in lines) <= width * 0.9 and len(lines) * size <= HEIGHT * 0.35:
            return face, lines
        size = int(size * 0.9)
