"""The processes that photos are read in: they die under load, with the daemon, and where they cannot be had."""

import os
import re
import signal
from pathlib import Path

import pytest

import pictures
from conftest import LONG
from daemon import Daemon, run_command
from load import Load
from waiting import PATIENCE, eventually
from wire import assert_problem

pytestmark = pytest.mark.attack("workers that die")

LAYERS = ["process", "rlimit", "no-new-privileges", "seccomp"]


def state_of(pid: int) -> str | None:
    """The state letter of a process: Z is one that nobody has waited for; None where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def workers_of(daemon: Daemon) -> list[int]:
    """The daemon's child processes, dead ones among them."""
    processes = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return sorted(pid for pid in processes if parent_of(pid) == daemon.pid)


def descriptors(daemon: Daemon) -> list[str]:
    """What the daemon has open, numbers left out."""
    found = []
    for link in Path(f"/proc/{daemon.pid}/fd").iterdir():
        try:
            found.append(re.sub(r"\d+", "N", os.readlink(link)))
        except FileNotFoundError:
            continue
    return sorted(found)


def figures(daemon: Daemon) -> dict[str, float]:
    text = daemon.metrics()
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}


def ends(daemon: Daemon) -> dict[str, float]:
    """How many workers ended, by why, where any did."""
    found = {re.fullmatch(r'footbridge_decode_worker_ends_total\{reason="([a-z]+)"\}', name): value
             for name, value in figures(daemon).items()}
    return {match[1]: value for match, value in found.items() if match and value}


def test_every_layer_is_told_of(start):
    daemon = start("--decoding-threads", "2")
    assert len(workers_of(daemon)) == 2
    ready = daemon.ask_operations("/readyz").json()
    assert (ready["status"], ready["decode_isolation"]) == ("ok", LAYERS) and "readers" in ready["covers"]
    told = figures(daemon)
    assert all(told[f'footbridge_decode_isolation{{layer="{layer}"}}'] == 1 for layer in LAYERS)
    assert told["footbridge_decode_workers"] == told["footbridge_decode_worker_starts_total"] == 2
    for pid in workers_of(daemon):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status
        assert sorted(path.name for path in Path(f"/proc/{pid}/fd").iterdir()) == ["0", "1", "2", "3"]


def test_killed_workers_under_load_cost_their_photo_a_503_and_nobody_else_anything(start):
    daemon = start("--decoding-threads", "2")
    daemon.accepted_scan()
    kills = 60 if LONG else 12
    with Load(daemon, clients=4) as load:
        for number in range(kills):
            before = figures(daemon)["footbridge_decode_worker_starts_total"]
            victims = workers_of(daemon)
            os.kill(victims[number % len(victims)], signal.SIGKILL)
            eventually(lambda before=before: figures(daemon)["footbridge_decode_worker_starts_total"] > before,
                       "a worker in the place of the one killed")
        accepted = len(load.accepted)
        eventually(lambda: len(load.accepted) > accepted + 8, "photos read after the last one was killed")
    assert not load.broken, load.broken
    for response in load.refused:
        assert_problem(response, 503, "overloaded")
    assert len(load.refused) <= kills
    assert sum(ends(daemon).values()) == ends(daemon)["killed"] == kills
    assert not [one for one in descriptors(daemon) if "memfd" in one], "photos are kept open"
    assert [state_of(pid) for pid in workers_of(daemon)].count("Z") == 0 and len(workers_of(daemon)) == 2
    warned = [line for line in daemon.log if "a decode worker has ended" in line]
    assert 1 <= len(warned) <= 10 * (1 + PATIENCE / 60)
    daemon.accepted_scan()


def test_sockets_to_workers_do_not_add_up(start):
    daemon = start("--decoding-threads", "1")
    daemon.accepted_scan()
    before = len(descriptors(daemon))
    for number in range(10):
        os.kill(workers_of(daemon)[0], signal.SIGKILL)
        eventually(lambda number=number: ends(daemon).get("killed") == number + 1
                   and figures(daemon)["footbridge_decode_workers"] == 1, "a worker in its place")
    daemon.accepted_scan()
    eventually(lambda: len(descriptors(daemon)) <= before, "no more descriptors than before")


@pytest.mark.parametrize("how", ("terminate", "kill"))
def test_workers_end_with_the_daemon(start, how):
    daemon = start("--decoding-threads", "2")
    workers = workers_of(daemon)
    assert len(workers) == 2
    if how == "terminate":
        assert daemon.stop() == 0
        # Waited for by the daemon itself.
        assert all(state_of(pid) is None for pid in workers)
    else:
        daemon.kill()
    eventually(lambda: all(state_of(pid) in (None, "Z") for pid in workers), "the end of the workers")


def test_a_signal_to_the_whole_group_ends_no_worker_before_its_work(start):
    daemon = start("--decoding-threads", "1")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(workers_of(daemon)[0], number)
    daemon.accepted_scan()
    assert ends(daemon) == {}


def test_isolation_can_be_turned_off(start):
    daemon = start("--decode-isolation", "off", "--covers", "off")
    assert workers_of(daemon) == []
    assert daemon.accepted_scan()["symbols"]
    assert daemon.ask_operations("/readyz").json() == {
        "status": "ok", "decode_isolation": [],
        "covers": {"index": "off", "indexed": 0, "waiting": 0, "readers": "off", "sought": 0}}
    assert figures(daemon)['footbridge_decode_isolation{layer="process"}'] == 0
    assert any("photos are read in the daemon itself" in line for line in daemon.log)


@pytest.mark.parametrize("isolation", ("on", "workers", ""))
def test_no_other_isolation_is_taken(sample_database, tmp_path, isolation):
    database = sample_database.copy_to(tmp_path / "database")
    ended = run_command("serve", "--database", f"sqlite:{database}", "--port", "0", "--decode-isolation", isolation)
    assert ended.returncode == 64 and "--decode-isolation: " in ended.stderr


def test_the_workers_command_is_not_for_people():
    assert "decode-worker" not in run_command("--help").stdout
    assert run_command("decode-worker", "--memory", "1000000").returncode == 64
