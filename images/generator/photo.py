"""From an evenly lit scene to what a phone's sensor hands on: light, lens, motion, grain."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np


@dataclass(frozen=True)
class Look:
    """How a photo was taken. Blurs in pixels; light as factors of linear light."""

    exposure: float = 1.0
    warmth: float = 0.0  # -1 cold to 1 warm
    falloff: float = 0.25  # how much darker the far side is
    light_from: float = 225.0  # degrees, direction the light comes from
    vignette: float = 0.25
    defocus: float = 0.5
    motion: float = 0.0
    motion_angle: float = 0.0
    grain: float = 0.010  # standard deviation at mid grey
    glare: tuple[float, float, float, float] | None = None  # x, y (fractions), radius (fraction), strength
    band: tuple[float, float, float] | None = None  # hand or window shadow: position, width (fractions), darkness
    contrast: float = 1.0

    def but(self, **changes: object) -> "Look":
        """The same look with some things changed."""
        return replace(self, **changes)


DAYLIGHT = Look()
LAMP = Look(warmth=0.7, falloff=0.5, light_from=300, grain=0.014, exposure=0.85)
WINDOW = Look(warmth=-0.35, falloff=0.55, light_from=180, exposure=1.05)
SHOP = Look(warmth=0.15, falloff=0.12, exposure=1.08, vignette=0.15)
EVENING = Look(warmth=0.85, falloff=0.6, light_from=320, exposure=0.38, grain=0.024, defocus=0.8)


def _disc(radius: float) -> np.ndarray:
    reach = int(math.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return kernel / kernel.sum()


def _streak(length: float, angle: float) -> np.ndarray:
    reach = int(math.ceil(length / 2)) + 1
    side = 2 * reach + 1
    kernel = np.zeros((side, side), np.float32)
    for s in np.linspace(-length / 2, length / 2, max(3, int(length * 4))):
        x = reach + s * math.cos(math.radians(angle))
        y = reach + s * math.sin(math.radians(angle))
        x0, y0 = int(math.floor(x)), int(math.floor(y))
        fx, fy = x - x0, y - y0
        for oy, wy in ((0, 1 - fy), (1, fy)):
            for ox, wx in ((0, 1 - fx), (1, fx)):
                if 0 <= y0 + oy < side and 0 <= x0 + ox < side:
                    kernel[y0 + oy, x0 + ox] += wx * wy
    return kernel / kernel.sum()


def _illumination(look: Look, wide: int, high: int) -> np.ndarray:
    x = np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    angle = math.radians(look.light_from)
    along = x * math.cos(angle) + y * math.sin(angle)
    light = 1 + look.falloff * along / math.sqrt(2)
    light = light * (1 - look.vignette * (x**2 + y**2) / 2)
    if look.band:
        where, width, darkness = look.band
        across = (x * 0.8 + y * 0.6) / 2 + 0.5
        edge = 1 / (1 + np.exp(-(width / 2 - np.abs(across - where)) * 60))
        light = light * (1 - darkness * edge)
    return light.astype(np.float32)


def take(scene: np.ndarray, look: Look, rng: np.random.Generator) -> np.ndarray:
    """The photo as uint8 RGB."""
    high, wide = scene.shape[:2]
    linear = np.power(np.clip(scene, 0, 255) / 255, 2.2, dtype=np.float32)
    linear *= (look.exposure * _illumination(look, wide, high))[:, :, None]
    linear *= np.array([1 + 0.16 * look.warmth, 1 + 0.02 * look.warmth, 1 - 0.22 * look.warmth], np.float32)
    if look.glare:
        gx, gy, radius, strength = look.glare
        reach = radius * max(wide, high)
        x = (np.arange(wide, dtype=np.float32) - gx * wide)[None, :]
        y = (np.arange(high, dtype=np.float32) - gy * high)[:, None]
        spot = np.exp(-((x * 0.9 + y * 0.5) ** 2 + 0.35 * (y * 0.9 - x * 0.5) ** 2) / (2 * reach**2))
        linear += (strength * spot)[:, :, None]
    if look.defocus > 0.25:
        linear = cv2.filter2D(linear, -1, _disc(look.defocus), borderType=cv2.BORDER_REFLECT)
    if look.motion > 0.5:
        linear = cv2.filter2D(linear, -1, _streak(look.motion, look.motion_angle), borderType=cv2.BORDER_REFLECT)
    linear = np.clip(linear, 0, 1)
    # Shot noise grows with the root of the light; read noise does not.
    grain = rng.standard_normal(linear.shape, dtype=np.float32)
    grain = 0.55 * grain + 0.75 * rng.standard_normal((high, wide, 1), dtype=np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.55) * 1.6
    linear += grain * look.grain * (0.12 + np.sqrt(linear))
    out = np.power(np.clip(linear, 0, 1), 1 / 2.2)
    if look.contrast != 1:
        out = 0.5 + (out - 0.5) * look.contrast
    return (np.clip(out, 0, 1) * 255 + 0.5).astype(np.uint8)
