"""A pinhole camera over a table with flat or bent printed things lying on it.

World axes in millimetres: x to the right, y towards the viewer, z up; the table is z = 0.
Every pixel's ray is met with each thing's surface, so perspective, tilt and curvature are true
and not a warp that merely looks like them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Callable

import cv2
import numpy as np

from . import tables

# Where the light comes from, for shadows: a shadow falls this many mm per mm of height.
SHADOW_X, SHADOW_Y = 0.9, 0.55


@dataclass
class Print:
    """A printed thing: its picture, size in mm, and how it stands up from the table."""

    pixels: np.ndarray
    wide: float
    high: float
    thick: float = 0.4
    # Where a photographer aims, in mm from the upper left corner.
    aim: tuple[float, float] | None = None
    spine: tuple[int, int, int] | None = None
    spine_right: bool = True
    corner: float = 0.0


@dataclass(frozen=True)
class Bend:
    """A surface that rises by `height(x)` mm, x measured from its middle; bent about `turn` degrees."""

    height: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    along_y: bool = False


def cylinder(radius: float, half: float, along_y: bool = False) -> Bend:
    """The upper part of a cylinder, level with its thing's base at `half` mm from the middle."""
    drop = math.sqrt(max(radius**2 - half**2, 1.0))

    def height(x: np.ndarray) -> np.ndarray:
        return np.sqrt(np.maximum(radius**2 - np.minimum(np.abs(x), half) ** 2, 1.0)) - drop

    def slope(x: np.ndarray) -> np.ndarray:
        inside = np.clip(x, -half, half)
        return -inside / np.sqrt(np.maximum(radius**2 - inside**2, 1.0))

    return Bend(height, slope, along_y)


def lifted(rise: float, start: float, length: float) -> Bend:
    """A paperback whose cover curls up by `rise` mm beyond `start` mm from the middle."""

    def height(x: np.ndarray) -> np.ndarray:
        return rise * np.clip((x - start) / length, 0, 1) ** 2

    def slope(x: np.ndarray) -> np.ndarray:
        return rise * 2 * np.clip((x - start) / length, 0, 1) / length

    return Bend(height, slope)


@dataclass
class Placed:
    """A printed thing drawn at any wanted resolution, and where it lies."""

    draw: Callable[[float], Print]
    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    base: float = 0.0
    bend: Bend | None = None
    # Aim the camera at this thing; 0 at its symbol, 1 at its middle.
    aimed: bool = False
    centring: float = 0.0


@dataclass(frozen=True)
class Camera:
    """Aimed at a point of the table; angles in degrees; `span` is the mm seen across the picture there."""

    span: float
    tilt: float = 8.0
    azimuth: float = 0.0
    roll: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass
class View:
    """A camera worked out for one picture size."""

    wide: int
    high: int
    focal: float
    centre: np.ndarray
    right: np.ndarray
    down: np.ndarray
    ahead: np.ndarray

    @staticmethod
    def of(camera: Camera, target: np.ndarray, wide: int, high: int) -> "View":
        focal = 0.8 * max(wide, high)
        distance = focal * camera.span / wide
        t, a, r = (math.radians(v) for v in (camera.tilt, camera.azimuth, camera.roll))
        spin = np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])
        ahead = spin @ np.array([0, -math.sin(t), -math.cos(t)])
        right = spin @ np.array([1.0, 0, 0])
        down = spin @ np.array([0, math.cos(t), -math.sin(t)])
        right, down = right * math.cos(r) + down * math.sin(r), down * math.cos(r) - right * math.sin(r)
        return View(wide, high, focal, target - ahead * distance, right, down, ahead)

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixel positions of world points (n × 3)."""
        away = points - self.centre
        depth = np.maximum(away @ self.ahead, 1.0)
        u = self.focal * (away @ self.right) / depth + self.wide / 2
        v = self.focal * (away @ self.down) / depth + self.high / 2
        return np.stack([u, v], axis=-1)

    def rays(self, left: int, top: int, right: int, bottom: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ray directions x, y, z for the pixels of one rectangle."""
        u = ((np.arange(left, right, dtype=np.float32) + 0.5 - self.wide / 2) / self.focal)[None, :]
        v = ((np.arange(top, bottom, dtype=np.float32) + 0.5 - self.high / 2) / self.focal)[:, None]
        return tuple(
            (np.float32(self.ahead[i]) + u * np.float32(self.right[i]) + v * np.float32(self.down[i])) for i in range(3)
        )


