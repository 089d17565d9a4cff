"""Pictures drawn from seeded numbers: textures without a code, cut-off codes, composites and phone photos."""

import math

import numpy as np
from PIL import Image, ImageFilter

from perturbed import PHONE, as_image, numbers, phone_background, reduced

TEXTURES = 2_000
CUT_CODES = 450
COMPOSITES = 60
# Phone photos with a code, and mosaics without.
PHONE_PHOTOS, PHONE_MOSAICS = 40, 12

ODD = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
RIGHT = ["".join("10"[int(bit)] for bit in digit) for digit in ODD]
EVEN = [digit[::-1] for digit in RIGHT]
FIRST = [
    "000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010"]


def ean13(digits: list[int]) -> str:
    """The 95 modules, 1 dark."""
    parity = FIRST[digits[0]]
    left = "".join((EVEN if parity[i] == "1" else ODD)[digits[i + 1]] for i in range(6))
    return f"101{left}01010{''.join(RIGHT[d] for d in digits[7:])}101"


def random_ean13(chance: np.random.Generator) -> list[int]:
    digits = [9, 7, 8] if chance.random() < 0.5 else [int(chance.integers(1, 9))]
    while len(digits) < 12:
        digits.append(int(chance.integers(10)))
    total = sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return [*digits, (10 - total % 10) % 10]


def mean_over(profile: np.ndarray, steps: int, places: np.ndarray, width: float) -> np.ndarray:
    """The mean of a step profile over a width about each place, in units of `steps` samples; 0 beyond its ends."""
    total = np.concatenate([[0.0], np.cumsum(np.repeat(profile, steps))]) / steps
    at = np.arange(len(total)) / steps
    return (np.interp(places + width / 2, at, total) - np.interp(places - width / 2, at, total)) / width


def cut_code(index: int) -> Image.Image:
    """An EAN-13 of which a border or something grey takes a part; a fifth are cut at the centre guard, where the left
    half has the guards of a UPC-E."""
    chance = numbers("cut", index)
    bars = np.array([int(bit) for bit in ean13(random_ean13(chance))], dtype=np.float64)
    is_covered = index % 3 == 2
    keeps_left = bool(chance.random() < 0.5)
    if index % 5 == 0:
        cut, keeps_left = (46.0 if is_covered else 51 + chance.uniform(-1, 2)), True
    elif index % 5 == 1:
        cut = 3 + 7 * float(chance.integers(4, 7)) + 0.5
    else:
        cut = chance.uniform(20, 75)
    module, height = chance.uniform(1.5, 4), int(chance.integers(80, 200))
    first = cut if not is_covered and not keeps_left else -13.0
    last = cut if not is_covered and keeps_left else 108.0
    tilt = chance.uniform(-0.15, 0.15)
    width = int((last - first) * module)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    # The row at which a border cuts exactly at `cut`; in all others it cuts off more.
    level = height / 2 if is_covered else 0.0 if (tilt > 0) == keeps_left else float(height)
    place = first + (x + 0.5 - tilt * (y - level)) / module
    dark = mean_over(bars, 16, place.ravel(), max(chance.uniform(0.4, 1.4), 1 / module)).reshape(place.shape)
    light = chance.uniform(180, 250)
    pixels = light - (light - chance.uniform(10, 70)) * dark
    if is_covered:
        pixels[(place > cut) == keeps_left] = chance.uniform(50, 150)
    return as_image(pixels + chance.normal(0, chance.uniform(0, 6), pixels.shape))


def stripes(chance: np.random.Generator, kind: str, length: float) -> np.ndarray:
    """Alternating light and dark in samples of a quarter pixel."""
    module, period, ratio = chance.uniform(1.2, 5), chance.uniform(3, 22), chance.uniform(2, 3)
    widths: list[float] = []
    while sum(widths) < length:
        widths.append({
            "bars": lambda: module * float(chance.integers(1, 5)),
            "two widths": lambda: module * (ratio if chance.random() < 0.4 else 1),
            "ribs": lambda: period * chance.uniform(0.4, 0.6),
        }.get(kind, lambda: period / 2)())
    edges = np.cumsum(widths)
    return (np.searchsorted(edges, np.arange(0, length, 0.25), side="right") % 2).astype(np.float64)


TEXTURE_KINDS = (
    "bars", "two widths", "stripes", "ribs", "waves", "grain", "weave", "spines", "print", "rings", "modules", "noise")


