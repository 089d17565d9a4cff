"""The most processor time and memory that an accepted picture takes, as the documentation's table of limits has it."""

import io
import json
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

import pictures
from conftest import LONG
from daemon import binary

pytestmark = pytest.mark.skipif(not LONG, reason="takes minutes")

MEBIBYTE = 1024 * 1024
#: 50 megapixels, the most that is accepted; WebP has 16 383 pixels a side at most.
SIDES = (16_383, 3_051)


def deepest_png() -> bytes:
    """Colour and opacity of 16 bits, interlaced, all of it zero."""
    width, height = SIDES

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer, data = zlib.compressobj(1), b""
    for x, y, across, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
                               (0, 1, 1, 2)):
        row = bytes(1 + 8 * -(-(width - x) // across))
        for _ in range(-(-(height - y) // down)):
            data += packer.compress(row)
    data += packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def noise(mode: str = "RGB", cell: int = 1) -> Image.Image:
    """Random tones in squares of `cell` pixels."""
    small = (SIDES[0] // cell, SIDES[1] // cell)
    grey = Image.frombytes("L", small, random.Random(cell).randbytes(small[0] * small[1]))
    return grey.resize(SIDES, Image.Resampling.NEAREST).convert(mode)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def hostile() -> Iterator[tuple[str, bytes]]:
    yield "PNG, 16 bits, opacity, interlaced", deepest_png()
    yield "PNG, grey noise in squares", saved(noise("L", 4), "PNG", compress_level=1)
    yield "JPEG, noise", saved(noise(), "JPEG", quality=10)
    yield "JPEG, progressive noise", saved(noise(), "JPEG", quality=10, progressive=True)
    yield "JPEG, bars everywhere", saved(noise(cell=7), "JPEG", quality=60)
    yield "WebP, noise", saved(noise(), "WEBP", quality=5, method=0)
    yield "WebP, lossless squares", saved(noise(cell=8), "WEBP", lossless=True, quality=0, method=0)
    yield "WebP, as many code tables as are let in", pictures.webp_of_many_tables(64)


#: A process begins with the peak of the one that started it: this small one stands between.
MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
said = process.stdout.read().decode()
usage = os.wait4(process.pid, 0)[2]
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said)
"""


def cost(file: str) -> tuple[float, int, dict]:
    """Processor seconds, bytes at most, and what was said."""
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, binary(), "decode", "--json", file], capture_output=True, text=True,
        check=True).stdout
    time, memory, said = measured.split(" ", 2)
    return float(time), int(memory), json.loads(said)


def test_what_accepted_pictures_cost_at_most(tmp_path):
    file = tmp_path / "picture"
    file.write_bytes(pictures.blank())
    least_time, least_memory, _ = cost(str(file))
    for name, picture in hostile():
        assert len(picture) <= 20 * MEBIBYTE, f"{name} is too large to be accepted: {len(picture)}"
        file.write_bytes(picture)
        time, memory, said = cost(str(file))
        print(f"{name}, {len(picture) / MEBIBYTE:.1f} MiB: {time - least_time:.2f} s of processor,"
              f" {(memory - least_memory) / MEBIBYTE:.0f} MiB, {said.get('error', 'read')}", flush=True)
        # What a worker may take, at which the daemon would end it.
        assert time - least_time < 10 and memory - least_memory < 1024 * MEBIBYTE, name


def test_sound_pictures_of_the_largest_size_are_read_within_the_limits(daemon):
    for name, picture in hostile():
        kind = {b"\x89P": pictures.PNG, b"\xff\xd8": pictures.JPEG, b"RI": pictures.WEBP}[picture[:2]]
        response = daemon.scan(picture, kind)
        assert response.status == 201, f"{name}: {response.body[:300]!r}"
