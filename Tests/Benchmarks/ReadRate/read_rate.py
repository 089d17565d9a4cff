"""Measures how much is read, how much is read wrongly, and how fast: Footbridge beside ZBar and the zxing-cpp wheel."""

import argparse
import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path

import pictures
import truth
from engines import Engine
from options import ROOT, parsed
from run import Run
from truth import Picture


def said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def engines(options: argparse.Namespace) -> list[Engine]:
    """Ours first."""
    core = max(os.sched_getaffinity(0))
    python = [sys.executable, str(Path(__file__).with_name("peers.py"))]

    def engine(name: str, command: list[str], version: str, core: int | None = core) -> Engine:
        log = options.work / f"{name}.log"
        log.unlink(missing_ok=True)
        return Engine(name, command, version, log, core)

    if options.reader:
        result = [engine("reader", shlex.split(options.reader), options.reader)]
    else:
        binary = str(options.binary)
        command, version = [binary, "decode", "--json"], said([binary, "--version"])
        # Older ones read as many photos at once as the machine has cores, and would share one.
        if "--threads" in said([binary, "decode", "--help"]):
            result = [engine("footbridge", [*command, "--threads", "1"], version)]
        else:
            result = [engine("footbridge", command, version + ", on all cores", None)]
    if not options.no_peers:
        for name, label in (("zbar", "ZBar"), ("zxing", "zxing-cpp")):
            result.append(engine(label, [*python, name], said([*python, name, "--version"])))
    for baseline in options.baseline:
        name, _, command = baseline.partition("=")
        result.append(engine(name, shlex.split(command), command))
    return result


def measure(options: argparse.Namespace) -> None:
    options.work.mkdir(parents=True, exist_ok=True)
    run = Run(options, engines(options))
    skipped = []
    with_add_ons: list[Picture] = []
    photos: list[Picture] = []
    # Perturbed copies, composites and phone photos are made of what somebody reads in the corpus.
    made = [part for part in ("perturbed", "composites", "12mp") if run.wants(part)]
    if (options.corpus / "manifest.jsonl").exists():
        if run.wants("corpus") or made:
            photos = truth.corpus(options.corpus)
            if options.quick:
                photos = pictures.some(photos, True)
            elif not run.wants("corpus"):
                photos = [p for p in photos if p.category in ("retail", "qr", "negative")]
            run.read("the corpus", photos)
            with_add_ons += photos
        if run.wants("corpus"):
            run.corpus(photos)
    elif run.wants("corpus") or made:
        parts = [part for part in ("corpus", *made) if run.wants(part)]
        skipped.append(f"no corpus at {options.corpus}; not measured: {', '.join(parts)}")
    if photos and made:
        solved = {
            p.name for p in photos
            if any(p.is_solved(run.answers[r.name][p.path].found) for r in run.readers)}
        bases = pictures.representatives(photos, solved)
        # The corpus is already an eighth of itself in a quick run.
        if run.wants("perturbed"):
            copies = pictures.perturbed_copies(run.store, bases, False)
            run.read("perturbed copies", copies)
            run.perturbed(copies, bases)
        if run.wants("composites"):
            chosen = pictures.composites(run.store, bases, options.quick)
            run.read("composites", chosen)
            run.composites(chosen, bases)
        if run.wants("12mp"):
            negatives = [p for p in photos if p.category == "negative"]
            chosen = pictures.phone_photos(run.store, bases, negatives, options.quick)
            run.read("12 megapixels", chosen)
            run.phones(chosen)
    for category, label, make in (
            ("cut-off", "cut-off codes", pictures.cut_codes), ("textures", "textures", pictures.textures)):
        if run.wants(category):
            chosen = make(run.store, options.quick)
            run.read(label, chosen)
            run.empty(label, chosen)
    if run.wants("samples"):
        chosen = truth.samples(ROOT / "images")
        run.read("sample photos", chosen)
        run.samples(chosen)
        with_add_ons += chosen
    if run.wants("field"):
        if (options.field / "manifest.jsonl").exists():
            chosen = truth.field_photos(options.field)
            run.read("photos of other projects", chosen)
            run.field(chosen)
            with_add_ons += chosen
        else:
            skipped.append(f"no photos of other projects at {options.field}; not measured: field")
    run.add_ons(with_add_ons)
    run.ratios()
    conditions = {
        "date": datetime.date.today().isoformat(), "machine": machine(), "rounds": options.rounds,
        "quick": options.quick, "readers": {r.name: r.version for r in run.readers}, "skipped": skipped,
    }
    print(f"Read rate, {conditions['date']}, {conditions['machine']}, one core"
          + (f", fastest of {options.rounds} rounds" if options.rounds > 1 else "")
          + (", QUICK: an eighth of the pictures, goals are for all" if options.quick else ""))
    print("; ".join(f"{name} {version}" for name, version in conditions["readers"].items()))
    for reader in run.readers:
        if not any(answer.decode_ms for answer in run.answers[reader.name].values()):
            print(f"{reader.name} gives one time a picture, with decoding unless it says so: counted as reading.")
    print()
    print(run.table.markdown() if options.markdown else run.table.text())
    for line in skipped:
        print(f"SKIPPED: {line}")
    if options.json:
        options.json.write_text(
            json.dumps(conditions | {"parts": run.report}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine() -> str:
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {len(os.sched_getaffinity(0))} cores"


def main() -> None:
    options = parsed(sys.argv[1:])
    if options.uploads:
        import uploads

        uploads.measure(options)
    else:
        measure(options)


if __name__ == "__main__":
    main()
