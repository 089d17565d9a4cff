"""What one client can take from the others: places, memory, processor, connections. Each attack is short here, and at full
strength in `test_attacks_measured.py`."""

import contextlib
import json
import os
import re
import select
import subprocess
from pathlib import Path

import pytest

import pictures
from daemon import SOHO, Daemon, run_command
from pictures import PNG, WEBP
from shops import signature
from tills import cookies
from waiting import eventually
from wire import Closed, Connection, assert_problem

pytestmark = pytest.mark.attack("floods and held places")

MEBIBYTE = 1024 * 1024


def padded(length: int, comment: str = "") -> bytes:
    """A readable photo of that many bytes."""
    photo = pictures.barcode(comment=comment)
    return photo + b"\0" * (length - len(photo))


def shopper(daemon: Daemon) -> dict[str, str]:
    """The header fields of a browser with a session of its own."""
    return {"Cookie": cookies(daemon.ask("GET", "/"))[0], "Origin": daemon.origin}


def begin(daemon: Daemon, source: str, headers: dict[str, str], length: int, first: bytes = b"") -> Connection:
    """Sends an upload's head from an address of its own, and as much of its body."""
    connection = daemon.connect(source=source)
    connection.send_head("POST", f"/v1/scans?{SOHO}", headers | {
        "Content-Type": PNG, "Content-Length": str(length), "Connection": "close"})
    if first:
        connection.send(first)
    return connection


def scan_from(daemon: Daemon, source: str, headers: dict[str, str] | None = None):
    photo = pictures.barcode()
    with begin(daemon, source, headers or daemon.bearer(), len(photo), photo) as connection:
        return connection.read_response("POST")


def wait_for_places(daemon: Daemon, count: int):
    eventually(lambda: daemon.measured("footbridge_uploads_in_place") == count, f"{count} uploads in place")


def test_heads_alone_take_no_place(start):
    daemon = start("--upload-places", "2")
    heads = [begin(daemon, "127.0.0.66", daemon.bearer(), 1_000_000) for _ in range(20)]
    assert scan_from(daemon, "127.0.0.2").status == 201
    assert daemon.measured("footbridge_uploads_in_place") == 0
    # With its first byte each would have one.
    for head in heads[:2]:
        head.send(b"\x89")
    wait_for_places(daemon, 2)
    assert_problem(scan_from(daemon, "127.0.0.2"), 503, "overloaded")
    for head in heads:
        head.close()


def test_one_address_leaves_places_to_the_others_and_is_told_of(start):
    daemon = start("--upload-places", "8", "--upload-places-address", "2")
    held = [begin(daemon, "127.0.0.66", daemon.bearer(), 1_000_000, b"\x89") for _ in range(2)]
    wait_for_places(daemon, 2)
    for _ in range(3):
        assert_problem(scan_from(daemon, "127.0.0.66"), 503, "overloaded")
    assert scan_from(daemon, "127.0.0.2").status == 201
    assert daemon.measured('footbridge_upload_refusals_total{limit="address"}') == 3
    told = [line for line in daemon.log if "uploads are refused" in line]
    assert len(told) == 1 and "client.address=127.0.0.66" in told[0] and "upload.limit=address" in told[0], told
    for connection in held:
        connection.close()


def test_sessions_leave_a_reserve_to_keys(start):
    daemon = start("--upload-places", "4")
    shoppers = [shopper(daemon) for _ in range(4)]
    held = [begin(daemon, f"127.0.0.{66 + number}", fields, 1_000_000, b"\x89")
            for number, fields in enumerate(shoppers[:3])]
    wait_for_places(daemon, 3)
    assert_problem(scan_from(daemon, "127.0.0.2", shoppers[3]), 503, "overloaded")
    assert scan_from(daemon, "127.0.0.2").status == 201
    assert daemon.measured('footbridge_upload_refusals_total{limit="reserve"}') == 1
    for connection in held:
        connection.close()


def test_one_holder_of_keys_leaves_places_to_the_others(start):
    """However many keys and addresses it has."""
    daemon = start("--upload-places", "8")

    def key(*options: str) -> dict:
        made = run_command("key", "create", "--database", f"sqlite:{daemon.database}", "--json", *options)
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout)

    first, other = key("--role", "client", "--name", "app"), key("--role", "client", "--name", "other")
    second = key("--principal", str(first["principal"]))
    keys = [{"Authorization": f"Bearer {made['key']}"} for made in (first, second)]
    held = [begin(daemon, f"127.0.0.{66 + number}", keys[number % 2], 1_000_000, b"\x89") for number in range(6)]
    wait_for_places(daemon, 6)
    for fields in keys:
        assert_problem(scan_from(daemon, "127.0.0.2", fields), 503, "overloaded")
    assert daemon.measured('footbridge_upload_refusals_total{limit="holder"}') == 2
    assert scan_from(daemon, "127.0.0.2", {"Authorization": f"Bearer {other['key']}"}).status == 201
    assert scan_from(daemon, "127.0.0.2", shopper(daemon)).status == 201
    for connection in held:
        connection.close()


