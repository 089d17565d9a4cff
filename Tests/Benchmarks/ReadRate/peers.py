"""The readers that Footbridge is compared with, as programs that print one JSON object a file.

    peers.py zbar|zxing FILES
    peers.py zbar|zxing --version

Decoding is Pillow's for both, to grey; symbologies are those that Footbridge reads. Times are wall-clock milliseconds
of the calls alone.
"""

import json
import sys
import time
from importlib.metadata import version
from typing import BinaryIO

from PIL import Image, ImageOps


def grey(path: str | BinaryIO) -> Image.Image:
    """The upright picture over white."""
    with Image.open(path) as photo:
        upright = ImageOps.exif_transpose(photo)
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        return upright.convert("L")


class ZBar:
    """Debian's libzbar in its default configuration, with EAN add-ons, through pyzbar."""

    def __init__(self) -> None:
        from pyzbar import pyzbar, wrapper

        self.decode = pyzbar.decode
        kind = wrapper.ZBarSymbol
        self.kinds = [
            kind.EAN13, kind.EAN8, kind.UPCA, kind.UPCE, kind.EAN2, kind.EAN5, kind.QRCODE, kind.CODE128, kind.CODE93,
            kind.CODE39, kind.I25, kind.CODABAR, kind.DATABAR, kind.DATABAR_EXP,
        ]

    def version(self) -> str:
        import ctypes
        import ctypes.util

        library = ctypes.CDLL(ctypes.util.find_library("zbar"))
        major, minor, patch = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
        library.zbar_version(ctypes.byref(major), ctypes.byref(minor), ctypes.byref(patch))
        return f"{major.value}.{minor.value}.{patch.value}"

    def prepare(self, image: Image.Image):
        return image.tobytes(), *image.size

    def read(self, prepared) -> list[dict]:
        return [
            {"symbology": s.type.replace("DATABAR_EXP", "databarexp"), "text": s.data.decode("utf-8", "replace")}
            for s in self.decode(prepared, self.kinds)
        ]


class ZXing:
    """The zxing-cpp wheel with its defaults, the symbologies that Footbridge reads, and add-ons."""

    def __init__(self, is_limited: bool = True) -> None:
        import numpy
        import zxingcpp

        self.numpy, self.zxing = numpy, zxingcpp
        kind = zxingcpp.BarcodeFormat
        self.formats = [
            kind.EANUPC, kind.QRCode, kind.Code128, kind.Code93, kind.Code39, kind.ITF, kind.Codabar, kind.DataBar,
            kind.DataBarExp,
        ] if is_limited else [kind.AllReadable]

    def version(self) -> str:
        return version("zxing-cpp")

    def prepare(self, image: Image.Image):
        return self.numpy.asarray(image)

    def read(self, prepared) -> list[dict]:
        symbols = []
        for barcode in self.zxing.read_barcodes(
                prepared, formats=self.formats, text_mode=self.zxing.TextMode.Plain,
                ean_add_on_symbol=self.zxing.EanAddOnSymbol.Read):
            # The digits of an add-on are also appended to the text.
            add_on = (barcode.extra or {}).get("EanAddOn")
            text = barcode.text.removesuffix(add_on or "")
            symbols.append({"symbology": barcode.format.name, "text": text, "add_on": add_on})
        return symbols


def main() -> None:
    engine = {"zbar": ZBar, "zxing": ZXing}[sys.argv[1]]()
    if sys.argv[2:] == ["--version"]:
        print(engine.version())
        return
    for path in sys.argv[2:]:
        began = time.perf_counter()
        line: dict = {"file": path}
        try:
            prepared = engine.prepare(grey(path))
        except (OSError, ValueError, SyntaxError) as error:
            line |= {"symbols": [], "error": str(error), "decode_ms": 0, "read_ms": 0}
        else:
            decoded = time.perf_counter()
            symbols = engine.read(prepared)
            ended = time.perf_counter()
            line |= {
                "symbols": symbols, "decode_ms": round((decoded - began) * 1e3, 3),
                "read_ms": round((ended - decoded) * 1e3, 3),
            }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