def texture(index: int) -> Image.Image:
    """Something striped, woven, tiled or noisy without any code in it."""
    chance = numbers("texture", index)
    kind = TEXTURE_KINDS[index % len(TEXTURE_KINDS)]
    width, height = int(chance.integers(160, 480)), int(chance.integers(120, 360))
    angle = 0.0 if chance.random() < 0.3 else chance.uniform(0, math.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = x - width / 2, y - height / 2
    u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    reach, period, soft = 310.0, chance.uniform(4, 24), chance.uniform(1, 3)

    def slow(size: float) -> np.ndarray:
        shape = (max(2, int(height / size)), max(2, int(width / size)))
        field = as_image(chance.uniform(0, 255, shape)).resize((width, height), Image.Resampling.BICUBIC)
        return np.asarray(field, dtype=np.float64) / 255

    def striped(across: np.ndarray) -> np.ndarray:
        profile = stripes(chance, kind, 2 * reach)
        return mean_over(profile, 1, (across.ravel() + reach) * 4, soft * 4).reshape(across.shape)

    def cells(column: np.ndarray, row: np.ndarray) -> np.ndarray:
        table = chance.random(4_096)
        return table[(np.floor(column).astype(int) * 73 + np.floor(row).astype(int) * 179) % 4_096]

    if kind in ("bars", "two widths", "stripes", "ribs"):
        dark = striped(u)
    elif kind == "waves":
        dark = 0.5 + 0.5 * np.sin(2 * np.pi * (u / period + chance.uniform(0, 3e-4) * v * v))
    elif kind == "grain":
        dark = 0.5 + 0.5 * np.sin(2 * np.pi * (u / period + 4 * slow(90)))
    elif kind == "weave":
        dark = (striped(u) + striped(v)) / 2
    elif kind == "spines":
        dark = cells(u / (2 * period), np.zeros_like(u))
    elif kind == "print":
        row = np.floor(v / (1.6 * period))
        is_gap = v - row * 1.6 * period < 0.6 * period
        dark = np.where(is_gap, 0, cells(u * 2 / period, row) < 0.45)
    elif kind == "rings":
        tile = 7 * period / 3
        ring = np.maximum(abs(u - np.rint(u / tile) * tile), abs(v - np.rint(v / tile) * tile)) / period * 6
        dark = np.where((ring < 3) | ((ring > 5) & (ring < 6.5)), 1, 0)
    elif kind == "modules":
        dark = np.where(cells(u / period, v / period) < 0.5, 1, 0)
    else:
        dark = slow(soft)
    light = chance.uniform(150, 250)
    noise = chance.uniform(0, 14) if chance.random() < 0.5 else 0.0
    pixels = light - chance.uniform(0.25, 0.95) * light * dark
    return as_image(pixels + chance.normal(0, noise, pixels.shape) if noise else pixels)


def composite(photos: list[Image.Image], index: int) -> Image.Image:
    """Two to four photos beside each other, each within 640 pixels, on a table."""
    chance = numbers("composite", index)
    cell, gap = 640, 24
    columns = 2
    rows = (len(photos) + 1) // 2
    size = (columns * cell + 3 * gap, rows * cell + (rows + 1) * gap)
    table = as_image(chance.uniform(90, 190, (3, 4))).resize(size, Image.Resampling.BICUBIC)
    for number, photo in enumerate(photos):
        factor = max(photo.size) / cell
        inset = reduced(photo, factor) if factor > 1 else photo
        left = gap + number % columns * (cell + gap) + int(chance.integers(0, cell - inset.width + 1))
        top = gap + number // columns * (cell + gap) + int(chance.integers(0, cell - inset.height + 1))
        table.paste(inset, (left, top))
    return table


def phone_photo(photo: Image.Image, name: str) -> Image.Image:
    """The photo as a phone of 12 megapixels would have taken it: enlarged to 1 600 to 2 800 pixels on a table, a little
    soft, with a sensor's noise."""
    chance = numbers("phone", name)
    side = chance.uniform(1600, 2800)
    factor = side / max(photo.size)
    inset = photo.resize((round(photo.width * factor), round(photo.height * factor)), Image.Resampling.BICUBIC)
    background = as_image(phone_background(chance))
    background.paste(inset, (
        int(chance.integers(0, PHONE[0] - inset.width)), int(chance.integers(0, PHONE[1] - inset.height))))
    pixels = np.asarray(background.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)
    return as_image(pixels + chance.normal(0, 3, pixels.shape))


def phone_mosaic(photos: list[Image.Image], index: int) -> Image.Image:
    """Photos without a code, side by side over 12 megapixels."""
    chance = numbers("mosaic", index)
    table = as_image(phone_background(chance))
    for row in range(3):
        for column in range(4):
            photo = photos[int(chance.integers(len(photos)))]
            table.paste(photo.resize((1008, 1008), Image.Resampling.BICUBIC), (column * 1008, row * 1008))
    return table