def test_one_session_has_few_places(start):
    daemon = start("--upload-places", "64", "--upload-places-session", "2")
    fields = shopper(daemon)
    held = [begin(daemon, "127.0.0.66", fields, 1_000_000, b"\x89") for _ in range(2)]
    wait_for_places(daemon, 2)
    assert_problem(scan_from(daemon, "127.0.0.66", fields), 503, "overloaded")
    assert scan_from(daemon, "127.0.0.66", shopper(daemon)).status == 201
    for connection in held:
        connection.close()


def test_silence_after_a_fast_begin_is_too_slow(start):
    """250 kB at once are worth a minute at the least rate; only the last seconds count."""
    daemon = start("--upload-minimum-rate", "4096")
    with begin(daemon, "127.0.0.66", daemon.bearer(), 1_000_000, b"\x89" * 250_000) as connection:
        assert_problem(connection.read_response("POST"), 408, "too-slow")
    wait_for_places(daemon, 0)


def test_memory_of_uploads_is_a_budget(start):
    daemon = start("--upload-memory", "32")
    part = b"\x89" * (15 * MEBIBYTE)
    # A key's holder may have three quarters, and a session the largest upload.
    held = [begin(daemon, f"127.0.0.{66 + number}", fields, 16 * MEBIBYTE, part)
            for number, fields in enumerate((daemon.bearer(), shopper(daemon)))]
    eventually(lambda: daemon.measured("footbridge_upload_bytes") >= 30 * MEBIBYTE, "two uploads are held")
    # Refused by its length before anything comes, and without one in the middle.
    with daemon.connect(source="127.0.0.2") as announced:
        announced.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Content-Length": str(4 * MEBIBYTE), "Expect": "100-continue"})
        response = announced.read_response("POST")
        assert response.interim == []
        assert_problem(response, 503, "overloaded")
    with daemon.connect(source="127.0.0.2") as chunked:
        chunked.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Transfer-Encoding": "chunked"})
        chunked.send_chunk(b"\x89" * (4 * MEBIBYTE))
        assert_problem(chunked.read_response("POST"), 503, "overloaded")
    assert scan_from(daemon, "127.0.0.2").status == 201
    for connection in held:
        connection.close()
    eventually(lambda: daemon.measured("footbridge_upload_bytes") == 0, "their memory is given back")


def test_heads_are_held_within_a_budget(start):
    """Long ones that do not end, which half a minute is given to."""
    daemon = start()
    before = daemon.memory()
    head = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: %s\r\n" % (number, b"b" * 490) for number in range(118))
    held = []
    for _ in range(600):
        held.append(daemon.connect(source="127.0.0.66"))
        with contextlib.suppress(Closed):
            held[-1].send(head)
    eventually(lambda: len(answered(held)) >= 250, "there is no room for all of them")
    assert_problem(answered(held)[0].read_response(), 503, "overloaded")
    assert daemon.memory() - before < 100 * MEBIBYTE, daemon.memory() - before
    # A head as long as a browser's needs no room, and those that end give theirs back.
    assert scan_from(daemon, "127.0.0.66").status == 201
    for connection in held:
        connection.close()
    with daemon.connect(source="127.0.0.66") as long:
        long.send(head + b"\r\n")
        assert long.read_response().status == 200


def answered(connections: list[Connection]) -> list[Connection]:
    """Those that have something to be read."""
    by_descriptor = {each.socket.fileno(): each for each in connections}
    poll = select.poll()
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN)
    return [by_descriptor[descriptor] for descriptor, _ in poll.poll(0)]


def test_bodies_without_a_key_are_held_within_a_budget(start):
    """A shop's report is signed over its whole body, so that it comes before anybody knows whose it is."""
    daemon = start()
    before = daemon.memory()
    part = b" " * (100 << 10)
    fields = {"Content-Type": "application/json", "Footbridge-Merchant": "nobody",
              "Footbridge-Signature": signature("nobody", b""), "Content-Length": str(128 << 10)}
    held = []
    for _ in range(600):
        held.append(daemon.connect(source="127.0.0.66"))
        held[-1].send_head("POST", "/v1/purchases", fields)
        with contextlib.suppress(Closed):
            held[-1].send(part)
    eventually(lambda: len(answered(held)) >= 250, "there is no room for all of them")
    assert_problem(answered(held)[0].read_response("POST"), 503, "overloaded")
    assert daemon.memory() - before < 120 * MEBIBYTE, daemon.memory() - before
    # What is short needs no room.
    tills = daemon.ask("POST", "/v1/redemptions/check", daemon.bearer("staff") | {"Content-Type": "application/json"},
                       json.dumps({"code": "NOBODYS"}).encode())
    assert tills.status == 200, tills.body
    for connection in held:
        connection.close()


def test_within_a_limit_of_address_space_uploads_are_refused_and_nothing_dies(start):
    """A quarter of what the process may use is the budget; an array that doubled beyond the limit would end the process."""
    daemon = start(within=("prlimit", f"--as={4 << 30}"))
    part = b"\x89" * (18 * MEBIBYTE)
    held = []
    for number in range(8):
        held.append(begin(daemon, f"127.0.0.{66 + number}", daemon.bearer(), 20 * MEBIBYTE, part))
    eventually(lambda: daemon.measured("footbridge_upload_bytes") >= 8 * 18 * MEBIBYTE, "they are held")
    for connection in held:
        connection.close()
    wait_for_places(daemon, 0)
    daemon.accepted_scan()


