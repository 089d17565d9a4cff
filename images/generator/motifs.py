"""What fronts are of beside the drawn art of `covers`: scattered shapes, and something like a photo."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image

from .canvas import Canvas, blend


def scatter(c: Canvas, rng: np.random.Generator, colours: tuple) -> None:
    """Shapes of all kinds, one over the other."""
    for _ in range(int(rng.integers(25, 90))):
        x, y, size = rng.uniform(0, c.wide), rng.uniform(c.high * 0.3, c.high), rng.uniform(2, 24)
        colour = blend(colours[int(rng.integers(4))], colours[int(rng.integers(4))], rng.uniform(0, 1))
        match int(rng.integers(4)):
            case 0:
                c.disc(x, y, size / 2, colour)
            case 1:
                corners = sorted(rng.uniform(0, 2 * math.pi, int(rng.integers(3, 7))))
                c.shape([(x + size * math.cos(a), y + size * math.sin(a)) for a in corners], colour)
            case 2:
                end = (x + rng.uniform(-40, 40), y + rng.uniform(-40, 40))
                c.line([(x, y), end], colour, rng.uniform(0.5, 3))
            case _:
                c.slice(x, y, size, float(rng.uniform(0, 360)), float(rng.uniform(360, 600)), colour)


def _cloud(rng: np.random.Generator, wide: int, high: int, slope: float) -> np.ndarray:
    """Noise as nature has it, 0 to 1."""
    total = np.zeros((high, wide), np.float32)
    for octave in range(1, 8):
        grid = rng.standard_normal((2**octave + 1, 2**octave + 1)).astype(np.float32)
        total += cv2.resize(grid, (wide, high), interpolation=cv2.INTER_CUBIC) * slope**octave
    low, up = np.percentile(total, [2, 98])
    return np.clip((total - low) / max(up - low, 1e-6), 0, 1)


def photograph(c: Canvas, rng: np.random.Generator, colours: tuple, top: float) -> None:
    """Something like a photo: clouds, a ridge, things before it, light from one side."""
    # Always as many pixels: chance must not depend on how finely it is printed.
    wide, high = 600, 900
    sky = _cloud(rng, wide, high, 0.55)[:, :, None]
    far, near, light = (np.array(colours[i], np.float32) for i in (0, 2, 1))
    picture = far * (1 - sky) + light * sky
    ground = _cloud(rng, wide, high, rng.uniform(0.6, 0.85))[:, :, None]
    ridge = np.cumsum(rng.standard_normal(wide)) / math.sqrt(wide) * high * 0.12 + high * rng.uniform(0.5, 0.7)
    below = (np.arange(high)[:, None] > ridge[None, :])[:, :, None]
    picture = np.where(below, near * (0.25 + 0.75 * ground), picture)
    for _ in range(int(rng.integers(4, 14))):
        blob = np.zeros((high, wide), np.uint8)
        middle = (int(rng.uniform(0, wide)), int(rng.uniform(high * 0.35, high)))
        axes = (int(wide * rng.uniform(0.02, 0.2)), int(wide * rng.uniform(0.02, 0.2)))
        cv2.ellipse(blob, middle, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
        shade = np.array(colours[int(rng.integers(4))], np.float32) * (0.35 + 0.8 * _cloud(rng, wide, high, 0.7)[:, :, None])
        share = blob[:, :, None].astype(np.float32) / 255
        picture = picture * (1 - share) + shade * share
    printed = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).resize(c.image.size, Image.BICUBIC)
    c.image.paste(printed, (0, round(top * c.per_mm)))
