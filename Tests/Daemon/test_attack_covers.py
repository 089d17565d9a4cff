"""Attacks on what has to do with covers: pictures that are sent and served, servers that they are fetched from, and picks."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import malformed
import pictures
from attacks import Attacks
from cover_servers import Answer, Asked, CoverServers, answer, hostile_answers, hostile_robots, serving
from daemon import Daemon, run_command
from records import select
from test_attack_table import EVERY
from test_covers import cover
from tills import cookies
from waiting import eventually
from wire import Response, assert_problem

MEBIBYTE = 1 << 20
#: A book of the sample bookshops.
BOOK = pictures.listed_sample()["product"][1:]


def send(daemon: Daemon, picture: bytes, media_type: str = pictures.PNG, query: str = f"gtin={BOOK}",
         role: str = "admin") -> Response:
    return daemon.ask("POST", f"/v1/covers?{query}", daemon.bearer(role) | {"Content-Type": media_type}, picture)


def test_malformed_pictures_that_are_sent(start, attacks):
    """Decoded as photos are: each is kept or refused as what it is, and none ends the process that decodes it."""
    daemon = start()  # of its own: the covers that are kept would be in the answers of other tests
    restarts = daemon.measured("footbridge_decode_worker_restarts_total")
    for name, picture, media_type in malformed.all_pictures()[::EVERY]:
        status = send(daemon, picture, media_type).status
        attacks.note("covers: malformed pictures", name, status in (200, 201, 413, 415, 422), status)
    attacks.assert_held()
    assert daemon.measured("footbridge_decode_worker_restarts_total") == restarts


def test_forged_numbers_and_paths(start, attacks):
    daemon = start()
    picture = cover(1)
    assert send(daemon, picture).status in (200, 201)
    numbers = {"": 400, "0": 400, "9" * 14: 400, BOOK[:-1] + str((int(BOOK[-1]) + 1) % 10): 400, f"{BOOK}%00": 400,
               "%F0%9F%93%96": 400, "1" * 3000: 400, f"{BOOK}&gtin={BOOK}": 400, "../" + BOOK: 400,
               pictures.isbn(999_999_990): 422}
    for number, expected in numbers.items():
        refused = send(daemon, picture, query=f"gtin={number}", role="merchant")
        attacks.note("covers: forged numbers", number[:40], refused.status == expected, refused.status)
    whole = f"/covers/0{BOOK}.jpg"
    paths = [f"/covers/{BOOK}.jpg", f"/covers/0{BOOK}.png", f"/covers/0{BOOK}", "/covers/", "/covers/..", "/covers/../v1/covers",
             "/covers/%2e%2e%2fetc%2fpasswd", "/covers/..%2f..%2fetc%2fpasswd.jpg", f"/covers/0{BOOK}.jpg%00",
             f"/covers/%30{BOOK}.jpg%2f..", f"/covers/0{BOOK}.JPG", "/covers/00000000000000.jpg",
             "/covers/" + "0" * 5000 + ".jpg", f"/covers//0{BOOK}.jpg/x"]
    for path in paths:
        status = daemon.ask("GET", path).status
        attacks.note("covers: paths", path[:60], status == 404, status)
    plain = daemon.ask("GET", whole)
    tag = plain.header("etag")
    assert plain.status == 200 and tag
    # Nothing of these takes more than the picture, nor less than all of it.
    for fields, expected in [({"If-None-Match": tag}, 304), ({"If-None-Match": "*"}, 304), ({"If-None-Match": f"W/{tag}"}, 304),
                             ({"If-None-Match": '"x", ' * 400 + tag}, 304), ({"If-None-Match": tag[1:-1]}, 200),
                             ({"If-None-Match": '"' * 3000}, 200), ({"Range": "bytes=0-0"}, 200),
                             ({"Range": "bytes=" + "0-1," * 500 + "2-3"}, 200), ({"Range": "bytes=-1"}, 200),
                             ({"Accept-Encoding": "gzip"}, 200)]:
        got = daemon.ask("GET", whole, fields)
        held = got.status == expected and got.body == (b"" if expected == 304 else plain.body)
        attacks.note("covers: conditions", str(fields)[:60], held, (got.status, len(got.body)))
    for version in ("", "x", "0" * 16, "%00", "v" * 3000):
        got = daemon.ask("GET", f"{whole}?v={version}")
        held = got.status == 200 and "immutable" not in (got.header("cache-control") or "")
        attacks.note("covers: versions", version[:20], held, got.header("cache-control"))
    head = daemon.ask("HEAD", whole)
    attacks.note("covers: conditions", "HEAD", (head.status, head.header("content-length")) == (200, str(len(plain.body))), head)
    attacks.assert_held()


def test_covers_that_come_at_once_leave_photos_their_turn(start, attacks):
    """One merchant sends as many as its places let in; shoppers' photos are read all the same."""
    daemon = start("--decoding-threads", "1", "--decoding-waiting", "16")
    enough = threading.Event()
    statuses: list[int] = []

    def flood(number: int):
        while not enough.is_set():
            statuses.append(send(daemon, cover(number)).status)

    threads = [threading.Thread(target=flood, args=(number,), daemon=True) for number in range(24)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(statuses) > 30, "the flood is on")
    for number in range(20):
        status = daemon.scan(pictures.barcode(pictures.isbn(number))).status
        attacks.note("covers: floods", f"photo {number}", status == 201, status)
    enough.set()
    for thread in threads:
        thread.join()
    assert {200, 503} >= set(statuses) - {201}, set(statuses)
    attacks.assert_held()


