"""What an hour of attacks is made of, kind by kind: the table says how many of each were tried and how many held. Floods and
held connections are in `test_attacks.py`, kills in `test_endings.py`, full disks in `test_redemption_disk.py`."""

import random
import string
from collections.abc import Iterator

import pytest

import framing
import malformed
import pictures
from conftest import LONG
from daemon import SOHO, Daemon
from tills import cookies
from waiting import PATIENCE
from wire import Closed, Connection

#: Every so many of a kind in a short run.
EVERY = 1 if LONG else 6
MUTANTS = 2400 if LONG else 60


class Table:
    """What was tried, and what did not hold."""

    def __init__(self):
        self.tried: dict[str, int] = {}
        self.broken: dict[str, list[str]] = {}

    def note(self, kind: str, name: str, held: bool, answer: object):
        self.tried[kind] = self.tried.get(kind, 0) + 1
        if not held:
            self.broken.setdefault(kind, []).append(f"{name}: {answer}")

    def __str__(self) -> str:
        rows = [f"{kind:28}{count:6}{count - len(self.broken.get(kind, [])):6}" for kind, count in self.tried.items()]
        return "\n".join([f"{'kind':28}{'tried':>6}{'held':>6}", *rows])


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made = Table()
    yield made
    print(f"\n{made}")


def try_pictures(daemon: Daemon, table: Table, kind: str, tried: Iterator[malformed.Picture]):
    """Each is read, or refused as what it is; none ends the process that reads it."""
    restarts = daemon.measured('footbridge_decode_worker_restarts_total')
    connection = daemon.connect()
    for name, picture, media_type in tried:
        response = connection.request(
            "POST", f"/v1/scans?{SOHO}", daemon.bearer() | {"Content-Type": media_type}, picture)
        table.note(kind, name, response.status in (201, 413, 415, 422), response.status)
        if response.header("connection") == "close":
            connection.close()
            connection = daemon.connect()
    connection.close()
    assert kind not in table.broken, table.broken[kind]
    assert daemon.measured('footbridge_decode_worker_restarts_total') == restarts
    daemon.accepted_scan()


def test_malformed_pictures(daemon, table):
    try_pictures(daemon, table, "malformed pictures", iter(malformed.all_pictures()[::EVERY]))


def test_mutants_of_photos(daemon, table):
    try_pictures(daemon, table, "mutants of photos", malformed.mutants(MUTANTS, seed=11))


def answers(daemon: Daemon, request: bytes) -> list[int]:
    """The statuses of all answers until the daemon closes."""
    statuses = []
    with Connection("127.0.0.1", daemon.port, timeout=PATIENCE) as connection:
        try:
            connection.send(request)
            while True:
                statuses.append(connection.read_response().status)
        except (Closed, ConnectionError):
            return statuses


def test_framing(daemon, table):
    kind = "framing"
    for name, request in framing.refused(daemon.keys["client"]).items():
        statuses = answers(daemon, request)
        table.note(kind, name, len(statuses) <= 1 and all(400 <= status < 600 for status in statuses), statuses)
    for name, (request, expected) in framing.allowed(daemon.keys["client"]).items():
        statuses = answers(daemon, request)
        table.note(kind, name, statuses == expected, statuses)
    daemon.assert_alive()
    assert kind not in table.broken, table.broken[kind]


def forgeries(true: str, count: int) -> Iterator[str]:
    """Each is unlike the true one in a character, its length or its end."""
    letters = string.ascii_letters + string.digits + "-_"
    for place in range(0, len(true), max(1, len(true) // count)):
        yield true[:place] + random.Random(place).choice([each for each in letters if each != true[place]]) + true[place + 1:]
    last = letters.find(true[-1])
    # The last letter of base64 has bits to spare: another one may mean the same.
    yield from (true[:-1] + letters[last ^ bit] for bit in (1, 2, 4) if 0 <= last ^ bit < len(letters))
    yield from (true[:-1], true + "A", true + "=", true.swapcase(), true[: len(true) // 2], true * 2)


def test_forged_keys_cookies_and_links(daemon, table):
    [cookie] = cookies(daemon.ask("GET", "/"))
    name, _, session = cookie.partition("=")
    scan = daemon.accepted_scan(pictures.sample_bytes(pictures.listed_sample()), media_type=pictures.PNG)
    link = scan["listings"][0]["url"].rsplit("/", 1)[1]
    key = daemon.keys["client"]
    for forged in forgeries(key.removeprefix("fbk_"), 20):
        status = daemon.ask("GET", f"/v1/scans/{scan['id']}", {"Authorization": f"Bearer fbk_{forged}"}).status
        table.note("forged keys", forged, status == 401, status)
    for forged in forgeries(session, 20):
        status = daemon.ask("GET", f"/v1/scans/{scan['id']}", {"Cookie": f"{name}={forged}"}).status
        table.note("forged cookies", forged, status == 401, status)
    for forged in forgeries(link, 40):
        response = daemon.ask("GET", f"/go/{forged}")
        table.note("forged links", forged, response.status == 404, response.status)
    assert not any(kind.startswith("forged") for kind in table.broken), table.broken

