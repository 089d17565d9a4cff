"""What the shopper's camera sees, and a page that scans with it."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps

#: What the camera sees, in pixels.
FRAME = (1280, 960)


class BookCamera:
    """The file that Chromium plays in place of a camera; a page that starts the camera opens it anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shows(None)

    def shows(self, photo: Path | None) -> None:
        """A sample photo, as large as the picture has room for; or an empty table."""
        frame = Image.new("RGB", FRAME, (120, 112, 104))
        if photo is not None:
            with Image.open(photo) as opened:
                picture = ImageOps.contain(ImageOps.exif_transpose(opened).convert("RGB"), FRAME)
            frame.paste(picture, ((FRAME[0] - picture.width) // 2, (FRAME[1] - picture.height) // 2))
        jpeg = io.BytesIO()
        frame.save(jpeg, "JPEG", quality=92)
        # A running camera reads on in the file that it has open.
        written = self.path.with_suffix(".part")
        written.write_bytes(jpeg.getvalue() * 10)
        written.replace(self.path)
