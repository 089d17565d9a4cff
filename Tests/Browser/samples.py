"""Sample photos by their ground truth, and what the tests need to know of a JPEG."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from page import ShopperPage


class Samples:
    """The photos described in `manifest.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        self.entries: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]

    def readable(self, *, longer_than: int = 0) -> tuple[Path, str]:
        """The first JPEG with one listed ISBN in EAN-13, and that ISBN; with a side of more than so many pixels."""
        for entry in self.entries:
            symbols = entry.get("symbols") or []
            if (entry.get("outcome") != "resolved" or len(symbols) != 1 or symbols[0]["symbology"] != "EAN-13"
                    or not symbols[0]["text"].startswith("978") or not entry["file"].endswith(".jpg")):
                continue
            path = self.folder / entry["file"]
            if max(jpeg_size(path.read_bytes())) > longer_than:
                return path, symbols[0]["text"]
        raise AssertionError("no readable EAN-13 sample of that size in the manifest")

    def listed_isbns(self) -> list[str]:
        """Of all books that are listed, each once."""
        return list(dict.fromkeys(entry["product"][1:] for entry in self.entries
                                  if entry.get("listed") and entry.get("product") and entry["product"].startswith("0978")))

    def unreadable(self) -> Path:
        """The first JPEG in which there is no symbol at all."""
        for entry in self.entries:
            if entry.get("outcome") == "no_symbol" and not entry.get("symbols") and entry["file"].endswith(".jpg"):
                return self.folder / entry["file"]
        raise AssertionError("no sample without a symbol in the manifest")


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from a JPEG's frame header."""
    assert data[:2] == b"\xff\xd8", "not a JPEG"
    at = 2
    while at + 9 < len(data):
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    raise AssertionError("no frame header in this JPEG")


def enlarged(page: ShopperPage, photo: Path, longest: int, target: Path) -> Path:
    """The same picture, as large as a phone would make it; drawn by the browser, so that no library is needed for it."""
    source = "data:image/jpeg;base64," + base64.b64encode(photo.read_bytes()).decode()
    drawn = page.driver.execute_async_script("""
        const [source, longest, done] = arguments
        const picture = new Image()
        picture.onload = () => {
          const scale = longest / Math.max(picture.width, picture.height)
          const canvas = document.createElement('canvas')
          canvas.width = Math.round(picture.width * scale)
          canvas.height = Math.round(picture.height * scale)
          canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
          done(canvas.toDataURL('image/jpeg', 0.9))
        }
        picture.onerror = () => done(null)
        picture.src = source""", source, longest)
    assert drawn, "the browser could not draw the sample"
    target.write_bytes(base64.b64decode(drawn.split(",", 1)[1]))
    return target
