"""What many uploads at once may cost in memory, however slowly they come."""

import selectors
import socket
import time

import pictures
from conftest import LONG
from daemon import SOHO, Daemon
from waiting import PATIENCE

MEBIBYTE = 1024 * 1024
UPLOAD = 5 * MEBIBYTE


class SlowUpload:
    """One upload of 5 MiB that is sent a piece at a time, as a phone on a weak network does."""

    def __init__(self, daemon: Daemon, body: memoryview):
        self.socket = socket.create_connection(("127.0.0.1", daemon.port), timeout=PATIENCE)
        self.socket.setblocking(False)
        head = (f"POST /v1/scans?{SOHO} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {daemon.keys['client']}\r\n"
                f"Content-Type: image/png\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n")
        self.head = head.encode()
        self.body = body
        self.sent = 0
        self.answer = b""
        self.done = False

    def send_some(self, most: int):
        """Sends at most so many bytes, as far as the socket takes them."""
        if self.head:
            self.head = self.head[self.socket.send(self.head):]
        elif self.sent < len(self.body):
            self.sent += self.socket.send(self.body[self.sent:self.sent + most])

    @property
    def has_more(self) -> bool:
        return bool(self.head) or self.sent < len(self.body)

    @property
    def status(self) -> int:
        return int(self.answer.split(b" ")[1]) if self.answer.startswith(b"HTTP/1.1 ") else 0


def upload_together(daemon: Daemon, count: int, body: bytes) -> list[SlowUpload]:
    """Runs `count` slow uploads side by side until each has its answer or was cut off."""
    selector = selectors.DefaultSelector()
    uploads = [SlowUpload(daemon, memoryview(body)) for _ in range(count)]
    for upload in uploads:
        selector.register(upload.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, upload)
    end = time.monotonic() + 4 * PATIENCE  # for a gigabyte
    while any(not upload.done for upload in uploads) and time.monotonic() < end:
        for key, events in selector.select(1):
            upload: SlowUpload = key.data
            try:
                if events & selectors.EVENT_READ:
                    data = upload.socket.recv(65536)
                    upload.answer += data
                    upload.done = not data
                elif events & selectors.EVENT_WRITE:
                    upload.send_some(32768)
                    if not upload.has_more:
                        selector.modify(upload.socket, selectors.EVENT_READ, upload)
            except BlockingIOError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                upload.done = True
            if upload.done:
                selector.unregister(upload.socket)
                upload.socket.close()
    for upload in uploads:
        upload.socket.close()
    selector.close()
    return uploads


def test_two_hundred_slow_uploads_cost_no_more_than_their_places(start):
    places = 16
    daemon = start("--upload-places", str(places))
    photo = pictures.barcode()
    body = photo + b"\0" * (UPLOAD - len(photo))
    daemon.accepted_scan()
    before = daemon.peak_memory()
    uploads = upload_together(daemon, 200, body)
    assert all(upload.done for upload in uploads), "some uploads were never answered"
    statuses = [upload.status for upload in uploads]
    assert set(statuses) <= {0, 201, 422, 503}, set(statuses)
    served = sum(status in (201, 422) for status in statuses)
    # One key leaves a quarter to the others.
    assert served >= places * 3 // 4, statuses
    # Two copies of what the places may hold at once, and what decoding takes; all 200 would be 1 GB.
    grown = daemon.peak_memory() - before
    print(f"200 uploads of 5 MiB, {places} places: {served} served, peak grew by {grown / MEBIBYTE:.0f} MiB")
    assert grown < 2 * places * UPLOAD + 128 * MEBIBYTE
    daemon.accepted_scan()


def test_memory_is_flat_over_many_scans(daemon):
    """A leak of 4 KiB a scan shows; the first scans warm caches and pools up."""
    rounds, each = (20, 500) if LONG else (3, 150)
    peaks = []
    for number in range(rounds):
        for step in range(each):
            daemon.accepted_scan(pictures.barcode(pictures.isbn(number * each + step)))
        peaks.append(daemon.peak_memory())
    grown = peaks[-1] - peaks[0]
    print(f"{rounds * each} scans: peak grew by {grown / 1024:.0f} KiB after the first {each}")
    assert grown < max(16 * MEBIBYTE, (rounds - 1) * each * 4096)