def _local(placed: Placed, thing: Print, along: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    turn = math.radians(placed.turn)
    x, y = along - placed.x, across - placed.y
    return x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)


def _world(placed: Placed, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    turn = math.radians(placed.turn)
    return np.stack(
        [
            placed.x + x * math.cos(turn) - y * math.sin(turn),
            placed.y + x * math.sin(turn) + y * math.cos(turn),
            z,
        ],
        axis=-1,
    )


def _edge(placed: Placed, thing: Print, top: bool) -> np.ndarray:
    """The outline of a thing in world coordinates, following its bend."""
    s = np.linspace(-0.5, 0.5, 25)
    x = np.concatenate([s, np.full(25, 0.5), -s, np.full(25, -0.5)]) * thing.wide
    y = np.concatenate([np.full(25, -0.5), s, np.full(25, 0.5), -s]) * thing.high
    z = np.full_like(x, placed.base)
    if top:
        z = z + thing.thick
        if placed.bend:
            z = z + placed.bend.height(y if placed.bend.along_y else x)
    return _world(placed, x, y, z)


def _shadow(canvas: np.ndarray, view: View, placed: Placed, thing: Print) -> None:
    """Darkens what lies below a thing, softly for its height and hard where it touches."""
    scale = 4
    small = (view.wide // scale + 1, view.high // scale + 1)
    mask = np.zeros((small[1], small[0]), np.float32)
    per_mm = view.focal / max(float((np.array([placed.x, placed.y, 0]) - view.centre) @ view.ahead), 1.0)
    for reach, weight, softness in ((1.0, 0.55, 0.5), (0.35, 0.35, 0.15)):
        outline = _edge(placed, thing, True)
        lift = outline[:, 2] - placed.base
        outline[:, 0] += SHADOW_X * lift * reach
        outline[:, 1] += SHADOW_Y * lift * reach
        outline[:, 2] = placed.base
        both = np.concatenate([view.project(outline), view.project(_edge(placed, thing, False))]) / scale
        layer = np.zeros_like(mask)
        cv2.fillConvexPoly(layer, cv2.convexHull(both.astype(np.float32)).astype(np.int32), 1.0)
        sigma = max(0.6, softness * (thing.thick + 2.5) * per_mm / scale)
        mask = np.maximum(mask, weight * cv2.GaussianBlur(layer, (0, 0), sigma))
    dark = 1 - cv2.resize(mask, (view.wide, view.high), interpolation=cv2.INTER_LINEAR)
    canvas *= dark[:, :, None]


def _sides(canvas: np.ndarray, view: View, placed: Placed, thing: Print, rng: np.random.Generator) -> None:
    """The page block and spine, where they face the camera."""
    if thing.thick < 1.5:
        return
    half_w, half_h = thing.wide / 2, thing.high / 2
    corners = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]])
    for i in range(4):
        a, b = corners[i], corners[(i + 1) % 4]
        x, y = np.array([a[0], b[0], b[0], a[0]]), np.array([a[1], b[1], b[1], a[1]])
        rise = np.zeros(4)
        if placed.bend:
            rise[:2] = placed.bend.height(y[:2] if placed.bend.along_y else x[:2])
        z = np.array([placed.base + thing.thick] * 2 + [placed.base] * 2) + rise
        quad = view.project(_world(placed, x, y, z)).astype(np.float32)
        area = cv2.contourArea(quad, oriented=True)
        if area >= -1:  # seen from behind or edge-on
            continue
        if thing.spine is not None and i == (1 if thing.spine_right else 3):
            strip = np.full((24, 8, 3), thing.spine, np.float32)
        else:
            lines = 226 + 10 * rng.standard_normal((48, 1, 1)) + 4 * rng.standard_normal((48, 160, 1))
            strip = np.clip(lines * np.array([1.0, 0.975, 0.91]), 0, 255).astype(np.float32)
            if thing.spine is not None:
                strip[:2] = thing.spine
                strip[-2:] = thing.spine
        strip = strip * (0.62 if i in (1, 2) else 0.85)
        source = np.array(
            [[0, 0], [strip.shape[1], 0], [strip.shape[1], strip.shape[0]], [0, strip.shape[0]]], np.float32
        )
        left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 1, 0)
        right, bottom = np.minimum(np.ceil(quad.max(axis=0)).astype(int) + 2, [view.wide, view.high])
        if right <= left or bottom <= top:
            continue
        matrix = cv2.getPerspectiveTransform(source, quad - np.array([left, top], np.float32))
        size = (int(right - left), int(bottom - top))
        warped = cv2.warpPerspective(strip, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = np.zeros((size[1], size[0]), np.float32)
        cv2.fillConvexPoly(mask, ((quad - [left, top]) * 16).astype(np.int32), 1.0, cv2.LINE_8, 4)
        mask = cv2.GaussianBlur(mask, (0, 0), 0.6)[:, :, None]
        spot = canvas[top:bottom, left:right]
        spot += (warped - spot) * mask


def _top(canvas: np.ndarray, view: View, placed: Placed, thing: Print) -> None:
    """The printed face, met ray by ray."""
    outline = view.project(_edge(placed, thing, True))
    left, top = (int(v) for v in np.maximum(np.floor(outline.min(axis=0)) - 2, 0))
    right, bottom = (int(v) for v in np.minimum(np.ceil(outline.max(axis=0)) + 3, [view.wide, view.high]))
    if right <= left or bottom <= top:
        return
    dx, dy, dz = view.rays(left, top, right, bottom)
    cx, cy, cz = (np.float32(v) for v in view.centre)
    level = np.float32(placed.base + thing.thick)
    surface = level
    slope = None
    # Fixed-point steps towards the bent surface; slopes are gentle, so a few are enough.
    for _ in range(10 if placed.bend else 1):
        reach = (surface - cz) / dz
        x, y = _local(placed, thing, cx + reach * dx, cy + reach * dy)
        if placed.bend:
            bent = y if placed.bend.along_y else x
            surface = level + placed.bend.height(bent).astype(np.float32)
    if placed.bend:
        slope = placed.bend.slope(y if placed.bend.along_y else x)
    per_mm = thing.pixels.shape[1] / thing.wide
    map_x = ((x + thing.wide / 2) * per_mm - 0.5).astype(np.float32)
    map_y = ((y + thing.high / 2) * (thing.pixels.shape[0] / thing.high) - 0.5).astype(np.float32)
    seen = cv2.remap(thing.pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    if slope is not None:
        seen *= np.clip(1 - 0.35 * slope, 0.35, 1.15)[:, :, None].astype(np.float32)
    out_per_mm = view.focal / max(float((np.array([placed.x, placed.y, 0]) - view.centre) @ view.ahead), 1.0)
    inside_x, inside_y = thing.wide / 2 - np.abs(x), thing.high / 2 - np.abs(y)
    if thing.corner:
        away = np.hypot(np.maximum(thing.corner - inside_x, 0), np.maximum(thing.corner - inside_y, 0))
        inside = np.minimum(np.minimum(inside_x, inside_y), thing.corner - away)
    else:
        inside = np.minimum(inside_x, inside_y)
    mask = np.clip(inside * out_per_mm + 0.5, 0, 1).astype(np.float32)[:, :, None]
    spot = canvas[top:bottom, left:right]
    spot += (seen - spot) * mask


def render(things: list[Placed], camera: Camera, table: str, wide: int, high: int, rng: np.random.Generator) -> np.ndarray:
    """The scene as float32 RGB, 0 to 255, in even light and perfect focus."""
    per_mm = wide / camera.span
    drawn = [(placed, placed.draw(min(per_mm * 1.15, 40.0))) for placed in things]
    target = np.zeros(3)
    for placed, thing in drawn:
        if placed.aimed and thing.aim is not None:
            ax, ay = (thing.aim[0] - thing.wide / 2) * (1 - placed.centring), (thing.aim[1] - thing.high / 2) * (1 - placed.centring)
            target = _world(placed, np.array(ax), np.array(ay), np.array(placed.base + thing.thick))
    target = target + np.array([camera.shift[0], camera.shift[1], 0])
    view = View.of(camera, target, wide, high)
    dx, dy, dz = view.rays(0, 0, wide, high)
    reach = -np.float32(view.centre[2]) / dz
    ground = tables.texture(table)
    map_x = ((np.float32(view.centre[0]) + reach * dx) * tables.PER_MM + ground.shape[1] / 2).astype(np.float32)
    map_y = ((np.float32(view.centre[1]) + reach * dy) * tables.PER_MM + ground.shape[0] / 2).astype(np.float32)
    canvas = cv2.remap(ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    for placed, thing in drawn:
        _shadow(canvas, view, placed, thing)
        _sides(canvas, view, placed, thing, rng)
        _top(canvas, view, placed, thing)
    return canvas
