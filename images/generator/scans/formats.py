"""The same kind of photo in every file format that phones, pages and shops send."""

from __future__ import annotations

from .. import encode
from ..photo import DAYLIGHT, LAMP, SHOP, WINDOW
from ..sample import Sample
from ..scene import Camera
from .books import one

CLEAN = DAYLIGHT.but(grain=0.003)
SMALL = (540, 720)


def _file(file: str, what: str, number: str, made: encode.Encode, add_on: str | None = None, span: float = 78, size: tuple[int, int] = SMALL, turn: float = 0, table: str = "oak", look=CLEAN) -> Sample:
    return one(file, what, number, Camera(span, 8, 4), add_on, turn=turn, table=table, look=look, size=size, encode=made)


SAMPLES = [
    _file("jpeg-progressive.jpg", "A progressive JPEG.", "9781529034189", encode.jpeg(84, progressive=True), "11099", size=(1080, 1440), span=110, look=WINDOW),
    _file("jpeg-cmyk.jpg", "A CMYK JPEG from a publisher's press department.", "9781912875047", encode.jpeg(86, mode="CMYK"), "13000", size=(900, 1200), span=95, table="desk"),
    _file("jpeg-grey.jpg", "A grey JPEG.", "9780394809113", encode.jpeg(84, mode="L"), "51699", size=(1080, 1440), span=105, table="linen"),
    _file("jpeg-444-restart.jpg", "A JPEG without colour subsampling and with restart markers.", "9783423146593", encode.jpeg(84, subsampling="4:4:4", restart_rows=4), size=(900, 1200), span=92, table="pine", look=LAMP),
    _file("jpeg-exif-3.jpg", "A JPEG stored upside down with EXIF orientation 3.", "9788806187347", encode.jpeg(84, orientation=3), size=(1080, 1440), span=100, table="marble"),
    _file("jpeg-exif-5.jpg", "A JPEG stored mirrored and turned with EXIF orientation 5.", "9789029538169", encode.jpeg(84, orientation=5), size=(1080, 1440), span=100, table="felt"),
    _file("jpeg-exif-8.jpg", "A JPEG stored on its side with EXIF orientation 8.", "9789173379250", encode.jpeg(84, orientation=8), size=(1080, 1440), span=100, table="slate", look=SHOP),
    _file("webp-lossy.webp", "A lossy WebP.", "9781250790460", encode.webp(82), "52799", size=(1080, 1440), span=110, table="walnut", look=WINDOW),
    _file("webp-lossless.webp", "A lossless WebP.", "9782070362158", encode.webp(lossless=True), table="tiles"),
    _file("webp-alpha.webp", "A WebP with transparent edges.", "9783499237867", encode.webp(84, alpha=True), size=(900, 1200), span=95, table="desk"),
    _file("png-rgb.png", "An 8-bit colour PNG.", "9780306406157", encode.png_rgb(), "52495", span=90),
    _file("png-rgb-interlaced.png", "An interlaced colour PNG.", "9780143807216", encode.png_rgb(interlaced=True), "51700", span=86, table="marble"),
    _file("png-16-rgb.png", "A colour PNG of 16 bits a sample.", "9780062984173", encode.png_16(), span=66, size=(450, 600), table="linen"),
    _file("png-16-grey.png", "A grey PNG of 16 bits a sample.", "9780747532811", encode.png_16(colour=False), "00899", span=86, table="denim"),
    _file("png-grey.png", "An 8-bit grey PNG.", "9780330519342", encode.png_grey(), "00999", span=88, table="walnut"),
    _file("png-grey-interlaced.png", "An interlaced 4-bit grey PNG.", "9781841956725", encode.png_grey(4, interlaced=True), span=76, table="concrete"),
    _file("png-1-bit.png", "A 1-bit PNG, as a fax or a scanner makes it.", "9781786330598", encode.png_grey(1), span=80, size=(900, 1200), table="desk"),
    _file("png-palette.png", "A palette PNG of 64 colours.", "9780880015622", encode.png_palette(64), "51595", span=88, table="pine"),
    _file("png-palette-16-transparent.png", "A palette PNG of 16 colours, one of them transparent.", "9781635572186", encode.png_palette(16, transparent=True), span=76, table="felt"),
    _file("png-alpha.png", "A PNG with an alpha channel; what shows through is white.", "9781594208836", encode.png_alpha(), "52600", span=88, table="slate"),
    _file("png-grey-alpha-interlaced.png", "An interlaced grey PNG with an alpha channel.", "9788420671833", encode.png_alpha(grey=True, interlaced=True), span=76, table="oak"),
]
