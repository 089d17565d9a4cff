"""What the books lie on: procedural wood, linen, stone, felt and paint, each with its own fixed seed."""

from __future__ import annotations

import functools
import zlib

import cv2
import numpy as np

# Texture resolution in pixels per millimetre; finer detail comes from the sensor's grain.
PER_MM = 4.0
SIDE = 2400


def _noise(rng: np.random.Generator, cells_x: int, cells_y: int, octaves: int = 4) -> np.ndarray:
    """Smooth noise about zero, its coarsest cells as given."""
    total = np.zeros((SIDE, SIDE), np.float32)
    for octave in range(octaves):
        grid = rng.standard_normal((cells_y * 2**octave + 1, cells_x * 2**octave + 1)).astype(np.float32)
        total += cv2.resize(grid, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) * 0.5**octave
    return total


def _wood(rng: np.random.Generator, light: tuple[int, int, int], dark: tuple[int, int, int], planks: int) -> np.ndarray:
    rows = np.arange(SIDE, dtype=np.float32)[:, None] / SIDE
    grain = _noise(rng, 2, 40, 3)
    drift = _noise(rng, 2, 4, 2)
    rings = 0.5 + 0.5 * np.sin(60 * rows + 2.2 * drift + 0.8 * grain)
    fibres = cv2.resize(rng.standard_normal((SIDE, 40)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    mix = np.clip(0.55 * rings + 0.12 * grain + 0.10 * fibres + 0.15, 0, 1)
    if planks:
        for i in range(planks):
            top, bottom = i * SIDE // planks, (i + 1) * SIDE // planks
            mix[top:bottom] = np.clip(np.roll(mix[top:bottom], int(rng.integers(SIDE)), axis=1) + rng.normal(0, 0.13), 0, 1)
    out = np.array(light, np.float32) * (1 - mix[..., None]) + np.array(dark, np.float32) * mix[..., None]
    if planks:
        for i in range(planks):
            line = i * SIDE // planks
            out[line : line + 4] *= 0.45
    return out


def _linen(rng: np.random.Generator, colour: tuple[int, int, int], pitch: int = 6) -> np.ndarray:
    phase = 2 * np.pi * np.arange(SIDE, dtype=np.float32) / pitch
    warp, weft = np.sin(phase)[None, :], np.sin(phase + np.pi)[:, None]
    thread = cv2.resize(rng.standard_normal((SIDE // 6, 80)).astype(np.float32), (SIDE, SIDE))
    thread += cv2.resize(rng.standard_normal((80, SIDE // 6)).astype(np.float32), (SIDE, SIDE))
    tone = 1 + 0.07 * np.maximum(warp, weft) + 0.035 * thread + 0.02 * _noise(rng, 4, 4)
    return np.array(colour, np.float32) * tone[..., None]


def _stone(rng: np.random.Generator, base: tuple[int, int, int], vein: tuple[int, int, int]) -> np.ndarray:
    lines = np.abs(_noise(rng, 3, 4, 6))
    veins = np.clip(1 - lines * 9, 0, 1) ** 1.5 * np.clip(0.5 + 0.5 * _noise(rng, 3, 3, 2), 0, 1)
    cloud = 0.03 * _noise(rng, 4, 4, 6)
    mixed = np.array(base, np.float32) * (1 - veins[..., None]) + np.array(vein, np.float32) * veins[..., None]
    return mixed * (1 + cloud[..., None])


def _speckled(rng: np.random.Generator, colour: tuple[int, int, int], grain: float, cloud: float) -> np.ndarray:
    fine = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), 1.1) * 3
    tone = 1 + grain * fine + cloud * _noise(rng, 3, 3, 5)
    return np.array(colour, np.float32) * tone[..., None]


def _tiles(rng: np.random.Generator) -> np.ndarray:
    out = _speckled(rng, (214, 220, 216), 0.004, 0.01)
    pitch = 100 * int(PER_MM)
    for i in range(0, SIDE, pitch):
        for j in range(0, SIDE, pitch):
            out[i : i + pitch, j : j + pitch] *= rng.normal(1, 0.02)
    for i in range(0, SIDE, pitch):
        out[i : i + 10] = out[i : i + 10] * 0.2 + 128
        out[:, i : i + 10] = out[:, i : i + 10] * 0.2 + 128
    return out


@functools.cache
def texture(kind: str) -> np.ndarray:
    """The named table top, SIDE × SIDE RGB bytes."""
    rng = np.random.default_rng(zlib.crc32(kind.encode()))
    match kind:
        case "oak":
            made = _wood(rng, (206, 166, 116), (158, 112, 68), 5)
        case "walnut":
            made = _wood(rng, (120, 82, 54), (72, 46, 30), 0)
        case "pine":
            made = _wood(rng, (232, 206, 164), (205, 168, 118), 4)
        case "linen":
            made = _linen(rng, (206, 196, 178))
        case "denim":
            made = _linen(rng, (62, 82, 118), 5)
        case "marble":
            made = _stone(rng, (232, 230, 226), (150, 148, 150))
        case "slate":
            made = _stone(rng, (70, 74, 80), (98, 102, 108))
        case "felt":
            made = _speckled(rng, (54, 92, 74), 0.05, 0.03)
        case "desk":
            made = _speckled(rng, (226, 226, 224), 0.006, 0.008)
        case "concrete":
            made = _speckled(rng, (158, 156, 150), 0.03, 0.05)
        case "kraft":
            made = _speckled(rng, (188, 152, 108), 0.03, 0.02)
        case "tiles":
            made = _tiles(rng)
        case _:
            raise ValueError(f"no table called {kind}")
    return np.clip(made, 0, 255).astype(np.uint8)
