"""Uploads per second over HTTP: the daemon against the service of upload_peer.py, on the same machine, in turns."""

import argparse
import hashlib
import json
import os
import re
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import truth

ROUNDS = 5
SECONDS, QUICK_SECONDS = 15, 5
WARM_UP_SECONDS = 3
# Enough to keep two workers busy, and no more than the daemon's places.
CONNECTIONS = 8
START_SECONDS = 30
# Services to compare with, and the symbologies that they look for.
PEERS = {
    "FastAPI, two uvicorn workers, zxing-cpp with our symbologies": "ours",
    "FastAPI, two uvicorn workers, zxing-cpp with its defaults": "all",
}
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def environment() -> dict[str, str]:
    """This process's without settings that would reach the daemon."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FOOTBRIDGE_")}


@contextmanager
def running(command: list[str], log: Path, settings: dict[str, str] | None = None) -> Iterator[subprocess.Popen]:
    """A process for as long as the block takes; it ends its own workers."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, env=environment() | (settings or {}), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            cwd=Path(__file__).parent)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            opener.open(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{shlex.join(process.args)} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def daemon(binary: Path, options: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The address to upload to, and a key."""
    folder.mkdir()
    database = f"sqlite:{folder}/books.db"
    made = subprocess.run(
        [binary, "sample", "--json", "--database", database], env=environment(), capture_output=True, text=True,
        check=True)
    port, log = free_port(), folder / "log"
    command = [
        str(binary), "serve", "--database", database, "--port", str(port), "--operations-address", "none",
        "--rate-limit-key", "0",
        "--rate-limit-address", "0", "--log-level", "warning", *shlex.split(options)]
    with running(command, log) as process:
        wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
        yield f"http://127.0.0.1:{port}/v1/scans", json.loads(made.stdout)["keys"]["client"]


@contextmanager
def peer(formats: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The address to upload to, and no key."""
    folder.mkdir()
    port, log = free_port(), folder / "log"
    command = [
        sys.executable, "-m", "uvicorn", "upload_peer:app", "--workers", "2", "--port", str(port), "--no-access-log",
        "--log-level", "warning"]
    with running(command, log, {"PEER_FORMATS": formats}) as process:
        wait_for(f"http://127.0.0.1:{port}/docs", process, log)
        yield f"http://127.0.0.1:{port}/v1/scans", "none"


def rate(url: str, key: str, photos: Path, seconds: int) -> float:
    """Answered uploads a second. An upload that is refused or gets no answer ends the measurement."""
    ran = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s",
         str(Path(__file__).with_name("uploads.lua")), url, "--", str(photos), key],
        capture_output=True, text=True, check=True, timeout=seconds + 60)
    found = re.search(r"^RESULT (.*)$", ran.stdout, re.MULTILINE)
    if not found:
        sys.exit(f"wrk said nothing of its result:\n{ran.stdout}{ran.stderr}")
    result = json.loads(found[1])
    if result["refused"] or result["broken"]:
        sys.exit(f"{url}: {result['refused']} uploads were refused and {result['broken']} got no answer")
    return result["requests"] / result["microseconds"] * 1e6


def measure(options: argparse.Namespace) -> None:
    if not (options.corpus / "manifest.jsonl").exists():
        print(f"SKIPPED: no corpus at {options.corpus}; uploads were not measured")
        return
    seconds = QUICK_SECONDS if options.quick else SECONDS
    options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        folder = Path(name).resolve()
        photos = folder / "photos"
        # In an order without pattern, so that every few seconds see the same mix.
        mix = sorted(truth.corpus(options.corpus), key=lambda p: hashlib.sha256(p.name.encode()).digest())
        photos.write_text(
            "".join(f"{KINDS[p.path.suffix.lower()]} {p.path}\n" for p in mix), encoding="utf-8")
        services = {label: partial(peer, formats) for label, formats in PEERS.items()}
        for serve_options in options.serve_options or [""]:
            services[f"footbridge serve {serve_options}".strip()] = partial(daemon, options.binary, serve_options)
        rates: dict[str, list[float]] = {label: [] for label in services}
        for turn in range(ROUNDS):
            for number, (label, service) in enumerate(services.items()):
                with service(folder / f"{turn}-{number}") as (url, key):
                    rate(url, key, photos, WARM_UP_SECONDS)
                    rates[label].append(rate(url, key, photos, seconds))
                print(f"round {turn + 1} of {ROUNDS}: {label}: {rates[label][-1]:.1f} uploads a second",
                      file=sys.stderr, flush=True)
    print(f"Uploads a second, {len(mix)} corpus photos in turn, {CONNECTIONS} connections, {ROUNDS} rounds of "
          f"{seconds} s each, wrk on the same machine")
    for label, values in rates.items():
        print(f"{label}: median {statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})")
        if label in PEERS:
            continue
        for other in PEERS:
            ratios = [ours / theirs for ours, theirs in zip(values, rates[other], strict=True)]
            print(f"  {statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f}): {other}")
    if options.json:
        options.json.write_text(json.dumps({"uploads": rates}, indent=1) + "\n", encoding="utf-8")