def import_covers(daemon: Daemon, folder: Path, urls: list[str]) -> list[str]:
    """Has the catalogue name these; returns their books."""
    books = [pictures.isbn(500_000_000 + number) for number in range(len(urls))]
    lines = ["gtin,title,cover_url", *(f"{book},A book,{url}" for book, url in zip(books, urls, strict=True))]
    file = folder / "products.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = run_command("import", "products", str(file), "--database", f"sqlite:{daemon.database}")
    assert told.returncode == 0, told.stderr
    return books


def outcomes(daemon: Daemon) -> dict[str, str]:
    return {str(gtin): outcome for gtin, outcome in select(
        daemon.database, "SELECT gtin, outcome FROM cover_fetches WHERE outcome IS NOT NULL")}


def start_fetching(start, servers: CoverServers, origins: int, *options: str) -> Daemon:
    hosts = ",".join(servers.origin(number) for number in range(1, origins + 1))
    return start("--cover-hosts", hosts, "--cover-hosts-allow-private", *options)


def test_hostile_servers_of_covers(start, attacks, tmp_path):
    """Each costs bounded time and memory, has its name, and nothing else that is asked of the daemon waits for it."""
    tried: dict[str, tuple[Answer, str]] = {}

    def answers(asked: Asked) -> Answer:
        if asked.path == "/cover":
            return answer("200 OK", body=cover(1))
        return tried.get(asked.path.lstrip("/"), (answer("404 Not Found"), ""))[0]

    with serving(answers) as servers:
        tried.update(hostile_answers(cover(1), servers.port))
        names = list(tried)
        daemon = start_fetching(start, servers, len(names))
        daemon.accepted_scan()
        before = daemon.memory()
        books = import_covers(daemon, tmp_path, [
            f"http://{servers.origin(number + 1)}/{name}" for number, name in enumerate(names)])
        photos = 0
        while len(outcomes(daemon)) < len(names):
            daemon.accepted_scan(pictures.barcode(pictures.isbn(photos)))
            photos += 1
            assert photos < 20_000, sorted(set(books) - set(outcomes(daemon)))
        for name, book in zip(names, books, strict=True):
            outcome = outcomes(daemon)[book]
            attacks.note("cover servers", name, outcome in tried[name][1].split(), outcome)
        attacks.note("cover servers", "addresses that are not listed", all(
            asked.address.startswith("127.0.1.") for asked in servers.asked), servers.asked)
        # Of each answer 8 MiB at most, and not all of it at once.
        assert daemon.peak_memory() - before < 200 * MEBIBYTE
    attacks.assert_held()


def test_hostile_robots_files(start, attacks, tmp_path):
    tried = hostile_robots()
    names = list(tried)

    def answers(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return tried[names[int(asked.address.rsplit(".", 1)[1]) - 1]][0]
        return answer("200 OK", body=cover(1))

    with serving(answers) as servers:
        daemon = start_fetching(start, servers, len(names))
        books = import_covers(daemon, tmp_path, [
            f"http://{servers.origin(number)}/" + "c" * 1500 for number in range(1, len(names) + 1)])
        before = daemon.processor_seconds()
        eventually(lambda: len(outcomes(daemon)) == len(names), "all were asked")
        print(f"{daemon.processor_seconds() - before:.1f} s of processor for {len(names)} files")
        for name, book in zip(names, books, strict=True):
            outcome, is_allowed = outcomes(daemon)[book], tried[name][1]
            attacks.note("robots files", name, outcome == ("kept" if is_allowed else "robots"), outcome)
        fetched = {asked.address for asked in servers.asked if asked.path != "/robots.txt"}
        attacks.note("robots files", "no cover but where it may be", len(fetched) == sum(
            is_allowed for _, is_allowed in tried.values()), fetched)
    attacks.assert_held()


def test_no_name_of_a_private_address_is_asked(start, attacks, tmp_path):
    with serving(lambda asked: answer("200 OK", body=cover(1))) as servers:
        hosts = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "0"]
        listed = ",".join(f"{host}:{servers.port}" for host in hosts)
        daemon = start("--cover-hosts", listed)
        books = import_covers(daemon, tmp_path, [f"http://{host}:{servers.port}/cover" for host in hosts])
        eventually(lambda: len(outcomes(daemon)) == len(hosts), "all were tried")
        for host, book in zip(hosts, books, strict=True):
            outcome = outcomes(daemon)[book]
            attacks.note("private addresses", host, outcome in ("private-address", "unresolved"), outcome)
        attacks.note("private addresses", "connections", servers.asked == [], servers.asked)
    attacks.assert_held()


