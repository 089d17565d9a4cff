"""Covers from where they come to the index that finds books by them: files, uploads, and what outlives a crash."""

import json
import subprocess
from pathlib import Path

import pictures
from daemon import Daemon, run_command
from test_covers import cover
from waiting import eventually


def command(daemon: Daemon, *arguments: str) -> subprocess.CompletedProcess:
    return run_command("covers", *arguments, "--database", f"sqlite:{daemon.database}")


def standing(daemon: Daemon) -> dict:
    return json.loads(daemon.ask_operations("/readyz").body)["covers"]


def await_index(daemon: Daemon, count: int):
    eventually(lambda: [standing(daemon)[name] for name in ("index", "indexed", "waiting")] == ["ready", count, 0],
               f"an index of {count} covers")


def statistics(daemon: Daemon) -> dict:
    told = command(daemon, "verify", "--json")
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def folder_of_covers(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{pictures.isbn(number)}.png").write_bytes(cover(number))
    return folder


def test_covers_of_files_and_uploads_are_indexed_each_once_through_kill_9_and_damage(start, tmp_path):
    count = 36
    folder = folder_of_covers(tmp_path / "covers", count)
    (folder / f"{pictures.isbn(100)}.png").write_bytes(b"\x89PNG")
    (folder / "front.png").write_bytes(cover(0))
    first = start()
    await_index(first, 0)
    added = command(first, "add", str(folder), "--json")
    assert added.returncode == 1 and "front.png" in added.stderr and pictures.isbn(100) in added.stderr
    assert json.loads(added.stdout) == {"added": count, "replaced": 0, "kept": 0, "rejected": 2}
    # A batch is in the index, and another is on its way.
    eventually(lambda: standing(first)["indexed"] > 0, "the first covers are taken in", every=0.01)
    first.kill()
    second = start(database=first.database)
    await_index(second, count)
    told = statistics(second)
    assert (told["stored"], told["waiting"], told["index"]["covers"], told["index"]["deleted"]) == (count, 0, count, 0)
    again = command(second, "add", str(folder / f"{pictures.isbn(3)}.png"), "--json")
    assert again.returncode == 0 and json.loads(again.stdout)["kept"] == 1

    index = f"{first.database}.covers"
    matched = run_command("covers", "match", "--index", index, "--json", str(folder / f"{pictures.isbn(7)}.png"))
    assert json.loads(matched.stdout)["candidates"][0]["cover"] == "0" + pictures.isbn(7)
    built = command(second, "build")
    assert built.returncode == 1 and "another process" in built.stderr

    sent = second.ask("POST", f"/v1/covers?gtin={pictures.isbn(200)}",
                      second.bearer("admin") | {"Content-Type": "image/png"}, cover(3))
    assert sent.status == 201, sent.body
    # The same front as another book's.
    assert json.loads(sent.body)["same_artwork"] == ["0" + pictures.isbn(3)]
    await_index(second, count + 1)
    assert statistics(second)["index"]["grouped"] == 2
    assert f"footbridge_covers_stored {count + 1}" in second.metrics()
    assert command(second, "add", "--remove", pictures.isbn(7)).returncode == 0
    await_index(second, count)
    assert second.stop() == 0

    largest = max(Path(index).glob("covers-*.segment"), key=lambda file: file.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    assert command(second, "verify").returncode == 1
    third = start(database=first.database)
    await_index(third, count)
    third.await_line("damaged and is built anew")
    assert third.stop() == 0
    rebuilt = command(third, "build", "--json")
    assert rebuilt.returncode == 0 and json.loads(rebuilt.stdout) == {"indexed": count, "rejected": 0}
    assert statistics(third)["index"]["covers"] == count

    # Another database's, and then two daemons with one folder.
    stranger = start("--cover-index", index)
    await_index(stranger, 0)
    stranger.await_line("is built anew: its covers were those of another database")
    guest = start("--cover-index", index)
    eventually(lambda: standing(guest)["index"] == "shared", "the folder is shared")
    guest.await_line("another process keeps the index of covers")

    without = start("--covers", "off", database=first.database)
    assert standing(without)["index"] == "off"
    picture = without.ask("GET", f"/covers/0{pictures.isbn(3)}.jpg", {})
    assert (picture.status, picture.header("content-type")) == (200, "image/jpeg")


def test_no_command_on_covers_makes_a_database(tmp_path):
    missing = tmp_path / "none.db"
    for arguments in (["stats"], ["verify"], ["build"], ["add", str(tmp_path)]):
        told = run_command("covers", *arguments, "--database", f"sqlite:{missing}")
        assert told.returncode == 1 and "no database" in told.stderr and not missing.exists(), arguments
