"""Photos of fronts that were never printed: the scenes and the camera of the sample scans."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

import drawn  # noqa: F401 - finds the generator
from drawn import Front
from generator.photo import DAYLIGHT, EVENING, LAMP, SHOP, WINDOW, take
from generator.scene import Camera, Placed, cylinder, render

TABLES = ("oak", "walnut", "pine", "linen", "denim", "marble", "slate", "felt", "desk", "concrete", "kraft", "tiles")
LOOKS = (DAYLIGHT, LAMP, WINDOW, SHOP)


def _scene(things: list[Placed], camera: Camera, look, rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    table = TABLES[int(rng.integers(len(TABLES)))]
    return take(render(things, camera, table, *size, rng), look, rng)


def _camera(rng: np.random.Generator, span: float, tilt: float = 8, turn: float = 6) -> Camera:
    shift = (float(rng.uniform(-0.06, 0.06)) * span, float(rng.uniform(-0.06, 0.06)) * span)
    return Camera(span, float(rng.uniform(0, tilt)), float(rng.uniform(-180, 180)), float(rng.uniform(-turn, turn)), shift)


PORTRAIT = (768, 1024)
LANDSCAPE = (1024, 768)


def plain(front: Front, rng: np.random.Generator) -> np.ndarray:
    """Held over it."""
    return _scene([Placed(front)], _upright(rng, rng.uniform(150, 210)), _look(rng), rng, PORTRAIT)


def _upright(rng: np.random.Generator, span: float, tilt: float = 10, turn: float = 8) -> Camera:
    shift = (float(rng.uniform(-0.05, 0.05)) * span, float(rng.uniform(-0.05, 0.05)) * span)
    return Camera(float(span), float(rng.uniform(0, tilt)), float(rng.uniform(-15, 15)), float(rng.uniform(-turn, turn)), shift)


def _look(rng: np.random.Generator):
    return LOOKS[int(rng.integers(len(LOOKS)))]


def perspective(front: Front, rng: np.random.Generator) -> np.ndarray:
    """From aside."""
    camera = Camera(float(rng.uniform(190, 240)), float(rng.uniform(25, 45)), float(rng.uniform(-60, 60)), 0)
    return _scene([Placed(front)], camera, _look(rng), rng, PORTRAIT)


def glare(front: Front, rng: np.random.Generator) -> np.ndarray:
    """A lamp in a shiny cover."""
    spot = tuple(float(rng.uniform(*ends)) for ends in ((0.3, 0.7), (0.3, 0.7), (0.04, 0.11), (0.7, 1.5)))
    return _scene([Placed(front)], _upright(rng, 180), _look(rng).but(glare=spot), rng, PORTRAIT)


def blur(front: Front, rng: np.random.Generator) -> np.ndarray:
    """Out of focus, or shaken."""
    shaken = rng.random() < 0.5
    look = _look(rng).but(**({"motion": rng.uniform(6, 14), "motion_angle": rng.uniform(0, 180)} if shaken else {"defocus": rng.uniform(2, 4)}))
    return _scene([Placed(front)], _upright(rng, 180), look, rng, PORTRAIT)


def dark(front: Front, rng: np.random.Generator) -> np.ndarray:
    """In the evening."""
    look = EVENING.but(exposure=float(rng.uniform(0.05, 0.2)), grain=0.03)
    return _scene([Placed(front)], _upright(rng, 180), look, rng, PORTRAIT)


def cropped(front: Front, rng: np.random.Generator) -> np.ndarray:
    """Too near: a part is outside."""
    camera = Camera(
        float(rng.uniform(105, 125)), 5, 0, float(rng.uniform(-8, 8)),
        (float(rng.uniform(-15, 15)), float(rng.uniform(-20, 20))),
    )
    return _scene([Placed(front)], camera, _look(rng), rng, PORTRAIT)


def turned(front: Front, rng: np.random.Generator) -> np.ndarray:
    """Lying on its side, or on its head."""
    turn = float(rng.choice([90, 180, 270]) + rng.uniform(-10, 10))
    return _scene([Placed(front, turn=turn)], _upright(rng, 270), _look(rng), rng, LANDSCAPE)


def small(front: Front, rng: np.random.Generator) -> np.ndarray:
    """On a table, from some way off."""
    camera = Camera(float(rng.uniform(450, 750)), 20, float(rng.uniform(-30, 30)), 0, (float(rng.uniform(-100, 100)), float(rng.uniform(-80, 80))))
    return _scene([Placed(front)], camera, _look(rng), rng, (1600, 1200))


def bent(front: Front, rng: np.random.Generator) -> np.ndarray:
    """A paperback that curls."""
    return _scene([Placed(front, bend=cylinder(float(rng.uniform(150, 260)), 60))], _upright(rng, 180), _look(rng), rng, PORTRAIT)


def two(front: Front, rng: np.random.Generator, other: Front | None = None) -> np.ndarray:
    """Beside another book."""
    things = [Placed(front, x=-76, turn=float(rng.uniform(-6, 6))), Placed(other or front, x=76, turn=float(rng.uniform(-6, 6)))]
    return _scene(things, _upright(rng, 330), _look(rng), rng, LANDSCAPE)


VIEWS: dict[str, Callable[..., np.ndarray]] = {
    view.__name__: view for view in (plain, perspective, glare, blur, dark, cropped, turned, small, bent, two)
}


def lettering(front: Front, rng: np.random.Generator) -> np.ndarray:
    """A lamp in a shiny cover, where most have their title: what is left may be another book's as well."""
    spot = tuple(float(rng.uniform(*ends)) for ends in ((0.35, 0.65), (0.18, 0.4), (0.05, 0.12), (0.7, 1.5)))
    return _scene([Placed(front)], _upright(rng, 180), _look(rng).but(glare=spot), rng, PORTRAIT)


#: Views in which what tells a look-alike from the book it is like is hard to see, or not to be seen.
HARD: dict[str, Callable[..., np.ndarray]] = {
    view.__name__: view for view in (glare, lettering, cropped, blur, small)
}


def chance(front: Front, view: str) -> np.random.Generator:
    """What decides how a front is photographed in a view: the same whenever it is asked."""
    return np.random.default_rng(zlib.crc32(f"{view} of {front.alike}{front.number}".encode()))
