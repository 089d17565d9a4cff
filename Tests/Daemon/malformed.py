"""Pictures that are none, or hardly: each breaks one rule of its format, and all are made here.

What they are made from are a PNG that the tests draw and the JPEG and WebP photos of `images/`.
"""

import random
import struct
import zlib
from collections.abc import Iterator

import pictures
from pictures import JPEG, PNG, WEBP

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The most that a length field of four bytes can claim, and what overflows a signed one.
LENGTHS = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

Picture = tuple[str, bytes, str]


def _chunk(kind: bytes, data: bytes, *, length: int | None = None, check: int | None = None) -> bytes:
    length = len(data) if length is None else length
    return struct.pack(">I", length) + kind + data + struct.pack(">I", zlib.crc32(kind + data) if check is None else check)


def _header(width: int = 64, height: int = 64, depth: int = 8, kind: int = 0, compression: int = 0, method: int = 0,
            interlace: int = 0) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, compression, method, interlace))


def _png(*chunks: bytes) -> bytes:
    return SIGNATURE + b"".join(chunks)


def pngs() -> Iterator[Picture]:
    """PNG (W3C, third edition): chunks, header fields, compressed data."""
    end = _chunk(b"IEND", b"")
    rows = zlib.compress((b"\0" + b"\xff" * 64) * 64)
    pixels = _chunk(b"IDAT", rows)
    whole = pictures.barcode()
    for count in (1, 7, 8, 11, 16, 20, 28, 33, 36, 41, len(whole) // 2, len(whole) - 13, len(whole) - 1):
        yield f"cut after {count}", whole[:count], PNG
    for size in (0, 1, 65_535, 65_536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF):
        yield f"width {size}", _png(_header(width=size), pixels, end), PNG
        yield f"height {size}", _png(_header(height=size), pixels, end), PNG
    for depth in (0, 1, 2, 3, 4, 16, 17, 255):
        for kind in (0, 1, 2, 3, 4, 5, 6, 255):
            if (depth, kind) not in ((1, 0), (2, 0), (4, 0), (16, 0)):
                yield f"depth {depth} of colour {kind}", _png(_header(depth=depth, kind=kind), pixels, end), PNG
    for field in ("compression", "method", "interlace"):
        for value in (1, 2, 255):
            yield f"{field} {value}", _png(_header(**{field: value}), pixels, end), PNG
    for length in LENGTHS:
        yield f"pixels of length {length}", _png(_header(), _chunk(b"IDAT", rows, length=length), end), PNG
        yield f"header of length {length}", _png(_chunk(b"IHDR", bytes(13), length=length), pixels, end), PNG
        yield f"text of length {length}", _png(_header(), _chunk(b"tEXt", b"a\0b", length=length), pixels, end), PNG
    yield "wrong check of the header", _png(_chunk(b"IHDR", _header()[8:21], check=1), pixels, end), PNG
    yield "wrong check of pixels", _png(_header(), _chunk(b"IDAT", rows, check=1), end), PNG
    yield "no pixels", _png(_header(), end), PNG
    yield "no end", _png(_header(), pixels), PNG
    yield "pixels before the header", _png(pixels, _header(), end), PNG
    yield "two headers", _png(_header(), _header(width=9000), pixels, end), PNG
    yield "colours without a palette", _png(_header(kind=3), pixels, end), PNG
    yield "a palette of 257", _png(_header(kind=3), _chunk(b"PLTE", bytes(771)), pixels, end), PNG
    yield "a palette of a third", _png(_header(kind=3), _chunk(b"PLTE", b"\0"), pixels, end), PNG
    yield "colours beyond the palette", _png(_header(kind=3), _chunk(b"PLTE", bytes(3)), pixels, end), PNG
    yield "transparency of 4000", _png(_header(kind=3), _chunk(b"PLTE", bytes(9)), _chunk(b"tRNS", bytes(4000)), pixels, end), PNG
    yield "an unknown critical chunk", _png(_header(), _chunk(b"ABCD", b"?"), pixels, end), PNG
    yield "filter 9", _png(_header(), _chunk(b"IDAT", zlib.compress((b"\x09" + bytes(64)) * 64)), end), PNG
    yield "too few rows", _png(_header(), _chunk(b"IDAT", zlib.compress((b"\0" + bytes(64)) * 9)), end), PNG
    yield "pixels that are no zlib", _png(_header(), _chunk(b"IDAT", b"\xff" * 200), end), PNG
    yield "a wrong sum of zlib", _png(_header(), _chunk(b"IDAT", rows[:-1] + b"\0"), end), PNG
    bomb = zlib.compress(bytes(40_000_000), 9)
    yield "more rows than the header says", _png(_header(), _chunk(b"IDAT", bomb), end), PNG
    yield "a bomb of text", _png(_header(), _chunk(b"zTXt", b"a\0\0" + bomb), pixels, end), PNG
    yield "a bomb of a profile", _png(_header(), _chunk(b"iCCP", b"a\0\0" + bomb), pixels, end), PNG
    yield "thousands of chunks", _png(_header(), _chunk(b"tEXt", b"a\0b") * 20_000, pixels, end), PNG
    yield "pixels of no bytes, often", _png(_header(), _chunk(b"IDAT", b"") * 20_000, pixels, end), PNG


def _segments(jpeg: bytes) -> list[tuple[int, int, int]]:
    """Marker, place and end of every segment up to the first scan."""
    found, place = [], 2
    while jpeg[place] == 0xFF:
        marker, [length] = jpeg[place + 1], struct.unpack(">H", jpeg[place + 2:place + 4])
        found.append((marker, place, place + 2 + length))
        if marker == 0xDA:
            break
        place += 2 + length
    return found


def jpegs() -> Iterator[Picture]:
    """JPEG (ITU-T T.81) and Exif: segments, tables, frames, scans."""
    lines = [line for line in pictures.samples("readable") if line["file"].endswith(".jpg")]
    whole = pictures.sample_bytes(min(lines, key=lambda line: len(pictures.sample_bytes(line))))
    segments = _segments(whole)
    for marker, place, end in segments:
        name = f"segment {marker:02x}"
        yield f"cut in {name}", whole[:place + 3], JPEG
        yield f"without {name}", whole[:place] + whole[end:], JPEG
        yield f"twice {name}", whole[:end] + whole[place:], JPEG
        yield f"noise in {name}", whole[:place + 4] + b"\xa5" * (end - place - 4) + whole[end:], JPEG
        for length in (0, 1, 2, 65_535):
            yield f"{name} of length {length}", whole[:place + 2] + struct.pack(">H", length) + whole[place + 4:], JPEG
    [frame] = [place for marker, place, _ in segments if marker in (0xC0, 0xC1, 0xC2)]

    def with_frame(offset: int, data: bytes) -> bytes:
        return whole[:frame + offset] + data + whole[frame + offset + len(data):]

    for value in (0, 1, 65_500, 65_535):
        yield f"height {value}", with_frame(5, struct.pack(">H", value)), JPEG
        yield f"width {value}", with_frame(7, struct.pack(">H", value)), JPEG
    for value in (0, 1, 7, 9, 12, 16, 255):
        yield f"precision {value}", with_frame(4, bytes([value])), JPEG
    for value in (0, 2, 4, 5, 255):
        yield f"components {value}", with_frame(9, bytes([value])), JPEG
    for value in (0x00, 0x01, 0x10, 0x44, 0x51, 0xF1, 0xFF):
        yield f"sampling {value:02x}", with_frame(11, bytes([value])), JPEG
    for marker in (0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCF):
        yield f"frame of kind {marker:02x}", with_frame(1, bytes([marker])), JPEG
    scan = segments[-1][2]
    yield "no end", whole[:-2], JPEG
    yield "a scan of nothing", whole[:scan] + b"\xff\xd9", JPEG
    yield "a scan of noise", whole[:scan] + random.Random(1).randbytes(20_000) + b"\xff\xd9", JPEG
    yield "a thousand scans", whole[:segments[-1][1]] + whole[segments[-1][1]:-2] * (1 + 4_000_000 // len(whole)), JPEG
    yield "restarts everywhere", whole[:scan] + b"\xff\xd0" * 50_000 + b"\xff\xd9", JPEG
    yield "fill bytes without end", whole[:2] + b"\xff" * 1_000_000 + whole[2:], JPEG
    yield "a frame inside a frame", whole[:scan] + whole, JPEG
    for name, directory in {
        "orientation 0": b"\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0",
        "orientation 9": b"\0\1\1\x12\0\3\0\0\0\1\0\x09\0\0\0\0\0\0",
        "orientation of a billion": b"\0\1\1\x12\0\4\x3b\x9a\xca\0\0\0\0\6\0\0\0\0",
        "orientation far outside": b"\0\1\1\x12\0\5\0\0\0\1\xff\xff\xff\xf0\0\0\0\0",
        "65535 entries": b"\xff\xff" + b"\1\x12\0\3\0\0\0\1\0\6\0\0" * 3,
        "a directory that follows itself": b"\0\0\0\0\0\x08",
    }.items():
        exif = b"Exif\0\0MM\0\x2a\0\0\0\x08" + directory
        yield f"Exif: {name}", whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[2:], JPEG
    for offset in LENGTHS:
        exif = b"Exif\0\0II\x2a\0" + struct.pack("<I", offset)
        yield f"Exif: directory at {offset}", whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[2:], JPEG


def webps() -> Iterator[Picture]:
    """WebP (RFC 9649): RIFF chunks, canvas, lossy and lossless data."""
    for sample in ("webp-lossy.webp", "webp-lossless.webp", "webp-alpha.webp"):
        whole = (pictures.IMAGES / sample).read_bytes()
        for count in (4, 8, 12, 16, 20, 24, 29, 30, len(whole) // 2, len(whole) - 1):
            yield f"{sample} cut after {count}", whole[:count], WEBP
        for length in LENGTHS:
            yield f"{sample}, file of length {length}", whole[:4] + struct.pack("<I", length) + whole[8:], WEBP
            yield f"{sample}, chunk of length {length}", whole[:16] + struct.pack("<I", length) + whole[20:], WEBP
        yield f"{sample}, data of noise", whole[:32] + random.Random(2).randbytes(len(whole) - 32), WEBP
        yield f"{sample}, data of zeros", whole[:32] + bytes(len(whole) - 32), WEBP
        yield f"{sample}, unknown chunk", whole[:12] + b"ABCD" + whole[16:], WEBP
        for kind in (b"VP8 ", b"VP8L", b"VP8X"):
            yield f"{sample} as {kind!r}", whole[:12] + kind + whole[16:], WEBP
    yield "many tables", pictures.webp_of_many_tables(), WEBP
    animation = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff\xff\xff" * 2
    yield "an animation of nothing", b"RIFF" + struct.pack("<I", 4 + len(animation)) + b"WEBP" + animation, WEBP


def all_pictures() -> list[Picture]:
    return [*pngs(), *jpegs(), *webps()]


def mutants(count: int, seed: int) -> Iterator[Picture]:
    """Photos of `images/` with bytes changed, left out, put in, doubled or taken from another photo."""
    chance = random.Random(seed)
    kinds = {".png": PNG, ".jpg": JPEG, ".webp": WEBP}
    small = [line for line in pictures.samples("readable") if len(pictures.sample_bytes(line)) < 150_000]
    for number in range(count):
        line, other = chance.choice(small), chance.choice(small)
        data = bytearray(pictures.sample_bytes(line))
        for _ in range(chance.choice((1, 1, 2, 5, 40))):
            # Half of the damage where the tables are.
            place = chance.randrange(min(len(data), chance.choice((700, len(data)))))
            length = chance.choice((1, 2, 4, 60))
            match chance.randrange(5):
                case 0: data[place] ^= 1 << chance.randrange(8)
                case 1: data[place:place + length] = chance.randbytes(length)
                case 2: del data[place:place + length]
                case 3: data[place:place] = data[place:place + length]
                case 4: data[place:place + length] = pictures.sample_bytes(other)[place:place + length]
            if not data:
                data = bytearray(b"\0")
        yield f"{line['file']} {seed}/{number}", bytes(data), kinds[line["file"][line["file"].rindex("."):]]
