#!/usr/bin/env python3
"""Draws the sample scans, their manifest and contact sheet, and the shops' covers; `--check` verifies what is there.

    python3 images/generate.py            every file
    python3 images/generate.py isbn- qr-  only files whose names start so (manifest, sheet and covers as always)
    python3 images/generate.py --check    compare the folder with manifest.jsonl, draw nothing
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MANIFEST = FOLDER / "manifest.jsonl"
SHEET = FOLDER / "contact-sheet.jpg"
#: Pictures of this folder that are no samples.
OTHERS = (SHEET, FOLDER / "answer.png")
COVERS = FOLDER / "covers"
MOST_BYTES = 40_000_000
SHEET_MOST_BYTES = 1_000_000
FRONT_MOST_BYTES = 150_000
FEWEST_COVERS = 24
PICTURES = (".jpg", ".png", ".webp", ".heic")


def generate(prefixes: list[str]) -> None:
    """Writes the pictures whose names start with one of `prefixes` (all if none), manifest and sheet."""
    from generator.scans import articles, books, broken, codes, formats, fronts, hopeless
    from generator.sheet import contact_sheet

    samples = books.SAMPLES + articles.SAMPLES + codes.SAMPLES + formats.SAMPLES + hopeless.SAMPLES + fronts.SAMPLES
    names = [entry.file for entry in [*samples, *broken.BROKEN]]
    if len(set(names)) != len(names):
        raise SystemExit("two samples share a file name")
    wanted = [s for s in samples if not prefixes or s.file.startswith(tuple(prefixes))]
    for number, sample in enumerate(wanted, 1):
        data = sample.bytes()
        (FOLDER / sample.file).write_bytes(data)
        print(f"[{number:3}/{len(wanted)}] {sample.file} {len(data) / 1000:.0f} kB", flush=True)
    for bad in broken.BROKEN:
        if not prefixes or bad.file.startswith(tuple(prefixes)):
            source = (FOLDER / bad.source).read_bytes() if bad.source else b""
            (FOLDER / bad.file).write_bytes(bad.made(source))
            print(f"{bad.file}", flush=True)
    truths = [entry.truth() for entry in [*samples, *broken.BROKEN]]
    MANIFEST.write_text("".join(json.dumps(truth, ensure_ascii=False) + "\n" for truth in truths), encoding="utf-8")
    if not prefixes:
        for stray in FOLDER.iterdir():
            if stray.suffix in PICTURES and stray.name not in names and stray not in OTHERS:
                stray.unlink()
    contact_sheet([FOLDER / s.file for s in samples if (FOLDER / s.file).exists()], SHEET)
    draw_covers()


def draw_covers() -> None:
    """Writes the pictures that the sample shops have of their books' fronts, named by ISBN."""
    from generator.catalog import BOOKS
    from generator.fronts import PICTURED, catalogue_picture, front

    COVERS.mkdir(exist_ok=True)
    for stray in COVERS.iterdir():
        if stray.stem not in PICTURED:
            stray.unlink()
    for isbn13 in PICTURED:
        (COVERS / f"{isbn13}.jpg").write_bytes(catalogue_picture(front(BOOKS[isbn13])))


def check() -> list[str]:
    """What is wrong with the folder, one sentence each; empty when all is well."""
    faults = []
    lines = [json.loads(line) for line in MANIFEST.read_text(encoding="utf-8").splitlines()]
    catalog = json.loads((FOLDER / "catalog.json").read_text(encoding="utf-8"))
    listed = {"0" + book["isbn13"] for book in catalog["books"]} | {article["gtin"] for article in catalog["articles"]}
    covers = sorted(path for path in COVERS.iterdir() if path.suffix in PICTURES)
    total = sum(path.stat().st_size for path in [*FOLDER.iterdir(), *covers] if path.is_file())
    files = [line["file"] for line in lines]
    if len(set(files)) != len(files):
        faults.append("a file has two lines in the manifest")
    if len(lines) < 60:
        faults.append(f"only {len(lines)} samples")
    if total > MOST_BYTES:
        faults.append(f"{total} bytes in all, more than {MOST_BYTES}")
    if not SHEET.exists() or SHEET.stat().st_size > SHEET_MOST_BYTES:
        faults.append("the contact sheet is missing or too large")
    present = {path.name for path in FOLDER.iterdir() if path.suffix in PICTURES and path not in OTHERS}
    faults += [f"{name} is in the manifest and not in the folder" for name in files if name not in present]
    faults += [f"{name} is in the folder and not in the manifest" for name in sorted(present - set(files))]
    if len(covers) < FEWEST_COVERS:
        faults.append(f"only {len(covers)} covers")
    faults += [f"covers/{path.name} is of no listed book" for path in covers if f"0{path.stem}" not in listed]
    fronts = [FOLDER / line["file"] for line in lines if line["kind"] == "front"]
    faults += [f"{path.name} is larger than {FRONT_MOST_BYTES} bytes" for path in [*covers, *fronts] if path.exists() and path.stat().st_size > FRONT_MOST_BYTES]
    pictured = {f"0{path.stem}" for path in covers}
    for line in lines:
        path = FOLDER / line["file"]
        shown = {gtin for books in line.get("fronts", []) for gtin in books}
        if not shown <= pictured:
            faults.append(f"{line['file']} shows a front that covers/ has not")
        if (line["kind"] == "front") != ("fronts" in line) or (line["kind"] == "front" and line["symbols"]):
            faults.append(f"{line['file']}: kind, fronts and symbols do not agree")
        if line["kind"] == "front" and line["listed"] != bool(shown):
            faults.append(f"{line['file']}: 'listed' does not agree with its fronts")
        if path.exists() and path.stat().st_size == 0:
            faults.append(f"{line['file']} is empty")
        if line["listed"] != (line["product"] in listed) and line["kind"] == "readable":
            faults.append(f"{line['file']}: 'listed' does not agree with catalog.json")
        if line["outcome"] == "resolved" and not line["listed"]:
            faults.append(f"{line['file']} is resolved and not listed")
        if line["kind"] == "readable" and not line["symbols"]:
            faults.append(f"{line['file']} is readable and has no symbols")
        if (line["kind"] == "bad") != (line["error"] is not None):
            faults.append(f"{line['file']}: kind and error do not agree")
    if not faults:
        print(f"{len(lines)} samples, {total / 1e6:.1f} MB, all present and consistent")
    return faults


def main() -> int:
    """Exit status 0, or 1 when a check fails."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("prefixes", nargs="*", help="draw only files whose names start with one of these")
    options.add_argument("--check", action="store_true", help="verify the folder against manifest.jsonl")
    chosen = options.parse_args()
    if not chosen.check:
        generate(chosen.prefixes)
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
