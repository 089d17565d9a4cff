"""What happens to the rest of a request once it was refused, and to requests that are no requests."""

import random
import select
import time

import pytest

import pictures
from conftest import LONG
from daemon import SOHO, Daemon
from pictures import PNG
from waiting import PATIENCE, eventually
from wire import Closed, Connection, assert_problem

pytestmark = pytest.mark.attack("refused bodies")

MEBIBYTE = 1024 * 1024
LIMIT = 20 * MEBIBYTE

# What may lie in the kernel's buffers on both sides besides the 1 MiB that the daemon reads.
IN_FLIGHT = 12 * MEBIBYTE


def pump(connection: Connection, piece: bytes, most: int) -> tuple[int, bool, bytes]:
    """Sends `piece` again and again while reading, until the daemon closes, `most` bytes are sent or it hangs.

    Returns the bytes sent, whether the daemon closed, and what it answered.
    """
    sent, answer, end = 0, b"", time.monotonic() + PATIENCE
    connection.socket.setblocking(False)
    pending = piece
    while time.monotonic() < end and sent < most:
        readable, writable, _ = select.select([connection.socket], [connection.socket], [], 0.2)
        try:
            if readable:
                data = connection.socket.recv(65536)
                if not data:
                    return sent, True, answer
                answer += data
            if writable:
                count = connection.socket.send(pending)
                sent += count
                pending = pending[count:] or piece
        except BlockingIOError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            return sent, True, answer
    return sent, False, answer


CHUNK = b"%x\r\n%s\r\n" % (16384, b"\x89" * 16384)


def test_an_endless_body_after_a_refusal_is_cut_off(daemon):
    with daemon.connect(send_buffer=65536) as connection:
        connection.send_head("POST", "/v1/scans", {"Content-Type": PNG, "Transfer-Encoding": "chunked"})
        sent, closed, answer = pump(connection, CHUNK, 256 * MEBIBYTE)
    assert answer.startswith(b"HTTP/1.1 401 "), answer[:200]
    assert closed, f"still open after {sent} bytes"
    assert sent < MEBIBYTE + IN_FLIGHT, f"{sent} bytes were taken after the refusal"
    daemon.assert_alive()


def test_a_dribbling_body_after_a_refusal_is_cut_off_in_time(daemon):
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", {"Content-Type": PNG, "Transfer-Encoding": "chunked"})

        def is_closed() -> bool:
            readable, _, _ = select.select([connection.socket], [], [], 0)
            try:
                connection.send_chunk(b"x")
                return bool(readable) and connection.socket.recv(65536) == b""
            except (Closed, ConnectionResetError):
                return True

        eventually(is_closed, "the connection is closed, whatever dribbles in", every=0.1)


def test_a_silent_client_after_a_refusal_is_cut_off_in_time(daemon):
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", {"Content-Type": PNG, "Content-Length": "5000000"})
        assert_problem(connection.read_response("POST"), 401, "unauthenticated")
        assert connection.is_closed_by_peer()


def read_all(connection: Connection) -> bytes:
    """Everything that comes until the daemon closes or is silent for the connection's timeout."""
    try:
        while connection.fill():
            pass
    except TimeoutError:
        pass
    return connection.received


