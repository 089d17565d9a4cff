"""A camera that shares nothing with that of the sample scans: a front is laid over another picture, lit, blurred and
grained."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pictured_front import PicturedFront

VIEWS = ("plain", "oblique", "held", "turned", "far", "near", "curl", "dim", "sheen", "soft", "held", "shaken")
WIDE, TALL = 1200, 1600
SKINS = ((140, 170, 225), (90, 120, 180), (60, 80, 120))


def photographed(front: PicturedFront, view: str, chance: random.Random) -> np.ndarray:
    """A photo of a front, as OpenCV has it."""
    table = _table(front, chance)
    page = front.pixels()
    if view == "held":
        page = _under_fingers(page, chance)
    if view == "curl":
        page = _bent(page, chance)
    corners = _corners(page.shape[1] / page.shape[0], view, chance)
    light, covered = _laid(page, table, corners)
    light = _lit(light, chance)
    if view == "dim":
        light = light * chance.uniform(0.25, 0.45)
    else:
        light = 255 * (np.clip(light, 0, 255) / 255) ** chance.uniform(0.8, 1.3)
    if view == "sheen":
        light = light + covered * _reflection(corners, chance)
    light = cv2.GaussianBlur(light, (0, 0), chance.uniform(1.8, 3) if view == "soft" else chance.uniform(0.5, 1.2))
    if view == "shaken":
        length = chance.randint(7, 15)
        kernel = np.zeros((length, length))
        cv2.line(kernel, (0, chance.randrange(length)), (length - 1, chance.randrange(length)), 1)
        light = cv2.filter2D(light, -1, kernel / kernel.sum())
    grain = _numbers(chance).normal(0, 5 if view == "dim" else 2.5, light.shape)
    return np.clip(light + grain, 0, 255).astype(np.uint8)


def _numbers(chance: random.Random) -> np.random.Generator:
    return np.random.default_rng(chance.randrange(2**32))


def _table(front: PicturedFront, chance: random.Random) -> np.ndarray:
    """What lies behind: another picture, out of focus or not, or one colour with grain."""
    if chance.random() < 0.3:
        grain = _numbers(chance).integers(0, 20, (TALL, WIDE, 3))
        return (np.array([chance.randint(60, 220) for _ in range(3)]) + grain).astype(np.float64)
    picture = front.background(chance)
    scale = max(TALL / picture.height, WIDE / picture.width)
    picture = picture.resize((int(picture.width * scale) + 1, int(picture.height * scale) + 1))
    table = np.asarray(picture)[:TALL, :WIDE, ::-1].astype(np.float64)
    return cv2.GaussianBlur(table, (0, 0), chance.uniform(1, 6)) if chance.random() < 0.6 else table


def _under_fingers(page: np.ndarray, chance: random.Random) -> np.ndarray:
    """Fingers over the edge by which the book is held."""
    page = page.copy()
    height, width = page.shape[:2]
    skin = tuple(int(value * chance.uniform(0.8, 1.1)) for value in chance.choice(SKINS))
    side = chance.choice(("left", "right", "below"))
    along = chance.uniform(0.3, 0.7) * width if side == "below" else chance.uniform(0.45, 0.75) * height
    for finger in range(chance.randint(1, 3)):
        long, thick = int(chance.uniform(0.12, 0.25) * width), int(chance.uniform(0.055, 0.085) * width)
        place = int(along + finger * thick * 2.2)
        if side == "below":
            cv2.ellipse(page, (place, height), (thick, long), 0, 0, 360, skin, -1, cv2.LINE_AA)
        else:
            edge = 0 if side == "left" else width
            cv2.ellipse(page, (edge, place), (long, thick), chance.uniform(-12, 12), 0, 360, skin, -1, cv2.LINE_AA)
    return page


def _bent(page: np.ndarray, chance: random.Random) -> np.ndarray:
    """A cover that curls: places go sideways and up by parabolas."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across = chance.uniform(0.01, 0.03) * width * chance.choice((-1, 1))
    up = chance.uniform(0.005, 0.015) * height * chance.choice((-1, 1))
    from_x = x + np.float32(across) * (4 * (y / height) * (1 - y / height) - 1)
    from_y = y + np.float32(up) * 4 * (x / width) * (1 - x / width)
    return cv2.remap(page, from_x, from_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _corners(proportion: float, view: str, chance: random.Random) -> np.ndarray:
    """Where the front's corners lie, clockwise from its top left."""
    share = {"far": chance.uniform(0.28, 0.42), "near": chance.uniform(1.05, 1.3)}.get(view, chance.uniform(0.6, 0.88))
    half = np.array([share * TALL * proportion / 2, share * TALL / 2])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    tilt = 0.22 if view == "oblique" else 0.05
    corners = corners * (1 + np.array([[chance.uniform(-tilt, tilt)] for _ in range(4)]))
    turn = chance.choice((90, 180, 270)) + chance.uniform(-15, 15) if view == "turned" else chance.uniform(-9, 9)
    sine, cosine = np.sin(np.deg2rad(turn)), np.cos(np.deg2rad(turn))
    away = 0.24 if view == "far" else 0.04
    middle = np.array([WIDE * (0.5 + chance.uniform(-away, away)), TALL * (0.5 + chance.uniform(-away, away))])
    return corners @ np.array([[cosine, sine], [-sine, cosine]]) + middle


def _laid(page: np.ndarray, table: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The front on the table with its shadow, and where it is."""
    height, width = page.shape[:2]
    flat = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    to_photo = cv2.getPerspectiveTransform(flat, np.float32(corners))
    scale = np.linalg.norm(corners[0] - corners[3]) / height
    # Without this, what is finer than a pixel of the photo would come out as patterns.
    smooth = cv2.GaussianBlur(page, (0, 0), 0.45 / scale) if scale < 1 else page
    seen = cv2.warpPerspective(smooth, to_photo, (WIDE, TALL), flags=cv2.INTER_CUBIC)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), to_photo, (WIDE, TALL)) / 255.0
    shadow = cv2.GaussianBlur(np.roll(mask, (12, 8), (0, 1)), (0, 0), 14)[..., None]
    mask = mask[..., None]
    return table * (1 - 0.5 * shadow) * (1 - mask) + seen * mask, mask


def _lit(light: np.ndarray, chance: random.Random) -> np.ndarray:
    """Brighter on one side, and tinted."""
    y, x = np.mgrid[0:TALL, 0:WIDE]
    angle = chance.uniform(0, 6.3)
    slope = (x / WIDE - 0.5) * np.cos(angle) + (y / TALL - 0.5) * np.sin(angle)
    tint = np.array([chance.uniform(0.82, 1.08) for _ in range(3)])
    return light * (1 + chance.uniform(0, 0.5) * slope[..., None]) * tint


def _reflection(corners: np.ndarray, chance: random.Random) -> np.ndarray:
    """What a lamp adds to a glossy cover."""
    wide, tall = np.ptp(corners, axis=0)
    middle = corners.mean(0) + np.array([chance.uniform(-0.3, 0.3) * wide, chance.uniform(-0.35, 0.35) * tall])
    y, x = np.mgrid[0:TALL, 0:WIDE]
    angle = chance.uniform(0, np.pi)
    along = (x - middle[0]) * np.cos(angle) + (y - middle[1]) * np.sin(angle)
    across = (y - middle[1]) * np.cos(angle) - (x - middle[0]) * np.sin(angle)
    long, short = wide * chance.uniform(0.12, 0.3), wide * chance.uniform(0.08, 0.18)
    return (chance.uniform(150, 300) * np.exp(-((along / long) ** 2) - (across / short) ** 2))[..., None]
