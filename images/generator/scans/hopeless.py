"""Sound photos in which nothing can be read, each with the diagnosis it was made for.

Their manifest lines still list the symbols that are in the picture (none for `none_found`).
"""

from __future__ import annotations

from .. import encode
from ..articles import blank_card
from ..photo import DAYLIGHT, EVENING
from ..sample import Sample
from ..scene import Camera, Placed
from .books import one

SAMPLES = [
    Sample("none-note.jpg", "A handwritten card.", [Placed(blank_card("Back in ten minutes. The cat is in charge."), turn=-8)], Camera(190, 10, 5), table="walnut", hint="none_found"),
    Sample("none-table.jpg", "An empty table top.", [], Camera(260, 18, 12), table="marble", hint="none_found"),
    one("too-dark.jpg", "A back cover in a nearly dark room.", "9781529034189", Camera(110, 8, 4), table="walnut", look=EVENING.but(exposure=0.0014, grain=0.02, defocus=2.0), encode=encode.jpeg(60), hint="too_dark"),
    one("too-dark-cold.jpg", "A back cover under a blanket, as far as the camera can tell.", "9780143807216", Camera(120, 8, -6), table="slate", look=EVENING.but(exposure=0.001, grain=0.015, defocus=2.0, warmth=-0.4), encode=encode.jpeg(60), hint="too_dark"),
    one("too-blurry.jpg", "A back cover far out of focus.", "9780747532811", Camera(110, 8, 3), table="oak", look=DAYLIGHT.but(defocus=11.0), hint="too_blurry"),
    one("too-shaken.jpg", "A back cover photographed in passing.", "9783499237867", Camera(115, 8, 3), table="desk", look=DAYLIGHT.but(motion=46, motion_angle=12, defocus=1.5), hint="too_blurry"),
    one("too-small.jpg", "A book on a table, photographed from across the room.", "9780812994179", Camera(620, 12, 8), table="oak", size=(900, 1200), hint="too_small"),
    one("too-small-thumbnail.jpg", "A thumbnail of a back cover.", "9781841956725", Camera(160, 8, 4), table="pine", size=(180, 240), hint="too_small"),
    one("glare.jpg", "A lamp's reflection washes out the whole barcode.", "9780062984173", Camera(95, 8, 4), table="desk", look=DAYLIGHT.but(exposure=1.1, glare=(0.5, 0.52, 0.17, 2.6)), hint="too_bright"),
]
