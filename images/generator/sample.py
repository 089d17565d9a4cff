"""What one sample scan is: its scene, its file, and the truth about it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np

from . import encode as encodings
from .catalog import BOOKS, UNLISTED, Book, gtin14, is_listed
from .photo import DAYLIGHT, Look, take
from .scene import Camera, Placed, render

SEED = 20_261_122
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic"}


def book(isbn13: str) -> Book:
    """A book of the catalogue, or one that is deliberately not in it."""
    return BOOKS.get(isbn13) or UNLISTED[isbn13]


def symbol(symbology: str, text: str, add_on: str | None = None) -> dict:
    """A symbol as the manifest states it."""
    return {"symbology": symbology, "text": text, "add_on": add_on}


def isbn(digits: str, add_on: str | None = None) -> dict:
    """An EAN-13 as the manifest states it."""
    gtin14(digits)
    return symbol("EAN-13", digits, add_on)


@dataclass
class Sample:
    """One drawn photo. `product` and `outcome` follow the contract's policy for the primary symbol.

    `fronts` is of a photo of fronts alone: for each that a sample shop has a picture of, the books that it may be. `may_ask`
    is of one that looks so much like others that a question is no fault.
    """

    file: str
    what: str
    things: list[Placed]
    camera: Camera
    symbols: list[dict] = field(default_factory=list)
    product: str | None = None
    table: str = "oak"
    look: Look = DAYLIGHT
    size: tuple[int, int] = (1080, 1440)
    encode: encodings.Encode = encodings.jpeg()
    hint: str | None = None
    also_acceptable: tuple[str, ...] = ()
    fronts: tuple[tuple[str, ...], ...] | None = None
    may_ask: bool = False

    def bytes(self) -> bytes:
        """The finished file, the same for the same seed, file name and tool versions."""
        rng = np.random.default_rng([SEED, zlib.crc32(self.file.encode())])
        scene = render(self.things, self.camera, self.table, *self.size, rng)
        return self.encode(take(scene, self.look, rng))

    @property
    def kind(self) -> str:
        """What is to be found in it: see README.md."""
        if self.fronts is not None:
            return "front"
        return "unreadable" if self.hint else "readable"

    def truth(self) -> dict:
        """The manifest's line."""
        product = gtin14(self.product) if self.product else None
        if self.fronts:
            outcome = "resolved" if product else "no_symbol"
        elif self.hint or self.fronts is not None:
            outcome = "no_symbol"
        elif product:
            outcome = "resolved" if is_listed(product) else "unlisted"
        else:
            outcome = "not_a_product"
        line = {
            "file": self.file,
            "media_type": MEDIA_TYPES[self.file.rsplit(".", 1)[1]],
            "kind": self.kind,
            "what": self.what,
            "symbols": self.symbols,
            "product": None if self.hint else product,
            "outcome": outcome,
            "error": None,
            "hint": self.hint,
            "listed": is_listed(product),
        }
        if self.fronts is not None:
            line["fronts"] = [[gtin14(book) for book in books] for books in self.fronts]
            line["listed"] = bool(self.fronts)
        if self.may_ask:
            line["may_ask"] = True
        if self.also_acceptable:
            line["also_acceptable"] = [gtin14(other) for other in self.also_acceptable]
        return line


@dataclass
class Broken:
    """A file that must be refused. `made` gets the bytes of the sample named `source`, if any."""

    file: str
    what: str
    status: int
    code: str
    made: object
    source: str | None = None
    media_type: str | None = None

    def truth(self) -> dict:
        """The manifest's line."""
        return {
            "file": self.file,
            "media_type": self.media_type or MEDIA_TYPES[self.file.rsplit(".", 1)[1]],
            "kind": "bad",
            "what": self.what,
            "symbols": [],
            "product": None,
            "outcome": None,
            "error": {"status": self.status, "code": self.code},
            "hint": None,
            "listed": False,
        }
