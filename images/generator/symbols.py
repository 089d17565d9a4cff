"""Barcodes and QR codes, drawn by zint and qrencode and handed on as grey pictures.

Every symbol is returned with its quiet zone and its width in modules, so that a cover can
print it at a true X-dimension in millimetres.
"""

from __future__ import annotations

import functools
import io
import subprocess
from dataclasses import dataclass

import numpy as np
from PIL import Image

PIXELS_PER_MODULE = 8
ZINT_SCALE = PIXELS_PER_MODULE / 2


@dataclass(frozen=True)
class Drawn:
    """A symbol's grey picture and its size in modules, quiet zones included."""

    pixels: np.ndarray
    modules_wide: float
    modules_high: float


def _run(command: list[str], data: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=30)
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _drawn(png: bytes, pixels_per_module: int) -> Drawn:
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("L"))
    high, wide = pixels.shape
    return Drawn(pixels, wide / pixels_per_module, high / pixels_per_module)


@functools.cache
def linear(kind: str, text: str, height: float = 0, caption: bool = True) -> Drawn:
    """A linear symbol: `kind` is zint's name, `height` its bars in modules (0: zint's default)."""
    command = ["zint", "--direct", "--filetype=PNG", f"--scale={ZINT_SCALE}", "--quietzones", "-b", kind, "-d", text]
    if height:
        command.append(f"--height={height}")
    if not caption:
        command.append("--notext")
    drawn = _drawn(_run(command), PIXELS_PER_MODULE)
    # zint leaves no white above and below the bars; a printed box does.
    pad = 3 * PIXELS_PER_MODULE
    pixels = np.pad(drawn.pixels, ((pad, pad), (pad, pad)), constant_values=255)
    return Drawn(pixels, drawn.modules_wide + 6, drawn.modules_high + 6)


def ean13(digits: str, add_on: str | None = None, height: float = 0) -> Drawn:
    """An EAN-13, with an EAN-2 or EAN-5 beside it when `add_on` is given."""
    return linear("EANX", f"{digits}+{add_on}" if add_on else digits, height)


@functools.cache
def qr(data: bytes, level: str = "M", inverted: bool = False, kanji: bool = False) -> Drawn:
    """A QR code of these bytes. `kanji`: the bytes are Shift JIS, coded in Kanji mode.

    Otherwise byte mode is forced, as most generators do, so that the bytes are what a reader gets.
    """
    command = ["qrencode", "-o", "-", "-t", "PNG", "-s", "8", "-m", "4", "-l", level, "-k" if kanji else "-8"]
    drawn = _drawn(_run(command, data), 8)
    return Drawn(255 - drawn.pixels, drawn.modules_wide, drawn.modules_high) if inverted else drawn
