"""A small PNG writer for the variants common libraries will not write: Adam7, every depth, false headers."""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
# Adam7: first column, first row, column step, row step of each pass.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its length and CRC."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(wide: int, high: int, depth: int, colour: int, interlaced: bool = False) -> bytes:
    """The IHDR chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, depth, colour, 0, 0, int(interlaced)))


def _packed(pixels: np.ndarray, depth: int) -> np.ndarray:
    """Rows of bytes from rows of samples; `pixels` is high × wide × channels."""
    high = pixels.shape[0]
    samples = pixels.reshape(high, -1)
    if depth == 16:
        return samples.astype(">u2").view(np.uint8).reshape(high, -1)
    if depth == 8:
        return samples.astype(np.uint8)
    bits = (samples[:, :, None].astype(np.uint8) >> np.arange(depth - 1, -1, -1, dtype=np.uint8)) & 1
    return np.packbits(bits.reshape(high, -1), axis=1)


def _filtered(rows: np.ndarray, step: int) -> bytes:
    """Each row with the Up filter (Sub for the first), which suits photographs well enough."""
    out = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    out[:, 0] = 2
    out[1:, 1:] = rows[1:] - rows[:-1]
    out[0, 0] = 1
    out[0, 1:] = rows[0]
    out[0, 1 + step :] -= rows[0, :-step] if rows.shape[1] > step else rows[0, :0]
    return out.tobytes()


def encode(pixels: np.ndarray, depth: int, colour: int, interlaced: bool = False, before_data: bytes = b"") -> bytes:
    """A whole PNG. `before_data` holds finished chunks (PLTE, tRNS, text) to put before the picture."""
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    high, wide, channels = pixels.shape
    if channels != CHANNELS[colour]:
        raise ValueError("channels do not fit the colour type")
    step = max(1, channels * depth // 8)
    if interlaced:
        parts = [pixels[y::dy, x::dx] for x, y, dx, dy in PASSES]
    else:
        parts = [pixels]
    raw = b"".join(_filtered(_packed(part, depth), step) for part in parts if part.size)
    data = zlib.compress(raw, 9)
    blocks = b"".join(chunk(b"IDAT", data[i : i + 32768]) for i in range(0, len(data), 32768))
    return SIGNATURE + header(wide, high, depth, colour, interlaced) + before_data + blocks + chunk(b"IEND", b"")


def bomb(side: int) -> bytes:
    """A complete, valid, all-black one-bit grey picture of `side` × `side` pixels."""
    squeeze = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    block, rest = divmod(side, 100)
    data = b"".join(squeeze.compress(row * 100) for _ in range(block)) + squeeze.compress(row * rest) + squeeze.flush()
    return SIGNATURE + header(side, side, 1, GREY) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