@pytest.mark.parametrize("length", [2_000, 200_000, 5_000_000])
def test_a_refused_body_is_never_taken_for_requests(daemon, length):
    """The body is full of requests that only a daemon that lost its place would answer."""
    hidden = b"GET /hidden-in-the-body HTTP/1.1\r\nHost: x\r\n\r\n"
    body = (hidden * (length // len(hidden) + 1))[:length]
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", {"Content-Type": PNG, "Content-Length": str(length)})
        try:
            connection.send(body)
            connection.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        except Closed:
            pass
        assert connection.is_closed_by_peer()
    answers = connection.received
    statuses = [line.split(b" ")[1] for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses in ([b"401"], [b"401", b"200"]), statuses
    daemon.assert_alive()


def test_pipelined_requests_are_answered_in_order(daemon):
    photo = pictures.barcode()
    head = (f"POST /v1/scans?{SOHO} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {daemon.keys['client']}\r\n"
            f"Content-Type: {PNG}\r\nContent-Length: {len(photo)}\r\n\r\n").encode()
    with daemon.connect() as connection:
        connection.send((head + photo) * 3 + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for _ in range(3):
            assert connection.read_response("POST").status == 201
        assert connection.read_response().status == 200


def test_too_many_bytes_by_content_length_are_refused_before_the_body(daemon):
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Content-Length": str(LIMIT + 1)})
        assert_problem(connection.read_response("POST"), 413, "too-large")
    daemon.assert_alive()


@pytest.mark.parametrize("length", ["99999999999999999999999999", "-1", "1e3", "0x10", "12, 13"])
def test_a_content_length_that_is_none_is_refused(daemon, length):
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {"Content-Type": PNG, "Content-Length": length})
        try:
            assert connection.read_response("POST").status in (400, 413)
        except Closed:
            pass
    daemon.assert_alive()


def test_too_many_bytes_in_chunks_are_refused(daemon):
    with daemon.connect(send_buffer=262144) as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Transfer-Encoding": "chunked"})
        sent, closed, answer = pump(connection, CHUNK, LIMIT + 40 * MEBIBYTE)
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
    assert b'"too-large"' in answer.replace(b" ", b"")
    assert closed
    assert sent < LIMIT + MEBIBYTE + IN_FLIGHT
    daemon.assert_alive()


def test_the_limit_itself_is_allowed(daemon):
    """20 MiB of body are collected; that they are no picture is another matter."""
    photo = pictures.barcode()
    response = daemon.scan(photo + b"\0" * (LIMIT - len(photo)))
    assert response.status in (201, 422), response.status


def test_both_lengths_at_once_are_no_way_in(daemon):
    """Content-Length beside Transfer-Encoding is how requests are smuggled (RFC 9112 §6.1)."""
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Content-Length": "4", "Transfer-Encoding": "chunked"})
        try:
            connection.send(b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")
            first = connection.read_response("POST")
            assert first.status >= 400
        except Closed:
            pass
    daemon.assert_alive()


HEADER_BOMBS = {
    "one long value": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * (2 * MEBIBYTE) + b"\r\n\r\n",
    "many headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\n",
    "a long target": b"GET /" + b"a" * (2 * MEBIBYTE) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long method": b"A" * (2 * MEBIBYTE),
    "no request at all": bytes(range(256)) * 64,
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a bare newline flood": b"\r\n" * 200_000,
    "a chunk that claims all": (b"POST /v1/scans HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                b"ffffffffffffffff\r\n"),
    "a chunk extension without end": (b"POST /v1/scans HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;"
                                      + b"e" * (2 * MEBIBYTE)),
}


@pytest.mark.parametrize("name", HEADER_BOMBS)
def test_a_bomb_of_headers_is_bounded(daemon, name):
    before = daemon.peak_memory()
    for _ in range(3):
        with daemon.connect(timeout=3) as connection:
            try:
                connection.send(HEADER_BOMBS[name])
            except (Closed, TimeoutError):
                pass
            answer = read_all(connection)
        assert b" 500 " not in answer[:20]
    assert daemon.peak_memory() - before < 32 * MEBIBYTE
    daemon.assert_alive()


def test_random_damage_to_a_request_never_stops_the_daemon(daemon):
    """Valid uploads with bytes changed, dropped and doubled: any answer or none, but the daemon lives."""
    generator = random.Random(2026)
    photo = pictures.barcode(height=20)
    valid = (f"POST /v1/scans?{SOHO} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {daemon.keys['client']}\r\n"
             f"Content-Type: {PNG}\r\nContent-Length: {len(photo)}\r\nConnection: close\r\n\r\n").encode() + photo
    for _ in range(5000 if LONG else 150):
        request = bytearray(valid)
        for _ in range(generator.randint(1, 6)):
            place = generator.randrange(len(request))
            change = generator.randrange(3)
            if change == 0:
                request[place] = generator.randrange(256)
            elif change == 1:
                del request[place:place + generator.randint(1, 20)]
            else:
                request[place:place] = request[place:place + generator.randint(1, 20)]
        exchange_damaged(daemon, bytes(request))
    daemon.assert_alive()


def exchange_damaged(daemon: Daemon, request: bytes):
    """Sends bytes, says that no more will come, and takes whatever is answered, for at most a second."""
    with daemon.connect(timeout=1) as connection:
        try:
            connection.send(request)
            connection.socket.shutdown(1)
        except (Closed, OSError):
            pass
        answer = read_all(connection)
    assert not answer.startswith(b"HTTP/1.1 500"), request
