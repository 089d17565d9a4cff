"""Indexes of covers from the command line: what was acknowledged is there, whatever ends the process that writes."""

import json
import random
import struct
import subprocess
import time
import zlib
from pathlib import Path

from daemon import binary, run_command
from waiting import eventually

SIDE, HEIGHT = 240, 340


def cover(number: int) -> bytes:
    """A PNG of shapes that is like no other, without anything but the standard library."""
    chance = random.Random(number)
    rows = [bytearray([200]) * SIDE for _ in range(HEIGHT)]
    for _ in range(160):
        left, top = chance.randrange(SIDE), chance.randrange(HEIGHT)
        wide, high, grey = chance.randrange(6, 40), chance.randrange(6, 40), chance.randrange(256)
        slope = chance.uniform(-0.6, 0.6)
        for y in range(top, min(HEIGHT, top + high)):
            start = max(0, min(SIDE, int(left + slope * (y - top))))
            rows[y][start:start + wide] = bytes([grey]) * len(rows[y][start:start + wide])

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", SIDE, HEIGHT, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def covers(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{9780000000000 + number}.png").write_bytes(cover(number))
    return folder


def statistics(index: Path) -> dict:
    verified = run_command("covers", "verify", "--index", str(index), "--json")
    assert verified.returncode == 0, verified.stderr
    return json.loads(verified.stdout)


def test_covers_are_built_found_and_taken_away(tmp_path):
    folder, index = covers(tmp_path / "covers", 6), str(tmp_path / "index")
    (folder / "9780000000099.png").write_bytes((folder / "9780000000002.png").read_bytes())
    (folder / "broken.png").write_bytes(b"\x89PNG")
    (folder / "notes.txt").write_text("no cover")
    built = run_command("covers", "build", "--from", str(folder), "--index", index, "--json")
    assert built.returncode == 1 and "broken.png" in built.stderr
    assert json.loads(built.stdout) == {"added": 7, "kept": 0, "rejected": 1, "grouped": 2}
    again = run_command("covers", "build", "--from", str(folder), "--index", index, "--json")
    assert json.loads(again.stdout) == {"added": 0, "kept": 7, "rejected": 1, "grouped": 0}

    other = tmp_path / "other.png"
    other.write_bytes(cover(77))
    names = ["9780000000004.png", "9780000000002.png"]
    matched = run_command("covers", "match", "--index", index, "--json", *(str(folder / name) for name in names),
                          str(other), str(folder / "broken.png"))
    assert matched.returncode == 1
    one, twins, unknown, broken = map(json.loads, matched.stdout.splitlines())
    assert (one["file"], one["band"]) == (str(folder / names[0]), "sure")
    [found] = one["candidates"]
    assert found["cover"] == "9780000000004" and found["matches"] >= 20 and 0.9 < found["agreement"] <= 1
    assert all(abs(x - wx) < 4 and abs(y - wy) < 4 for (x, y), (wx, wy) in
               zip(found["corners"], [(0, 0), (SIDE, 0), (SIDE, HEIGHT), (0, HEIGHT)], strict=True))
    assert {twins["candidates"][0]["cover"], *twins["candidates"][0]["same_artwork"]} == {"9780000000002", "9780000000099"}
    assert (unknown["band"], unknown["candidates"]) == ("none", []) and unknown["elapsed_ms"] > 0
    assert "candidates" not in broken and "not a JPEG" in broken["error"]

    assert run_command("covers", "add", "--index", index, "--remove", "9780000000004").returncode == 0
    assert run_command("covers", "add", "--index", index, "--remove", "9780000000004").returncode == 1
    matched = run_command("covers", "match", "--index", index, "--json", str(folder / names[0]))
    assert json.loads(matched.stdout)["band"] == "none"
    assert json.loads(run_command("covers", "stats", "--index", index, "--json").stdout)["covers"] == 6
    missing = run_command("covers", "match", "--index", str(tmp_path / "none"), str(other))
    assert missing.returncode == 1 and "no index" in missing.stderr


def test_the_daemon_takes_in_an_index_and_tells_a_front_for_sure_or_asks_which_edition(start, tmp_path):
    folder = tmp_path / "covers"
    folder.mkdir()
    for name, number in ("09780306406157", 1), ("09781566199094", 2), ("09780747532743", 2):
        (folder / f"{name}.png").write_bytes(cover(number))
    daemon = start("--cover-budget", "1000", "--decoding-threads", "1")
    front, twins = (folder / "09780306406157.png").read_bytes(), (folder / "09780747532743.png").read_bytes()
    asked = daemon.accepted_scan(front)
    assert (asked["outcome"], asked["recognised_by"], asked["covers"]) == ("no_symbol", None, [])

    assert run_command("covers", "add", str(folder), "--database", f"sqlite:{daemon.database}").returncode == 0
    eventually(lambda: daemon.ask_operations("/readyz").json()["covers"]["sought"] == 3, "the covers in the daemon")
    found = daemon.accepted_scan(front)
    assert (found["outcome"], found["recognised_by"], found["symbols"]) == ("resolved", "cover", [])
    assert found["product"]["gtin"] == "09780306406157" and found["stores"]
    [seen] = found["covers"]
    assert seen["band"] == "sure" and seen["primary"] and seen["gtins"] == ["09780306406157"]
    assert daemon.ask_operations("/readyz").json()["covers"]["readers"] == "open"

    which = daemon.accepted_scan(twins)
    assert {candidate["gtin"] for candidate in which["cover_candidates"]} == {"09781566199094", "09780747532743"}
    assert (which["product"], which["diagnosis"]) == (None, None)


def test_an_index_outlives_kill_9_with_all_that_was_acknowledged(tmp_path):
    folder, index = covers(tmp_path / "covers", 8), tmp_path / "index"
    files = sorted(folder.iterdir())
    chance = random.Random(9)
    acknowledged: set[str] = set()
    attempted: set[str] = set()
    interrupted = attempts = 0
    shortest = 10.0
    while interrupted < 10 and attempts < 100:
        # The first runs to its end and says how long that takes; the others are ended at any point of it.
        file = files[attempts % len(files)]
        attempts += 1
        attempted.add(file.stem)
        began = time.monotonic()
        process = subprocess.Popen([binary(), "covers", "add", "--index", str(index), str(file)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(None if attempts == 1 else chance.uniform(0.4, 1) * shortest)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.wait() == 0:
            acknowledged.add(file.stem)
            shortest = min(shortest, time.monotonic() - began)
        else:
            interrupted += 1
        assert len(acknowledged) <= statistics(index)["covers"] <= len(attempted)
    assert interrupted == 10
    rest = run_command("covers", "build", "--from", str(folder), "--index", str(index), "--json")
    assert rest.returncode == 0, rest.stderr
    summary = json.loads(rest.stdout)
    assert summary["added"] + summary["kept"] == len(files) and summary["kept"] >= len(acknowledged)
    found = statistics(index)
    assert found["covers"] == len(files)
    assert len(list(index.iterdir())) == 1 + found["files"]
