"""Draws the cover benchmark's other half: fronts of real photographs and paintings, and photos of them by another camera.

    python pictured.py FOLDER [--fronts 120] [--seed 1] [--processes 1]

The pictures are desktop backgrounds and the letters are faces of Debian's packages, which are fetched into
`FOLDER/packages` with apt-get and not installed: they are not ours, and nothing made of them is kept in the repository.
`covers`, `photos` and `truth.jsonl` are as `draw.py` makes them, for `run.py`. Each seed is a set that nobody has seen.
Needs what `images/requirements.txt` names, and apt-get and dpkg-deb.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import subprocess
from pathlib import Path

import cv2
from PIL import Image, ImageFont

from pictured_front import PicturedFront
from pictured_photo import VIEWS, photographed

PICTURES = (
    "gnome-backgrounds mate-backgrounds plasma-workspace-wallpapers lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 "
    "ukui-wallpapers sway-backgrounds"
).split()
FACES = (
    "fonts-adf-baskervald fonts-adf-gillius fonts-adf-oldania fonts-adf-romande fonts-adf-verana fonts-averia-sans-gwf "
    "fonts-averia-serif-gwf fonts-breip fonts-cabin fonts-cantarell fonts-comfortaa fonts-croscore "
    "fonts-crosextra-carlito fonts-dancingscript fonts-ebgaramond fonts-gfs-didot fonts-goudybookletter fonts-junicode "
    "fonts-lato fonts-liberation fonts-linuxlibertine fonts-lobster fonts-lobstertwo fonts-oldstandard fonts-open-sans "
    "fonts-quattrocento fonts-roboto-unhinted fonts-sil-gentium fonts-vollkorn"
).split()
#: Numbers of fronts that are never indexed begin here.
OTHERS = 50_000
#: Photos of each front, of look-alikes with its picture, and how they differ.
GENUINE, ALIKE = 4, ("title", "words")


def fetched(folder: Path) -> Path:
    """The packages' files; fetched once."""
    files = folder / "files"
    if not (folder / "complete").exists():
        files.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", *PICTURES, *FACES], cwd=folder, check=True)
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, files], check=True)
        (folder / "complete").touch()
    return files


def backgrounds(files: Path) -> list[Path]:
    """Pictures large enough for a front; each once, and no screenshots."""
    found: dict[str, Path] = {}
    for path in sorted(files.rglob("*")):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png", ".webp") or path.is_symlink() or "screenshot" in path.name:
            continue
        # A package has the same picture for several screens.
        name = str(path.parents[2]) if path.parent.name.startswith("images") else str(path.with_suffix(""))
        with Image.open(path) as picture:
            if min(picture.size) >= 800:
                found.setdefault(name, path)
    return sorted(found.values())


def faces(files: Path) -> list[Path]:
    """Faces with letters: some have nothing but symbols."""
    paths = sorted(path for path in files.rglob("*") if path.suffix.lower() in (".ttf", ".otf"))
    return [path for path in paths if _has_letters(path)]


def _has_letters(path: Path) -> bool:
    face = ImageFont.truetype(str(path), 40)
    shapes = {bytes(face.getmask(letter)) for letter in "AGRagm"}
    # What is missing is drawn as the same box.
    return len(shapes) == 6 and bytes(face.getmask("\uffff")) not in shapes


def _draw(job: tuple) -> None:
    path, front, view = job
    cv2.setNumThreads(1)
    if path.exists():
        return
    chance = random.Random(f"{front.seed} {front.number} {front.alike} {view}")
    if view is None:
        scale = chance.choice((0.35, 0.5, 0.8))
        picture = cv2.resize(front.pixels(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        picture = photographed(front, view, chance)
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, chance.choice((75, 85, 92))])


def main() -> None:
    """Draws all that is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fronts", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    files = fetched(asked.folder / "packages")
    pictures, letters = backgrounds(files), faces(files)
    print(f"{len(pictures)} pictures, {len(letters)} faces")
    covers, photos = asked.folder / "covers", asked.folder / "photos"
    for folder in (covers, photos):
        folder.mkdir(exist_ok=True)

    def front(number: int, alike: str = "") -> PicturedFront:
        return PicturedFront(asked.seed, number, alike, pictures, letters)

    jobs: list[tuple] = [(covers / f"{front(number).name}.jpg", front(number), None) for number in range(asked.fronts)]
    truths = []

    def add(number: int, turn: int, alike: str = "") -> None:
        view = VIEWS[turn % len(VIEWS)]
        file = f"{view}-{alike}{number}.jpg"
        jobs.append((photos / file, front(number, alike), view))
        truths.append({
            "file": file, "view": view, "kind": "pictured", "number": number, "alike": alike,
            "covers": [front(number).name] if number < OTHERS and not alike else [], "others": [],
        })

    for number in range(asked.fronts):
        for turn in range(GENUINE):
            add(number, number + 3 * turn)
        for turn, alike in enumerate(ALIKE):
            add(number, 2 * number + 5 * turn + 1, alike)
        add(OTHERS + number, number)
    with multiprocessing.Pool(asked.processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_draw, jobs, chunksize=4), 1):
            if done % 50 == 0 or done == len(jobs):
                print(f"{done} of {len(jobs)}", flush=True)
    (asked.folder / "truth.jsonl").write_text("".join(json.dumps(truth) + "\n" for truth in truths))


if __name__ == "__main__":
    main()
