"""How many covers are found for sure, how many asked for and how many wrongly, in drawn photos and in real ones.

    python run.py DRAWN [--binary ../../../.build/release/footbridge] [--without FOLDER]... [--threads 1]

`DRAWN` is what `draw.py` drew. Photos of covers with even numbers are those that the thresholds were chosen on; those
with odd numbers are reported apart. `--without` names folders of photos in which no cover of the index is.
Nothing but the standard library is needed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PICTURES = (".jpg", ".jpeg", ".png", ".webp")
#: Files given to one process.
PORTION = 200


@dataclass
class Tally:
    """What came of the covers in some photos, and of the photos."""

    covers: int = 0
    sure: int = 0
    group: int = 0
    ask: int = 0
    photos: int = 0
    false_sure: int = 0
    false_ask: int = 0

    def add(self, shown: set[str], candidates: list[dict]) -> None:
        """Adds a photo that shows these covers of the index."""
        self.photos += 1
        self.covers += len(shown)
        answers = [(found["band"], {found["cover"], *found["same_artwork"]}) for found in candidates]
        for cover in shown:
            bands = {band if len(names) == 1 else f"group {band}" for band, names in answers if cover in names}
            if "sure" in bands:
                self.sure += 1
            elif "group sure" in bands:
                self.group += 1
            elif bands:
                self.ask += 1
        wrong = [(band, names) for band, names in answers if not names & shown]
        if any(band == "sure" and len(names) == 1 for band, names in wrong):
            self.false_sure += 1
        elif wrong:
            self.false_ask += 1

    def row(self, label: str) -> str:
        """A line of a Markdown table."""
        none = self.covers - self.sure - self.group - self.ask
        found = f"{self.sure} / {self.group} / {self.ask} / {none}" if self.covers else ""
        return f"| {label} | {self.photos} | {found} | {self.false_sure} | {self.false_ask} |"


def matched(binary: Path, index: Path, files: list[Path], threads: int) -> list[dict]:
    """What `covers match` says of each file."""
    lines: list[str] = []
    for start in range(0, len(files), PORTION):
        part = [str(file) for file in files[start : start + PORTION]]
        done = subprocess.run(
            [binary, "covers", "match", "--index", index, "--json", "--threads", str(threads), *part],
            capture_output=True, text=True, check=False,
        )
        lines += done.stdout.splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    """Builds an index of the drawn covers, looks at all photos and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drawn", type=Path)
    parser.add_argument("--binary", type=Path, default=Path(__file__).parents[3] / ".build/release/footbridge")
    parser.add_argument("--without", type=Path, action="append", default=[])
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    truths = [json.loads(line) for line in (asked.drawn / "truth.jsonl").read_text().splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        built = subprocess.run(
            [asked.binary, "covers", "build", "--from", asked.drawn / "covers", "--index", index, "--json"],
            capture_output=True, text=True, check=False)
        rejected = {Path(line.partition(": ")[0]).stem for line in built.stderr.splitlines() if ": " in line}
        statistics = subprocess.run(
            [asked.binary, "covers", "stats", "--index", index], capture_output=True, text=True, check=True).stdout
        version = subprocess.run([asked.binary, "--version"], capture_output=True, text=True, check=True).stdout
        print(f"{date.today()}, footbridge {version.strip()}\n{built.stdout.strip()}\n{statistics}")
        answers = matched(asked.binary, index, [asked.drawn / "photos" / truth["file"] for truth in truths], asked.threads)
        rows: dict[str, dict[str, Tally]] = {"even": defaultdict(Tally), "odd": defaultdict(Tally)}
        times = []
        for truth, answer in zip(truths, answers, strict=True):
            times.append(answer["elapsed_ms"])
            half = "odd" if truth["number"] % 2 else "even"
            shown = set(truth["covers"]) - rejected
            what = "covers" if truth["covers"] else "look-alikes" if truth["alike"] else "not indexed"
            parts = [truth["kind"], truth["view"]] + ([f"other {truth['alike']}"] if truth["alike"] else [])
            for row in (what, *(f"{what}: {part}" for part in parts)):
                rows[half][row].add(shown, answer["candidates"])
        for half, role in (("even", "thresholds chosen on these"), ("odd", "these only reported")):
            print(f"\n| {half} numbers, {role} | photos | sure / group / ask / none | false sure | false ask |\n|---|---:|---|---:|---:|")
            for row in sorted(rows[half]):
                print(rows[half][row].row(row))
        times.sort()
        print(f"\nA photo takes {times[len(times) // 2]} ms, 95 of 100 within {times[len(times) * 95 // 100]} ms.")
        for folder in asked.without:
            files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURES)
            tally = Tally()
            undecodable = 0
            for answer in matched(asked.binary, index, files, asked.threads):
                if "candidates" in answer:
                    tally.add(set(), answer["candidates"])
                else:
                    undecodable += 1
            print(f"{tally.photos} photos of {folder.name} without a cover: false sure {tally.false_sure}, "
                  f"false ask {tally.false_ask}; {undecodable} could not be decoded")
            if tally.false_sure:
                sys.exit(1)
        if any(half[row].false_sure for half in rows.values() for row in ("covers", "not indexed", "look-alikes")):
            sys.exit(1)


if __name__ == "__main__":
    main()
