"""HTTP/1.1 by hand over a socket, for what a well-behaved client cannot send.

Every wait is bounded by the socket's timeout, so that a daemon that hangs fails a test instead of stopping the run.
"""

import json
import socket
import ssl
from dataclasses import dataclass, field

from waiting import PATIENCE


class Closed(Exception):
    """The daemon closed the connection before a whole answer came."""


@dataclass
class Response:
    """One final answer, with the interim (1xx) statuses that came before it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    interim: list[int] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """One TCP (or TLS) connection to the daemon."""

    def __init__(self, host: str, port: int, *, tls: ssl.SSLContext | None = None, timeout: float = PATIENCE,
                 send_buffer: int | None = None, source: str | None = None):
        plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plain.settimeout(timeout)
        if source is not None:
            plain.bind((source, 0))  # all of 127.0.0.0/8 is this machine: another client
        if send_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        plain.connect((host, port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = tls.wrap_socket(plain, server_hostname="localhost") if tls else plain
        self.host = f"{host}:{port}"
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data: bytes):
        """Sends all of it, or raises when the daemon has closed."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Closed(str(gone)) from gone

    def send_head(self, method: str, target: str, headers: dict[str, str] | None = None):
        """Sends a request line and its headers; `Host` is added unless given."""
        lines = [f"{method} {target} HTTP/1.1"]
        fields = {"Host": self.host} | (headers or {})
        lines += [f"{name}: {value}" for name, value in fields.items()]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def send_chunk(self, data: bytes):
        """Sends one chunk of a chunked body; an empty one ends the body."""
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def request(self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None):
        """Sends a whole request and reads its answer."""
        fields = dict(headers or {})
        if body is not None:
            fields.setdefault("Content-Length", str(len(body)))
        self.send_head(method, target, fields)
        if body:
            try:
                self.send(body)
            except Closed:
                pass  # refused early: the answer is on its way, or read_response() raises
        return self.read_response(to=method)

    def fill(self) -> bool:
        """Receives more bytes; false at the end of the stream."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.received += data
        return bool(data)

    def take_until(self, mark: bytes) -> bytes:
        while mark not in self.received:
            if not self.fill():
                raise Closed(f"closed after {len(self.received)} bytes of an answer")
        taken, self.received = self.received.split(mark, 1)
        return taken

    def take(self, count: int) -> bytes:
        while len(self.received) < count:
            if not self.fill():
                raise Closed(f"closed after {len(self.received)} of {count} bytes")
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def read_head(self) -> tuple[int, list[tuple[str, str]]]:
        """Reads a status line and headers, of an interim answer too."""
        lines = self.take_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        return status, headers

    def read_continue(self):
        """Waits for `100 Continue`: the upload has its place."""
        status, _ = self.read_head()
        assert status == 100, f"expected 100 Continue, got {status}"

    def read_response(self, to: str = "GET") -> Response:
        """Reads one final answer to a request of the method `to`."""
        interim = []
        status, headers = self.read_head()
        while 100 <= status < 200:
            interim.append(status)
            status, headers = self.read_head()
        response = Response(status, headers, b"", interim)
        if to == "HEAD" or status in (204, 304):
            return response
        if (response.header("transfer-encoding") or "").lower() == "chunked":
            response.body = self.read_chunked()
        elif (length := response.header("content-length")) is not None:
            response.body = self.take(int(length))
        else:
            while self.fill():
                pass
            response.body, self.received = self.received, b""
        return response

    def read_chunked(self) -> bytes:
        body = b""
        while size := int(self.take_until(b"\r\n").split(b";")[0], 16):
            body += self.take(size)
            self.take(2)
        self.take_until(b"\r\n")
        return body

    def is_closed_by_peer(self) -> bool:
        """True once the daemon ends the connection; raises `TimeoutError` when it keeps it open."""
        while self.fill():
            pass
        return True


def form(parts: list[tuple[str, bytes, str | None]], boundary: str = "footbridge-boundary") -> tuple[str, bytes]:
    """A multipart/form-data body: (name, content, media type or none for a plain field) each.

    Returns its Content-Type and its bytes.
    """
    body = b""
    for number, (name, content, media_type) in enumerate(parts):
        disposition = f'form-data; name="{name}"'
        if media_type:
            disposition += f'; filename="photo-{number}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        if media_type:
            head += f"Content-Type: {media_type}\r\n"
        body += head.encode() + b"\r\n" + content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def assert_problem(response: Response, status: int, code: str, *, parameter: str | None = None) -> dict:
    """Checks an error against the contract: problem+json, code, retry, trace id, instance, Retry-After."""
    assert response.status == status, f"{response.status} instead of {status}: {response.body[:300]!r}"
    assert (response.header("content-type") or "").split(";")[0] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["title"]
    assert problem["type"]
    assert problem["trace_id"]
    assert problem["instance"] == f"urn:footbridge:trace:{problem['trace_id']}"
    assert problem["retry"] in RETRIES[code], problem
    retry_after = response.header("retry-after")
    assert (problem["retry"] == "after") == (retry_after is not None), (problem, retry_after)
    if retry_after is not None:
        assert int(retry_after) >= 1
    if parameter is not None:
        assert problem.get("parameter") == parameter, problem
    return problem


RETRIES = {
    code: {"never"}
    for code in (
        "bad-parameter", "bad-request", "unauthenticated", "forbidden", "not-found", "unknown-product",
        "cover-taken", "cover-unusable", "covers-full", "product-not-sold",
        "method-not-allowed", "too-large", "too-many-pixels", "unsupported-media-type", "photo-undecodable",
        "idempotency-mismatch", "promotion-exhausted", "promotion-ended", "already-issued", "visitor-required",
        "unknown-code", "already-redeemed", "conflict", "expired", "not-started", "not-now", "wrong-store", "revoked",
        "offline-forbidden", "too-late", "window-over", "already-reversed", "not-yours", "not-enrolled",
        "lead-needed", "signature-stale", "signature-wrong", "order-differs", "unknown-click", "unknown-order",
        "refund-too-large", "refund-differs", "too-early", "unknown-method",
        "unknown-transfer-coding", "head-too-large",
    )
} | {
    "too-slow": {"same-request", "after"},
    "in-progress": {"after"},
    "rate-limited": {"after"},
    "code-delay": {"after"},
    "overloaded": {"after"},
    "too-many-connections": {"after"},
    "storage-unavailable": {"after", "same-request"},
    "internal": {"same-request", "never"},
}