@pytest.fixture
def asking(start, tmp_path) -> Iterator[tuple[Daemon, bytes]]:
    """A daemon that has to ask which of two editions a front is of, and the photo."""
    daemon = start("--cover-budget", "1000", "--decoding-threads", "1")
    front = cover(2)
    for book in ("9781566199094", "9780747532743"):
        assert send(daemon, front, query=f"gtin={book}").status == 201
    eventually(lambda: daemon.ask_operations("/readyz").json()["covers"]["sought"] == 2, "the covers in the daemon")
    yield daemon, front


def test_picks_are_made_once_and_by_their_owner(asking, attacks):
    daemon, front = asking
    owner, other = ({"Cookie": cookies(daemon.ask("GET", "/"))[0], "Origin": daemon.origin} for _ in range(2))
    asked = daemon.ask("POST", "/v1/scans", owner | {"Content-Type": pictures.PNG}, front)
    scan, [first, second] = asked.json()["id"], [each["gtin"] for each in asked.json()["cover_candidates"]]

    def pick(body: object, fields: dict[str, str] = owner, of: str = scan, kind: str = "application/json") -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return daemon.ask("POST", f"/v1/scans/{of}/choice", fields | {"Content-Type": kind}, content).status

    wish = {"gtin": first}
    tries = {
        "another session": (pick(wish, other), 404), "a client's key": (pick(wish, daemon.bearer()), 404),
        "a till's key": (pick(wish, daemon.bearer("staff")), 403), "nobody": (pick(wish, {}), 401),
        "another site": (pick(wish, owner | {"Origin": "https://elsewhere.example"}), 403),
        "no scan": (pick(wish, of="scn_00000000000000000000000000"), 404), "no id": (pick(wish, of="%2e%2e"), 404),
        "no candidate": (pick({"gtin": BOOK}), 422), "no number": (pick({"gtin": "1"}), 400), "nothing": (pick({}), 400),
        "a list": (pick([first]), 400), "a number": (pick({"gtin": 9781566199094}), 400), "no JSON": (pick(b"\xff\0"), 400),
        "an empty body": (pick(b""), 400), "too much": (pick({"gtin": "1" * 20_000}), 413),
        "deep": (pick(b'{"gtin":' * 1500 + b"1" + b"}" * 1500), 400), "a form": (pick(b"gtin=1", kind="text/plain"), 415),
    }
    for name, (status, expected) in tries.items():
        attacks.note("picks", name, status == expected, f"{status}, not {expected}")
    attacks.assert_held()

    answers: list[tuple[str, int]] = []
    race = [threading.Thread(target=lambda gtin=gtin: answers.append((gtin, pick({"gtin": gtin}))))
            for gtin in [first, second] * 12]
    for thread in race:
        thread.start()
    for thread in race:
        thread.join()
    won = {gtin for gtin, status in answers if status == 200}
    lost = {status for gtin, status in answers if gtin not in won}
    attacks.note("picks", "a race", len(won) == 1 and lost == {409} and len(answers) == 24, answers)
    attacks.note("picks", "replays", pick({"gtin": won.pop()}) == 200)
    events = select(daemon.database, "SELECT count(*) FROM events WHERE type = 'choice'")
    attacks.note("picks", "one event", events == [(1,)], events)
    attacks.assert_held()


def test_a_cover_larger_than_an_upload_may_be_is_refused_before_it_comes(daemon, attacks):
    for length in (20 * MEBIBYTE + 1, 1 << 62):
        with daemon.connect() as connection:
            connection.send_head("POST", f"/v1/covers?gtin={BOOK}", daemon.bearer("admin") | {
                "Content-Type": pictures.PNG, "Content-Length": str(length), "Expect": "100-continue"})
            refused = connection.read_response("POST")
            attacks.note("covers: too large", str(length), refused.interim == [] and refused.status == 413, refused.status)
    with daemon.connect() as slow:
        slow.send_head("POST", f"/v1/covers?gtin={BOOK}", {"Content-Type": pictures.PNG, "Content-Length": "1000"})
        assert_problem(slow.read_response("POST"), 401, "unauthenticated")
    attacks.assert_held()
