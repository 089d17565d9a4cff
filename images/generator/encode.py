"""Photos to files: JPEG as phones and web pages write it, PNG in every kind, WebP."""

from __future__ import annotations

import io
from typing import Callable

import cv2
import numpy as np
from PIL import Image

from . import png

Encode = Callable[[np.ndarray], bytes]

# Stored picture for each EXIF orientation: the turn that a viewer must undo.
_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Footbridge"
    exif[0x0110] = "Drawn camera"
    exif[0x0112] = orientation
    return exif.tobytes()


def jpeg(quality: int = 72, progressive: bool = False, mode: str = "RGB", orientation: int | None = None, subsampling: str = "4:2:0", restart_rows: int = 0) -> Encode:
    """A JPEG; `mode` RGB, L or CMYK; `orientation` writes EXIF and stores the picture turned."""

    def encode(pixels: np.ndarray) -> bytes:
        image = Image.fromarray(pixels).convert(mode)
        options: dict = {}
        if orientation is not None:
            turn = _STORED[orientation]
            image = image.transpose(turn) if turn is not None else image
            options["exif"] = _exif(orientation)
        if mode == "RGB":
            options["subsampling"] = subsampling
        if restart_rows:
            options["restart_marker_rows"] = restart_rows
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, progressive=progressive, optimize=progressive, **options)
        return out.getvalue()

    return encode


def webp(quality: int = 80, lossless: bool = False, alpha: bool = False) -> Encode:
    """A WebP, lossy or lossless; `alpha` cuts the corners away."""

    def encode(pixels: np.ndarray) -> bytes:
        image = Image.fromarray(_with_alpha(pixels) if alpha else pixels)
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, lossless=lossless, method=4)
        return out.getvalue()

    return encode


def _with_alpha(pixels: np.ndarray) -> np.ndarray:
    """Transparent round the edges, as a picture cut out for a web page is; hidden pixels are black."""
    high, wide = pixels.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    inside = np.minimum(np.minimum(x, wide - 1 - x), np.minimum(y, high - 1 - y))
    alpha = np.clip((inside - 0.03 * wide) / (0.02 * wide), 0, 1)
    opaque = np.where(alpha[:, :, None] > 0, pixels, 0)
    return np.dstack([opaque, (alpha * 255).astype(np.uint8)])


def png_rgb(interlaced: bool = False) -> Encode:
    """Eight-bit colour."""
    return lambda pixels: png.encode(pixels, 8, png.RGB, interlaced)


def png_grey(depth: int = 8, interlaced: bool = False) -> Encode:
    """Grey of 1, 2, 4 or 8 bits."""

    def encode(pixels: np.ndarray) -> bytes:
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        if depth == 1:
            around = cv2.GaussianBlur(grey, (0, 0), max(8, grey.shape[1] / 40))
            grey = (grey > around.astype(np.int16) - 8).astype(np.uint8)
        elif depth < 8:
            levels = 2**depth - 1
            grey = np.clip(grey.astype(np.float32) / 255 * levels + 0.5, 0, levels).astype(np.uint8)
        return png.encode(grey, depth, png.GREY, interlaced)

    return encode


def png_16(colour: bool = True) -> Encode:
    """Sixteen bits a sample; the low bits are the eye's share of a real sensor: smooth, not noise."""

    def encode(pixels: np.ndarray) -> bytes:
        soft = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 0.6) * 257
        wide = np.clip(soft, 0, 65535).astype(np.uint16) & 0xFFE0
        if colour:
            return png.encode(wide, 16, png.RGB)
        return png.encode(wide[:, :, 1], 16, png.GREY)

    return encode


def png_alpha(grey: bool = False, interlaced: bool = False) -> Encode:
    """With an alpha channel, transparent round the edges."""

    def encode(pixels: np.ndarray) -> bytes:
        cut = _with_alpha(pixels)
        if not grey:
            return png.encode(cut, 8, png.RGB_ALPHA, interlaced)
        shade = cv2.cvtColor(np.ascontiguousarray(cut[:, :, :3]), cv2.COLOR_RGB2GRAY)
        return png.encode(np.dstack([shade, cut[:, :, 3]]), 8, png.GREY_ALPHA, interlaced)

    return encode


def png_palette(colours: int = 64, transparent: bool = False) -> Encode:
    """A palette of up to 256 colours, four bits a pixel when it is 16 or fewer; one may be transparent."""

    def encode(pixels: np.ndarray) -> bytes:
        spare = 1 if transparent else 0
        image = Image.fromarray(pixels).quantize(colours - spare, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        table = bytes(image.getpalette()[: 3 * (colours - spare)])
        index = np.asarray(image).copy()
        before = b""
        if transparent:
            table += b"\x00\x00\x00"
            table = table.ljust(3 * colours, b"\x00")
            high, wide = index.shape
            edge = wide // 30
            index[:edge], index[-edge:], index[:, :edge], index[:, -edge:] = (len(table) // 3 - 1,) * 4
            before = png.chunk(b"tRNS", b"\xff" * (len(table) // 3 - 1) + b"\x00")
        depth = 4 if colours <= 16 else 8
        return png.encode(index, depth, png.PALETTE, False, png.chunk(b"PLTE", table) + before)

    return encode
