"""A loopback proxy between browser and daemon: keeps what passed, and can answer in the daemon's place."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}
UPSTREAM_PATIENCE_S = 120


@dataclass
class Exchange:
    """One request as the browser sent it, and the answer it got."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int = 0
    answer: bytes = b""
    answer_headers: dict[str, str] = field(default_factory=dict)
    #: When it came in and when it was answered, in seconds of the monotonic clock.
    began: float = 0
    ended: float = 0

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass
class Refusal:
    """An answer given once instead of asking the daemon, to the next request of exactly that path."""

    path: str
    status: int
    code: str
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    #: A browser and its service worker open many connections at once.
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A browser may leave before its answer comes.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class RecordingProxy:
    """Listens on a port of its own; `address` is what the browser opens."""

    def __init__(self, upstream_port: int) -> None:
        self.upstream_port = upstream_port
        self.exchanges: list[Exchange] = []
        self.refusals: list[Refusal] = []
        self.losses: list[str] = []
        self.lock = threading.Lock()
        self.is_cut_off = False
        self.passing = threading.Event()
        self.passing.set()
        self.holds: dict[str, threading.Event] = {}
        self.server = _Server(("127.0.0.1", 0), self._handler())
        # How often it looks whether it is to end, in seconds.
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> RecordingProxy:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=UPSTREAM_PATIENCE_S)

    def refuse_next(self, path: str, status: int, code: str, **headers: str) -> None:
        with self.lock:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            self.refusals.append(Refusal(path, status, code, named))

    def lose_next_answer(self, path: str) -> None:
        """The daemon gets the next request of exactly that path; its answer does not arrive."""
        with self.lock:
            self.losses.append(path)

    def _loses(self, path: str) -> bool:
        with self.lock:
            is_lost = path in self.losses
            if is_lost:
                self.losses.remove(path)
            return is_lost

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """No network meanwhile: every connection is closed without an answer, a service worker's too."""
        self.is_cut_off = True
        try:
            yield
        finally:
            self.is_cut_off = False

    @contextmanager
    def silent(self) -> Iterator[None]:
        """A network that carries nothing meanwhile: requests are taken, and answered only afterwards."""
        self.passing.clear()
        try:
            yield
        finally:
            self.passing.set()

    @contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Requests of exactly that path reach the daemon only afterwards; all others pass."""
        released = self.holds[path] = threading.Event()
        try:
            yield
        finally:
            del self.holds[path]
            released.set()

    def sent(self, method: str, path: str) -> list[Exchange]:
        """The requests of that method whose path starts so, oldest first."""
        with self.lock:
            return [one for one in self.exchanges if one.method == method and one.path.startswith(path)]

    def _refusal_for(self, path: str) -> Refusal | None:
        with self.lock:
            for refusal in self.refusals:
                if path == refusal.path:
                    self.refusals.remove(refusal)
                    return refusal
        return None

    def _answer(self, exchange: Exchange) -> tuple[int, list[tuple[str, str]], bytes]:
        refusal = self._refusal_for(exchange.path)
        if refusal is not None:
            problem = {"type": "about:blank", "title": refusal.code, "status": refusal.status, "code": refusal.code,
                       "retry": "after" if "Retry-After" in refusal.headers else "never", "trace_id": "0" * 32}
            return (refusal.status, [("Content-Type", "application/problem+json"), *refusal.headers.items()],
                    json.dumps(problem).encode())
        if (hold := self.holds.get(exchange.path)) is not None:
            hold.wait(UPSTREAM_PATIENCE_S)
        headers = {name: value for name, value in exchange.headers.items() if name.lower() not in HOP_BY_HOP}
        # The daemon sees its own address, so that its check of Origin against Host is the real one.
        own = f"127.0.0.1:{self.upstream_port}"
        for name in list(headers):
            if name.lower() == "host":
                headers[name] = own
            elif name.lower() == "origin":
                headers[name] = f"http://{own}"
        upstream = http.client.HTTPConnection("127.0.0.1", self.upstream_port, timeout=UPSTREAM_PATIENCE_S)
        try:
            upstream.request(exchange.method, exchange.target, body=exchange.body or None, headers=headers)
            answer = upstream.getresponse()
            content = answer.read()
            kept = [(name, value) for name, value in answer.getheaders()
                    if name.lower() not in HOP_BY_HOP | {"content-length"}]
            return answer.status, kept, content
        finally:
            upstream.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Else the body of each answer waits until the browser has acknowledged its head, for 40 ms.
            disable_nagle_algorithm = True

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.passing.wait(UPSTREAM_PATIENCE_S)
                if proxy.is_cut_off:
                    self.close_connection = True
                    return
                exchange = Exchange(self.command, self.path, dict(self.headers.items()), body,
                                    began=time.monotonic())
                try:
                    status, headers, content = proxy._answer(exchange)
                except OSError as error:
                    status, headers, content = 502, [("Content-Type", "text/plain")], str(error).encode()
                exchange.status = status
                exchange.answer = content
                exchange.answer_headers = {name.lower(): value for name, value in headers}
                exchange.ended = time.monotonic()
                with proxy.lock:
                    proxy.exchanges.append(exchange)
                if proxy._loses(exchange.path):
                    self.close_connection = True
                    return
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status not in (204, 304):
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD" and status not in (204, 304):
                    self.wfile.write(content)

            do_GET = do_POST = do_DELETE = do_HEAD = _pass

            def log_message(self, *_: object) -> None:
                """Quiet: what passed is in `exchanges`."""

        return Handler
