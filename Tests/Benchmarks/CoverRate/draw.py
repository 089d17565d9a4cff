"""Draws what the cover benchmark measures: covers for an index, and photos of them and of others.

    python draw.py FOLDER [--covers 320] [--first 0] [--views 4] [--others 500] [--alike 2] [--hard 1]
                          [--processes 1]

`covers` gets a catalogue picture of each cover, `photos` the photos, and `truth.jsonl` says what each photo shows.
Needs what `images/requirements.txt` names.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from pathlib import Path

import cv2
from PIL import Image

from drawn import ALIKE, Front
from generator.fronts import catalogue_picture
from photographed import HARD, VIEWS, chance

#: Numbers of fronts that are never indexed begin here.
OTHERS = 1_000_000


def catalogue(number: int) -> bytes:
    """The picture that a shop's feed has, as JPEG."""
    return catalogue_picture(Front(number))


def photo(view: str, front: Front, other: Front | None = None) -> bytes:
    """A photo as JPEG."""
    rng = chance(front, view)
    extra = {"other": other} if other is not None else {}
    return _jpeg((VIEWS | HARD)[view](front, rng, **extra), 88)


def _is_indexed(front: Front) -> bool:
    return front.number < OTHERS and not front.alike


def _jpeg(pixels, quality: int) -> bytes:
    import io

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _do(job: tuple) -> None:
    path, what, arguments = job
    cv2.setNumThreads(1)
    if not path.exists():
        path.write_bytes(what(*arguments))


def main() -> None:
    """Draws all that is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--covers", type=int, default=320)
    parser.add_argument("--first", type=int, default=0, help="number of the first: others make a set that nobody has seen")
    parser.add_argument("--views", type=int, default=4, help="of each cover")
    parser.add_argument("--others", type=int, default=500, help="photos of covers that are not indexed")
    parser.add_argument("--alike", type=int, default=2, help="photos of look-alikes of each cover")
    parser.add_argument("--hard", type=int, default=1, help="photos of retitled look-alikes of each cover in hard views")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    covers, photos = asked.folder / "covers", asked.folder / "photos"
    covers.mkdir(parents=True, exist_ok=True)
    photos.mkdir(exist_ok=True)
    names = list(VIEWS)
    numbers = range(asked.first, asked.first + asked.covers)
    jobs = [(covers / f"{Front(n).name}.jpg", catalogue, (n,)) for n in numbers]
    truths = []

    def add(view: str, front: Front, other: Front | None = None) -> None:
        file = f"{view}-{front.alike}{front.number}.jpg"
        jobs.append((photos / file, photo, (view, front, other)))
        shown = [front for front in (front, other) if front is not None]
        truths.append({
            "file": file, "view": view, "kind": front.kind, "number": front.number, "alike": front.alike,
            "covers": [front.name for front in shown if _is_indexed(front)],
            "others": [front.name for front in shown if not _is_indexed(front)],
        })

    for number in numbers:
        for turn in range(asked.views):
            view = names[(number + turn * 3) % len(names)]
            add(view, Front(number), Front(numbers[(number - asked.first + 1) % asked.covers]) if view == "two" else None)
    for turn in range(asked.others):
        view = names[turn % len(names)]
        number = OTHERS + asked.first + turn
        add(view, Front(number), Front(number + 1) if view == "two" else None)
    # Half of them as plainly as can be: what is legible to people must not be taken for another book.
    views = [view for view in names if view not in ("plain", "two")]
    for turn in range(asked.alike * asked.covers):
        front = Front(numbers[turn % asked.covers], list(ALIKE)[(turn + turn // asked.covers) % len(ALIKE)])
        add("plain" if turn // asked.covers % 2 == 0 else views[turn % len(views)], front)
    # The same picture and another title, where the title is lit, cut off, blurred or small.
    drawn = {truth["file"] for truth in truths}
    for turn in range(asked.hard * asked.covers):
        front = Front(numbers[turn % asked.covers], ("title", "words")[turn // len(HARD) % 2])
        view = list(HARD)[turn % len(HARD)]
        if f"{view}-{front.alike}{front.number}.jpg" not in drawn:
            add(view, front)
    with multiprocessing.Pool(asked.processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_do, jobs, chunksize=4), 1):
            if done % 100 == 0:
                print(f"{done} of {len(jobs)}", flush=True)
    (asked.folder / "truth.jsonl").write_text("".join(json.dumps(truth) + "\n" for truth in truths))


if __name__ == "__main__":
    main()
