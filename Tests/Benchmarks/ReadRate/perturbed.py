"""Copies of photos made harder in the ways in which hand-held photos of books are hard. All of it is deterministic:
what is done, and how much, follows from the photo's name."""

import hashlib
import math
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter, ImageOps

# Copies made of one photo; the kinds take turns.
COPIES = 3
# A phone's 12 megapixels.
PHONE = (4032, 3024)


def numbers(*names: object) -> np.random.Generator:
    """Random numbers that depend on the names alone."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "little")))


def border_grey(image: Image.Image) -> int:
    """What to continue a photo with: the median of its border."""
    pixels = np.asarray(image)
    return int(np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])))


def as_image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def scale_of(image: Image.Image) -> float:
    """Blur and shake are relative to a picture of 640 pixels: a small crop is not blurred as much."""
    return min(1.0, max(image.size) / 640)


def turned(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    degrees = int(chance.choice(np.arange(15, 181, 15))) * int(chance.choice([-1, 1]))
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=border_grey(image))


def reduced(image: Image.Image, divisor: int) -> Image.Image:
    size = tuple(max(1, round(side / divisor)) for side in image.size)
    return image.resize(size, Image.Resampling.LANCZOS)


def blurred(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0.8, 1.6) * scale_of(image)))


def shaken(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Motion along a line of 3 to 5 pixels."""
    length = chance.uniform(3, 5) * scale_of(image)
    angle = chance.uniform(0, math.pi)
    pixels = np.asarray(image, dtype=np.float64)
    padded = np.pad(pixels, 4, mode="edge")
    height, width = pixels.shape
    total = np.zeros_like(pixels)
    steps = np.linspace(-length / 2, length / 2, 9)
    for step in steps:
        x, y = 4 + step * math.cos(angle), 4 + step * math.sin(angle)
        left, top = int(x), int(y)
        right, down = x - left, y - top
        for dy, wy in ((0, 1 - down), (1, down)):
            for dx, wx in ((0, 1 - right), (1, right)):
                total += wx * wy * padded[top + dy:top + dy + height, left + dx:left + dx + width]
    return as_image(total / len(steps))


def noisy(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    pixels = np.asarray(image, dtype=np.float64)
    return as_image(pixels + chance.normal(0, chance.uniform(10, 25), pixels.shape))


def dark(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A fifth to a third of the light, with the noise that a camera then has."""
    pixels = np.asarray(image, dtype=np.float64) * chance.uniform(0.2, 0.35)
    return as_image(pixels + chance.normal(0, 2, pixels.shape))


def low_contrast(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    pixels = np.asarray(image, dtype=np.float64)
    contrast = chance.uniform(0.2, 0.35)
    return as_image(chance.uniform(90, 170) + (pixels - 128) * contrast + chance.normal(0, 1.5, pixels.shape))


def compressed(image: Image.Image, _: np.random.Generator) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=20)
    return Image.open(file).convert("L")


def in_perspective(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """One side up to a fifth shorter than the opposite one, on a border that keeps all of the photo."""
    width, height = image.size
    shrink = chance.uniform(0.1, 0.2) / 2
    side = int(chance.integers(4))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    moved = corners.copy()
    a, b = side, (side + 1) % 4
    moved[a] += shrink * (corners[b] - corners[a])
    moved[b] += shrink * (corners[a] - corners[b])
    # Pillow asks where each pixel comes from: from `moved` back to `corners`.
    rows, right = [], []
    for (x, y), (u, v) in zip(moved, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    coefficients = np.linalg.solve(np.array(rows), np.array(right))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, coefficients.tolist(), Image.Resampling.BICUBIC,
        fillcolor=border_grey(image))


def phone_background(chance: np.random.Generator) -> np.ndarray:
    """A table top of 12 megapixels: light that changes slowly, and a little grain."""
    width, height = PHONE
    coarse = as_image(chance.uniform(90, 190, (6, 8))).resize(PHONE, Image.Resampling.BICUBIC)
    grain = as_image(128 + chance.normal(0, 10, (height // 4, width // 4))).resize(PHONE, Image.Resampling.BILINEAR)
    return np.asarray(coarse, dtype=np.float64) + np.asarray(grain, dtype=np.float64) - 128


def small_in_phone_photo(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """The photo as it is, somewhere in 12 megapixels."""
    background = as_image(phone_background(chance))
    limit = max(image.size) / 1000
    inset = reduced(image, limit) if limit > 1 else image
    background.paste(inset, (
        int(chance.integers(0, PHONE[0] - inset.width)), int(chance.integers(0, PHONE[1] - inset.height))))
    return background


KINDS: dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "turned": turned,
    "1/2 size": lambda image, _: reduced(image, 2),
    "blur": blurred,
    "motion": shaken,
    "noise": noisy,
    "dark": dark,
    "turned again": turned,
    "low contrast": low_contrast,
    "jpeg 20": compressed,
    "inverted": lambda image, _: ImageOps.invert(image),
    "1/3 size": lambda image, _: reduced(image, 3),
    "perspective": in_perspective,
    "small in 12 MP": small_in_phone_photo,
}


def kinds_for(name: str) -> list[str]:
    """The kinds of copies that are made of this photo."""
    names = list(KINDS)
    first = int(numbers(name, "kinds").integers(len(names)))
    step = len(names) // COPIES
    return [names[(first + copy * step) % len(names)] for copy in range(COPIES)]


def perturbed(image: Image.Image, name: str, kind: str) -> Image.Image:
    return KINDS[kind](image, numbers(name, kind))
