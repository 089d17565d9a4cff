"""Pictures drawn by the tests themselves, and the sample scans of `images/`.

The drawn ones need nothing but the standard library, and no two of them are the same bytes: a number may be given.
"""

import json
import re
import struct
import zlib
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[2] / "images"

PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"

# ISO/IEC 15420: the left odd-parity patterns; the others follow from them.
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")

#: An ISBN that the tests draw. Whether the sample bookshops list it does not matter to them.
ISBN = "9780306406157"


def isbn(number: int) -> str:
    """The ISBN-13 with that title number, 0 to 999 999 999."""
    digits = f"978{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def _modules(digits: str) -> str:
    odd = _ODD
    right = ["".join("10"[int(bit)] for bit in pattern) for pattern in odd]
    even = [pattern[::-1] for pattern in right]
    left = "".join(
        (odd if kind == "L" else even)[int(digit)] for kind, digit in zip(_PARITY[int(digits[0])], digits[1:7])
    )
    return "101" + left + "01010" + "".join(right[int(digit)] for digit in digits[7:]) + "101"


def _png(width: int, rows: list[bytes], comment: str, level: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), level)
    text = chunk(b"tEXt", b"Comment\0" + comment.encode()) if comment else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + text + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def barcode(digits: str = ISBN, *, module: int = 3, height: int = 120, comment: str = "") -> bytes:
    """A grey PNG of an EAN-13 on white, with quiet zones; `comment` makes its bytes unlike another's."""
    quiet = b"\xff" * (module * 12)
    bars = quiet + b"".join((b"\0" if bit == "1" else b"\xff") * module for bit in _modules(digits)) + quiet
    blank = b"\xff" * len(bars)
    return _png(len(bars), [blank] * 30 + [bars] * height + [blank] * 30, comment, 6)


def many(count: int) -> bytes:
    """So many barcodes of different books below each other."""
    rows = []
    for number in range(count):
        quiet = b"\xff" * 36
        bars = quiet + b"".join((b"\0" if bit == "1" else b"\xff") * 3 for bit in _modules(isbn(number * 977))) + quiet
        rows += [b"\xff" * len(bars)] * 30 + [bars] * 70
    return _png(len(rows[0]), rows + rows[:30], "", 6)


class _Bits:
    """Bits as lossless WebP has them, the least significant of a byte first."""

    def __init__(self):
        self.value = 0
        self.count = 0
        self.bytes = bytearray()

    def put(self, value: int, count: int):
        self.value |= value << self.count
        self.count += count
        while self.count >= 8:
            self.bytes.append(self.value & 255)
            self.value >>= 8
            self.count -= 8

    def put_code(self, lengths: str):
        """A prefix code whose symbols have length 8 or none: `1` or `0` for each."""
        self.put(0, 1)
        self.put(12 - 4, 4)
        for place in range(12):  # of these, symbol 0 is the third and 8 the twelfth
            self.put(1 if place in (2, 11) else 0, 3)
        self.put(0, 1)
        for length in lengths:
            self.put(int(length), 1)


def webp_of_many_tables(groups_across: int = 256) -> bytes:
    """A lossless WebP of one black area, for whose every 4 by 4 pixels the decoder has to make code tables."""
    side, bits = groups_across * 4, _Bits()
    for value, count in ((0x2F, 8), (side - 1, 14), (side - 1, 14), (0, 4)):
        bits.put(value, count)
    bits.put(0, 2)  # no transform, no cache
    bits.put(1, 1)  # several groups of codes, by a picture of their numbers
    bits.put(0, 3)
    bits.put(0, 1)
    one_symbol = (0b0001, 4)
    bits.put_code("1" * 256 + "0" * 24)
    bits.put_code("1" * 256)
    for _ in range(3):
        bits.put(*one_symbol)
    reversed_bits = [int(f"{number:08b}"[::-1], 2) for number in range(256)]
    for number in range(groups_across * groups_across):
        bits.put(reversed_bits[number & 255], 8)
        bits.put(reversed_bits[number >> 8], 8)
    for _ in range(groups_across * groups_across * 5):
        bits.put(*one_symbol)
    bits.put(0, 8)
    data = bytes(bits.bytes)
    data += b"\0" * (len(data) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def code(svg: str, module: int = 6) -> bytes:
    """A grey PNG of the QR code in an SVG picture of ours, which draws each run of dark modules as a rectangle."""
    [size] = {int(side) for side in re.findall(r'viewBox="0 0 (\d+) \1"', svg)}
    rows = [bytearray(b"\xff" * size * module) for _ in range(size)]
    for x, y, width in (map(int, run) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg)):
        rows[y][x * module:(x + width) * module] = b"\0" * width * module
    return _png(size * module, [bytes(row) for row in rows for _ in range(module)], "", 6)


def blank(width: int = 320, height: int = 240, comment: str = "") -> bytes:
    """A white PNG without any symbol."""
    return _png(width, [b"\xff" * width] * height, comment, 6)


def large(digits: str = ISBN, *, side: int = 2400, comment: str = "") -> bytes:
    """A barcode on a large white PNG, stored without compression: about `side` squared bytes."""
    bars = b"".join((b"\0" if bit == "1" else b"\xff") * 12 for bit in _modules(digits))
    margin = (side - len(bars)) // 2
    row = (b"\xff" * margin + bars).ljust(side, b"\xff")
    white = b"\xff" * side
    band = side // 4
    return _png(side, [white] * band + [row] * (side - 2 * band) + [white] * band, comment, 0)


def samples(kind: str | None = None) -> list[dict]:
    """The lines of `images/manifest.jsonl`, or only those of one kind: readable, unreadable, bad."""
    with open(IMAGES / "manifest.jsonl", encoding="utf-8") as manifest:
        lines = [json.loads(line) for line in manifest if line.strip()]
    return [line for line in lines if kind is None or line["kind"] == kind]


def listed_sample() -> dict:
    """The smallest readable sample whose book the sample bookshops list."""
    listed = [line for line in samples("readable") if line.get("listed") and line.get("product")]
    assert listed, "images/manifest.jsonl names no listed book"
    return min(listed, key=lambda line: (IMAGES / line["file"]).stat().st_size)


def sample_bytes(line: dict) -> bytes:
    """The bytes of a sample."""
    return (IMAGES / line["file"]).read_bytes()
