"""The contact sheet: every sound sample as a small picture, upright, with its name."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from .canvas import FONTS, SANS

COLUMNS = 12
CELL, CAPTION, GAP = 132, 14, 6


def contact_sheet(files: list[Path], to: Path) -> None:
    """Writes the sheet of these pictures, in order, as a JPEG."""
    rows = -(-len(files) // COLUMNS)
    step_x, step_y = CELL + GAP, CELL + CAPTION + GAP
    sheet = Image.new("RGB", (COLUMNS * step_x + GAP, rows * step_y + GAP), (244, 243, 240))
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONTS.format(SANS), 8)
    for number, file in enumerate(files):
        image = Image.open(file)
        image.draft("RGB", (CELL * 2, CELL * 2))
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):
            image = image.point(lambda v: v / 257).convert("L")
        image = image.convert("RGBA")
        flat = Image.new("RGBA", image.size, (255, 255, 255, 255))
        flat.alpha_composite(image)
        small = ImageOps.contain(flat.convert("RGB"), (CELL, CELL), Image.Resampling.LANCZOS)
        left, top = GAP + number % COLUMNS * step_x, GAP + number // COLUMNS * step_y
        sheet.paste(small, (left + (CELL - small.width) // 2, top + (CELL - small.height) // 2))
        name = file.name if len(file.name) <= 30 else file.name[:27] + "…"
        pen.text((left + CELL / 2, top + CELL + 3), name, (70, 70, 76), font, "ma")
    sheet.save(to, "JPEG", quality=80, optimize=True)
