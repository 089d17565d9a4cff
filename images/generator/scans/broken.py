"""Files that must be refused, each for one reason."""

from __future__ import annotations

import struct
import zlib

from .. import png
from ..sample import Broken

UNSUPPORTED = (415, "unsupported-media-type")
TOO_LARGE = (413, "too-many-pixels")
UNDECODABLE = (422, "photo-undecodable")


def _cut(share: float):
    return lambda data: data[: int(len(data) * share)]


def _flipped_png(data: bytes) -> bytes:
    """Bytes turned over in the middle of the picture data: its CRC and its zlib stream are wrong."""
    middle = len(data) // 2
    return data[:middle] + bytes(b ^ 0x5A for b in data[middle : middle + 64]) + data[middle + 64 :]


def _wrong_zlib_png(data: bytes) -> bytes:
    """Every CRC right, but the zlib stream inside ends in nonsense."""
    out, at = png.SIGNATURE, len(png.SIGNATURE)
    blocks = 0
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            blocks += 1
            if blocks == 2:
                body = bytes(b ^ 0xFF for b in body)
        out += png.chunk(kind, body)
        at += 12 + length
    return out


def _broken_tables_jpeg(data: bytes) -> bytes:
    """The first Huffman table counts more codes than can exist."""
    at = data.index(b"\xff\xc4")
    return data[: at + 5] + b"\xff" * 16 + data[at + 21 :]


def _no_tables_jpeg(data: bytes) -> bytes:
    """The frame header's length runs past the quantisation tables and the scan."""
    at = data.index(b"\xff\xc0")
    return data[: at + 2] + b"\x00\x03" + data[at + 4 :]


def _huge_jpeg(data: bytes) -> bytes:
    """A sound JPEG whose frame header says 65 500 × 65 500."""
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", 65_500, 65_500) + data[at + 9 :]


def _declared_bomb(_: bytes) -> bytes:
    return png.SIGNATURE + png.header(50_000, 50_000, 1, png.GREY)


def _gif(_: bytes) -> bytes:
    """A whole one-pixel GIF."""
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02L\x01\x00;"


def _pdf(_: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _text(_: bytes) -> bytes:
    return "This file is called .jpg and holds a shopping list: bread, lamp oil, 9780306406157, string.\n".encode() * 40


def _heic(_: bytes) -> bytes:
    """Only the first box of a HEIC file, which is all a type check reads."""
    return struct.pack(">I", 24) + b"ftypheic" + b"\x00\x00\x00\x00mif1heic" + b"\x00" * 4096


def _noise(_: bytes) -> bytes:
    """Bytes that look like nothing at all."""
    out = b""
    for i in range(512):
        out += struct.pack(">I", zlib.crc32(struct.pack(">I", i)))
    return out


JPEG, PNG_FILE, WEBP = "isbn-back-oak.jpg", "png-grey.png", "webp-lossy.webp"

BROKEN = [
    Broken("bad-truncated.jpg", "A phone's JPEG that ends after a third of its bytes.", *UNDECODABLE, _cut(0.33), JPEG),
    Broken("bad-truncated-header.jpg", "A JPEG cut off inside its headers.", *UNDECODABLE, lambda data: data[:150], JPEG),
    Broken("bad-truncated.png", "A PNG that ends half-way through its picture data.", *UNDECODABLE, _cut(0.5), PNG_FILE),
    Broken("bad-truncated.webp", "A WebP that ends after 40 percent of its bytes.", *UNDECODABLE, _cut(0.4), WEBP),
    Broken("bad-corrupt-crc.png", "A PNG with 64 bytes turned over in the middle.", *UNDECODABLE, _flipped_png, PNG_FILE),
    Broken("bad-corrupt-zlib.png", "A PNG whose checksums are right and whose compressed data is nonsense.", *UNDECODABLE, _wrong_zlib_png, PNG_FILE),
    Broken("bad-corrupt-tables.jpg", "A JPEG with an impossible Huffman table.", *UNDECODABLE, _broken_tables_jpeg, JPEG),
    Broken("bad-corrupt-frame.jpg", "A JPEG whose frame header has a false length.", *UNDECODABLE, _no_tables_jpeg, JPEG),
    Broken("bad-text.jpg", "A text file with a picture's name.", *UNSUPPORTED, _text),
    Broken("bad-gif.jpg", "A GIF that says it is a JPEG.", *UNSUPPORTED, _gif),
    Broken("bad-pdf.png", "A PDF that says it is a PNG.", *UNSUPPORTED, _pdf),
    Broken("bad-heic.heic", "The start of a HEIC file, a format the daemon does not take.", *UNSUPPORTED, _heic),
    Broken("bad-noise.jpg", "Two kilobytes of nothing in particular.", *UNSUPPORTED, _noise),
    Broken("bad-bomb.png", "A complete and valid PNG of 50 000 × 50 000 pixels.", *TOO_LARGE, lambda _: png.bomb(50_000)),
    Broken("bad-bomb-declared.png", "A PNG that declares 50 000 × 50 000 pixels and ends.", *TOO_LARGE, _declared_bomb),
    Broken("bad-bomb.jpg", "A JPEG whose frame header declares 65 500 × 65 500 pixels.", *TOO_LARGE, _huge_jpeg, JPEG),
]
