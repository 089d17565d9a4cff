"""What deploy/read-rate can be asked for; of the standard library alone, so that it can be told before anything is installed."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CATEGORIES = (
    "corpus", "perturbed", "cut-off", "textures", "composites", "12mp", "samples", "field")


def beside(setting: str, name: str) -> Path:
    """The folder that the environment names, or the one that is shared beside the project."""
    return Path(os.environ.get(setting, ROOT.parent / "shared" / name))


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/read-rate", description="""Measures how much is read,
        how much is read wrongly, and how fast: Footbridge beside ZBar and the zxing-cpp wheel.""", epilog="""
        A cell "223 (10)" is 223 pictures in which everything was found, and 10 in which something was read that is not
        there. Perturbed copies, composites and phone photos are made of what at least one reader of the run reads
        unperturbed, so that they change a little with the readers. Times are wall-clock milliseconds on one core; on a
        machine that does other work, several --rounds, of which each picture keeps its fastest, come nearer the
        truth.""")
    parser.add_argument("--quick", action="store_true", help="an eighth of the pictures")
    parser.add_argument("--only", action="append", choices=CATEGORIES, metavar="CATEGORY",
                        help=f"this part only, may be repeated: {', '.join(CATEGORIES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every count, misread and miss there")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="read everything N times (1)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="this footbridge; nothing is built")
    parser.add_argument("--reader", metavar="COMMAND", help="""measure this program instead of footbridge: it takes
        paths and prints a line {"file":…,"symbols":[{"symbology":…,"text":…,"addon":…}],"decode_ms":…,"read_ms":…}
        for each""")
    parser.add_argument("--baseline", action="append", default=[], metavar="NAME=COMMAND",
                        help="another such program beside it; the ratio of the times is printed")
    parser.add_argument("--no-peers", action="store_true", help="without ZBar and zxing-cpp")
    parser.add_argument("--uploads", action="store_true",
                        help="instead: uploads a second, of the daemon and of a FastAPI service with zxing-cpp")
    parser.add_argument("--serve-options", action="append", metavar="OPTIONS",
                        help="with --uploads: a daemon with these options, may be repeated (default: one with none)")
    parser.add_argument("--corpus", type=Path, default=beside("FOOTBRIDGE_CORPUS", "corpus"), metavar="FOLDER",
                        help="default: FOOTBRIDGE_CORPUS, or ../shared/corpus")
    parser.add_argument("--field", type=Path, default=beside("FOOTBRIDGE_FIELD", "field"), metavar="FOLDER",
                        help="default: FOOTBRIDGE_FIELD, or ../shared/field")
    parser.add_argument("--work", type=Path, default=ROOT / ".build/read-rate", metavar="FOLDER",
                        help="for made pictures, about 300 MB; default: .build/read-rate")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds is at least 1")
    if any("=" not in baseline for baseline in options.baseline):
        parser.error("--baseline is NAME=COMMAND")
    if options.uploads and options.binary is None:
        parser.error("--uploads needs a footbridge: --binary, and no --reader")
    if options.binary:
        options.binary = options.binary.resolve()
    return options


if __name__ == "__main__":
    parsed(sys.argv[1:])
