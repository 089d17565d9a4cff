"""What a client may cost that does not read its answers, and when a connection ends."""

import fcntl
import re
import selectors
import socket
import ssl
import struct
import subprocess
import termios
import time

import pytest

import pictures
from daemon import Daemon
from pictures import PNG
from waiting import PATIENCE, eventually

pytestmark = pytest.mark.attack("clients that do not read")

MEBIBYTE = 1024 * 1024
#: Seconds in which the daemon ends though clients do not read: many times what it promises, and less than for ever.
END = 60
REQUEST = b"GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n"


class NeverReading:
    """Connections that send request after request as long as the daemon takes them, and never read."""

    def __init__(self, daemon: Daemon, count: int):
        self.piece = REQUEST * 2000
        self.sent = 0
        self.last_progress = time.monotonic()
        self.selector = selectors.DefaultSelector()
        for _ in range(count):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", daemon.port))
            client.setblocking(False)
            self.selector.register(client, selectors.EVENT_WRITE, [0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()

    def push(self) -> bool:
        """Sends what the daemon takes; returns whether it has taken nothing for two seconds."""
        for key, _ in self.selector.select(0.05):
            place = key.data
            try:
                count = key.fileobj.send(self.piece[place[0]:])
            except OSError:
                self.selector.unregister(key.fileobj)
                key.fileobj.close()
                continue
            # On from there: what was sent stays a sequence of whole requests.
            place[0] = (place[0] + count) % len(self.piece)
            self.sent += count
            self.last_progress = time.monotonic()
        return time.monotonic() - self.last_progress > 2

    def push_until_stuck(self, least: int = 0):
        """Sends until the daemon takes no more; what pauses before so many bytes are sent is a slow machine."""
        eventually(lambda: self.push() and self.sent > least, "the daemon takes no more", every=0)


def test_two_hundred_clients_that_never_read_cost_next_to_nothing(start):
    daemon = start()
    daemon.accepted_scan()
    before = daemon.peak_memory()
    with NeverReading(daemon, 200) as clients:
        # Less would prove nothing.
        clients.push_until_stuck(100 * MEBIBYTE)
        grown = daemon.peak_memory() - before
        print(f"{clients.sent / MEBIBYTE:.0f} MiB of requests sent, peak grew by {grown / MEBIBYTE:.0f} MiB")
        daemon.assert_alive()
        assert grown < 64 * MEBIBYTE
        daemon.terminate()
        assert daemon.wait(END) == 0


def test_sigterm_waits_shortly_for_a_client_that_never_reads_and_well_for_an_upload(start):
    daemon = start()
    # Nothing but the picture is read of it.
    photo = pictures.barcode(comment="slow but honest") + b"\0" * 64_000
    piece = len(photo) // 8
    with NeverReading(daemon, 1) as client:
        client.push_until_stuck()
        upload = daemon.start_upload(len(photo))
        began = time.monotonic()
        daemon.terminate()
        # It takes longer than one that never reads is waited for.
        for number in range(8):
            upload.send(photo[number * piece:(number + 1) * piece if number < 7 else None])
            eventually(lambda: time.monotonic() - began > number + 1, "a second is over")
        response = upload.read_response("POST")
        assert response.status == 201
        assert response.header("connection") == "close"
        assert upload.is_closed_by_peer()
        upload.close()
        assert daemon.wait(END) == 0


def test_sigterm_cuts_no_answer_off(start):
    """An answer larger than the buffers of both systems, and a client that is slow to take it."""
    daemon = start()
    client = socket.socket()
    client.settimeout(PATIENCE)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", daemon.port))
    whole = daemon.ask("GET", "/openapi.yaml")
    client.sendall(REQUEST * 400)
    waits = [0, time.monotonic()]

    def is_stuck() -> bool:
        """Whether as much has waited to be read for a second."""
        [count] = struct.unpack("i", fcntl.ioctl(client, termios.FIONREAD, bytes(4)))
        if count != waits[0]:
            waits[:] = [count, time.monotonic()]
        return count > 0 and time.monotonic() - waits[1] > 1

    eventually(is_stuck, "the client's system takes no more")
    daemon.terminate()
    received = b""
    while data := client.recv(65536):
        received += data
    client.close()
    assert daemon.wait() == 0
    # As many as lay in the buffers of both systems when the daemon was told to end, and not all.
    heads = [match.start() for match in re.finditer(rb"HTTP/1\.1 200 OK\r\n", received)]
    assert 1 <= len(heads) < 400
    last_answer = received[heads[-1]:].split(b"\r\n\r\n", 1)[1]
    assert last_answer == whole.body, f"the last of {len(heads)} answers has {len(last_answer)} of its bytes"


@pytest.mark.parametrize("over_tls", [False, True])
def test_hundreds_of_pipelined_requests_are_all_answered(start, tmp_path, over_tls):
    options, context = (), None
    if over_tls:
        certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out",
             str(certificate)], check=True, capture_output=True, timeout=PATIENCE)
        options = ("--tls-certificate", str(certificate), "--tls-key", str(key))
        context = ssl.create_default_context(cafile=str(certificate))
    daemon = start(*options, tls=context)
    with daemon.connect() as connection:
        connection.send(b"".join(
            f"GET /nowhere/{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for number in range(600)))
        traces = {connection.read_response().json()["trace_id"] for _ in range(600)}
        assert len(traces) == 600
        assert connection.request("GET", "/healthz").status == 200


def test_a_client_that_has_finished_sending_gets_its_answers(daemon):
    """As `nc -N` does: the end of its half is no farewell."""
    photo = pictures.barcode()
    head = (f"POST /v1/scans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {daemon.keys['client']}\r\n"
            f"Content-Type: {PNG}\r\nContent-Length: {len(photo)}\r\n\r\n").encode()
    with daemon.connect() as connection:
        connection.send((head + photo) * 3)
        connection.socket.shutdown(socket.SHUT_WR)
        assert [connection.read_response("POST").status for _ in range(3)] == [201] * 3
        assert connection.is_closed_by_peer()


def test_requests_behind_the_last_one_are_not_answered(daemon):
    with daemon.connect() as connection:
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + REQUEST * 3)
        response = connection.read_response()
        assert (response.status, response.header("connection")) == (200, "close")
        assert connection.is_closed_by_peer()
        assert connection.received == b""


def test_an_idle_client_is_told_that_the_daemon_ends_while_it_still_works(start):
    daemon = start()
    photo = pictures.barcode(comment="still coming")
    # Many times what it takes, and less than the 30 s after which an idle connection is closed in any case.
    with (daemon.connect(timeout=20) as idle, daemon.connect(timeout=20) as served,
          daemon.start_upload(len(photo)) as upload):
        assert served.request("GET", "/healthz").status == 200
        daemon.terminate()
        assert idle.is_closed_by_peer() and served.is_closed_by_peer()
        upload.send(photo)
        assert upload.read_response("POST").status == 201
    assert daemon.wait() == 0
