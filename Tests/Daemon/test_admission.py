"""Who gets an upload place, when `100 Continue` is said, and what slow clients cost."""

import threading
import time

import pytest

import pictures
from daemon import SOHO, Daemon
from pictures import PNG
from waiting import PATIENCE, eventually
from wire import Closed, Connection, Response, assert_problem

pytestmark = pytest.mark.attack("held and slow uploads")


def announce(connection: Connection, headers: dict[str, str], length: int = 50_000, target: str = f"/v1/scans?{SOHO}"):
    """Sends only the head of an upload, as curl does before it waits."""
    connection.send_head("POST", target, {
        "Content-Type": PNG, "Content-Length": str(length), "Expect": "100-continue"} | headers)


def trickle(connection: Connection, data: bytes, every_seconds: float, stop: threading.Event) -> None:
    """Sends `data` again and again, pausing between, until stopped or closed."""
    while not stop.wait(every_seconds):
        try:
            connection.send(data)
        except (Closed, OSError):
            return


def answer_to_trickle(daemon: Daemon, length: int, data: bytes, every_seconds: float) -> tuple[Response, float]:
    """Trickles a body until it is answered and the connection closed.

    Returns the answer, and the seconds since before the daemon's clock began: at least what it waited by that.
    """
    stop = threading.Event()
    began = time.monotonic()
    with daemon.start_upload(length) as connection:
        sender = threading.Thread(target=trickle, args=(connection, data, every_seconds, stop), daemon=True)
        sender.start()
        try:
            response, seconds = connection.read_response("POST"), time.monotonic() - began
        finally:
            stop.set()
            sender.join(PATIENCE)
        assert connection.is_closed_by_peer()
    return response, seconds


def test_an_accepted_upload_is_told_to_continue(daemon):
    photo = pictures.barcode(height=200, comment="continue")
    with daemon.connect() as connection:
        announce(connection, daemon.bearer(), len(photo))
        connection.read_continue()
        connection.send(photo)
        response = connection.read_response("POST")
    assert response.status == 201
    assert response.interim == []


def test_without_expect_nothing_but_the_answer_comes(daemon):
    assert daemon.scan().interim == []


def test_refusals_come_before_any_continue(daemon):
    cases = [
        ({}, 401, "unauthenticated"),
        ({"Authorization": "Bearer fbk_nobody"}, 401, "unauthenticated"),
        (daemon.bearer("analyst"), 403, "forbidden"),
        (daemon.bearer() | {"Content-Length": str(20 * 1024 * 1024 + 1)}, 413, "too-large"),
        (daemon.bearer() | {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
    ]
    for headers, status, code in cases:
        with daemon.connect() as connection:
            announce(connection, headers)
            response = connection.read_response("POST")
        assert response.interim == [], code
        assert_problem(response, status, code)


def test_a_rate_limited_upload_is_refused_before_any_continue(start):
    daemon = start("--rate-limit-key", "1", "--rate-limit-address", "0", unlimited=False)
    daemon.scan()
    with daemon.connect() as connection:
        announce(connection, daemon.bearer())
        response = connection.read_response("POST")
    assert response.interim == []
    assert_problem(response, 429, "rate-limited")


def test_a_third_upload_is_refused_at_once_and_places_come_back(start):
    daemon = start("--upload-places", "2")
    photo = pictures.barcode(comment="places")
    first, second = daemon.hold_place(photo), daemon.hold_place(photo)
    # The two hold their places for as long as this test likes: it does not wait for one.
    with daemon.connect() as third:
        announce(third, daemon.bearer(), len(photo))
        refused = third.read_response("POST")
    assert refused.interim == []
    assert_problem(refused, 503, "overloaded")
    daemon.assert_alive()
    for upload in (first, second):
        upload.send(photo[1:])
        assert upload.read_response("POST").status == 201
        upload.close()
    for _ in range(4):
        assert daemon.scan(photo).status == 201


def test_a_refused_upload_that_sends_its_photo_anyway_is_told_so(start):
    daemon = start("--upload-places", "1")
    photo = pictures.barcode(comment="anyway")
    holder = daemon.hold_place(photo)
    assert_problem(daemon.scan(photo), 503, "overloaded")
    holder.send(photo[1:])
    assert holder.read_response("POST").status == 201
    holder.close()


def test_an_abandoned_upload_gives_its_place_back(start):
    daemon = start("--upload-places", "1")
    for _ in range(3):
        daemon.hold_place(b"\x89" * 50_000).close()
        # The daemon learns of the closing in its own time.
        eventually(lambda: daemon.scan().status == 201, "the place is given back")


def test_slow_uploads_hold_no_decoding_place(start):
    daemon = start("--decoding-threads", "1", "--decoding-waiting", "1")
    slow = [daemon.start_upload(50_000) for _ in range(10)]
    for upload in slow:
        upload.send(pictures.barcode()[:200])
    # They are as slow as this test likes: it does not wait for one.
    for number in range(10):
        daemon.accepted_scan(pictures.barcode(pictures.isbn(number)))
    for upload in slow:
        upload.close()


def test_an_upload_below_the_minimum_rate_is_too_slow(start):
    daemon = start("--upload-minimum-rate", "4096")
    response, seconds = answer_to_trickle(daemon, 1_000_000, b"\x89", 0.2)
    assert_problem(response, 408, "too-slow")
    assert seconds >= 5, "it has 5 s of grace"
    daemon.assert_alive()


def test_an_upload_that_sends_nothing_is_too_slow(start):
    daemon = start("--upload-deadline", "3")
    began = time.monotonic()
    with daemon.start_upload(1_000_000) as connection:
        response = connection.read_response("POST")
        assert_problem(response, 408, "too-slow")
        assert time.monotonic() - began >= 3
        assert connection.is_closed_by_peer()


def test_an_upload_past_its_deadline_is_too_slow_however_steady(start):
    daemon = start("--upload-deadline", "4")
    response, seconds = answer_to_trickle(daemon, 10_000_000, b"\x89" * 4096, 0.1)
    assert_problem(response, 408, "too-slow")
    assert seconds >= 4


def test_a_steady_upload_above_the_minimum_rate_is_not_too_slow(start):
    """For longer than the grace, at many times the least rate, so that a slow machine is above it, too."""
    daemon = start("--upload-minimum-rate", "100")
    photo = pictures.barcode(comment="steady")
    photo += b"\0" * (200_000 - len(photo))
    pause = threading.Event()
    with daemon.start_upload(len(photo)) as connection:
        step = len(photo) // 20
        for begin in range(0, len(photo), step):
            connection.send(photo[begin:begin + step])
            pause.wait(0.3)
        assert connection.read_response("POST").status == 201


def test_overload_of_the_decoder_is_refused_and_recovers(start):
    """Each photo takes a while to read; more come at once than may run and wait."""
    daemon = start("--decoding-threads", "1", "--decoding-waiting", "2", "--upload-places", "64")
    photo = pictures.large(side=3000)
    answers = []

    def upload():
        answers.append(daemon.scan(photo))

    threads = [threading.Thread(target=upload) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert len(answers) == 16
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 503, "overloaded")
    assert any(answer.status == 201 for answer in answers)
    daemon.accepted_scan()


def test_a_hundred_half_open_connections_do_not_stop_the_daemon(daemon):
    idle = [daemon.connect() for _ in range(100)]
    for connection in idle:
        connection.send(b"POST /v1/scans HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    try:
        for _ in range(5):
            daemon.accepted_scan()
    finally:
        for connection in idle:
            connection.close()