def test_a_session_uploads_less_than_a_key(start):
    daemon = start("--rate-limit-session-uploads", "1")
    fields = shopper(daemon)
    assert scan_from(daemon, "127.0.0.66", fields).status == 201
    refused = scan_from(daemon, "127.0.0.66", fields)
    assert_problem(refused, 429, "rate-limited")
    assert re.search(r'"[^"]+";q=1;w=60', refused.header("ratelimit-policy") or "")
    # New sessions are free; the address pays for them. One more is let through every 7.5 s.
    statuses = [201]
    while statuses[-1] == 201 and len(statuses) < 100:
        statuses.append(scan_from(daemon, "127.0.0.66", shopper(daemon)).status)
    assert statuses[-1] == 429 and len(statuses) >= 9, statuses
    assert scan_from(daemon, "127.0.0.66").status == 201, "a key has its own quota"


def test_a_picture_of_many_codes_is_kept_small(daemon):
    answer = daemon.accepted_scan(pictures.many(24))
    assert 1 <= len(answer["symbols"]) <= 16  # a build for debugging has no time for all
    kept = daemon.get(f"/v1/scans/{answer['id']}")
    assert kept.json() == answer and len(kept.body) <= 16 << 10


def test_a_webp_of_many_code_tables_is_refused(daemon):
    """300 KB would take 650 MB of tables; a few of them are nothing to mind."""
    response = daemon.scan(pictures.webp_of_many_tables(), WEBP)
    assert_problem(response, 422, "photo-undecodable")
    assert daemon.scan(pictures.webp_of_many_tables(16), WEBP).status == 201


def test_connections_are_bounded_for_an_address_and_in_all(start):
    daemon = start("--connections", "12", "--connections-address", "8")
    idle = [daemon.connect(source="127.0.0.66") for _ in range(8)]
    eventually(lambda: daemon.measured("footbridge_connections") == 8, "they are served")
    with daemon.connect(source="127.0.0.66") as refused:
        assert_problem(refused.request("GET", "/healthz"), 503, "too-many-connections")
        assert refused.is_closed_by_peer()
    idle += [daemon.connect(source="127.0.0.67") for _ in range(4)]
    # They are taken up on several threads: one that came later may be sooner.
    eventually(lambda: daemon.measured("footbridge_connections") == 12, "they are served, too")
    with daemon.connect(source="127.0.0.68") as refused:
        # Without a request, too: there would be none to read for who waits for its turn.
        assert_problem(refused.read_response(), 503, "too-many-connections")
    told = [line for line in daemon.log if "connections are refused" in line]
    assert len(told) == 1 and "client.address=127.0.0.66" in told[0], told
    for connection in idle[:4]:
        connection.close()
    eventually(lambda: is_served(daemon), "there is room again")
    assert daemon.measured('footbridge_connection_refusals_total{limit="address"}') >= 1
    for connection in idle:
        connection.close()


def is_served(daemon: Daemon) -> bool:
    try:
        return daemon.ask("GET", "/healthz").status == 200
    except (Closed, OSError):
        return False


def test_descriptors_are_raised_and_never_run_out(start):
    daemon = start(within=("prlimit", "--nofile=256:400"))
    limits = Path(f"/proc/{daemon.pid}/limits").read_text(encoding="ascii")
    assert re.search(r"^Max open files\s+400\s+400\s", limits, re.MULTILINE), limits
    flood = [daemon.connect(source="127.0.0.66") for _ in range(450)]
    try:
        daemon.await_line("connections are refused")
        assert len(os.listdir(f"/proc/{daemon.pid}/fd")) < 400
    finally:
        for connection in flood:
            connection.close()
    eventually(lambda: is_served(daemon), "there is room again")


def test_an_early_refusal_reaches_a_client_that_reads_only_after_sending(daemon):
    body = bytes(8_000_000)
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", {
            "Authorization": "Bearer fbk_nobody", "Content-Type": PNG, "Content-Length": str(len(body))})
        connection.send(body)  # raises where the daemon has closed
        assert_problem(connection.read_response("POST"), 401, "unauthenticated")


NODE = """
const [url, tries] = process.argv.slice(1);
const body = new Uint8Array(8_000_000);
for (let each = 0; each < tries; each += 1) {
    const options = {method: "POST", headers: {"content-type": "image/png", authorization: "Bearer fbk_nobody"}, body};
    console.log(await fetch(url, options).then((answer) => answer.status, (error) => String(error.cause ?? error)));
}
"""


def test_an_early_refusal_reaches_fetch(daemon):
    node = subprocess.run(
        ["node", "--input-type=module", "-e", NODE, f"{daemon.origin}/v1/scans", "13"], capture_output=True, text=True,
        timeout=120, check=True)
    assert node.stdout.split() == ["401"] * 13
