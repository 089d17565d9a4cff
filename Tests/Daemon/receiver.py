"""A merchant's server that webhooks are delivered to: it keeps what came, and answers as a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook

from waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Delivery:
    """One request that came, and the status it was answered with."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def event(self) -> dict:
        """The CloudEvent."""
        return json.loads(self.body)


@dataclass
class Answer:
    """What a request is answered with; `hold` is waited for first."""

    status: int = 204
    fields: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    body: bytes = b""
    #: Says that more body comes than does.
    unfinished: bool = False


class Receiver:
    """Listens on a loopback port of its own; `answers` decides on each request by what came before."""

    def __init__(self, answers: Callable[[list[Delivery], Delivery], Answer]):
        self.deliveries: list[Delivery] = []
        self.arrived = 0
        self.answers = answers
        self.lock = threading.Lock()
        self.ended = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # noqa: N802, the name that http.server wants
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                came = Delivery(self.path, headers, body, 0)
                with receiver.lock:
                    receiver.arrived += 1
                    answer = receiver.answers(list(receiver.deliveries), came)
                if answer.hold:
                    answer.hold.wait(PATIENCE)
                with receiver.lock:
                    receiver.deliveries.append(Delivery(self.path, headers, body, answer.status))
                self.send_response(answer.status)
                for name, value in answer.fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) + (1 << 30 if answer.unfinished else 0)))
                self.end_headers()
                self.wfile.write(answer.body)
                if answer.unfinished:
                    self.wfile.flush()
                    receiver.ended.wait(PATIENCE)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """A daemon that was killed, or has given up waiting, is what the tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def taken(self) -> list[Delivery]:
        """Those that were answered with 2xx."""
        with self.lock:
            return [delivery for delivery in self.deliveries if 200 <= delivery.status < 300]

    def first_taken(self) -> list[str]:
        """The ids that were taken, each where it first was."""
        return list(dict.fromkeys(delivery.id for delivery in self.taken))

    def wait_for(self, count: int):
        """Until so many different events were taken."""
        eventually(lambda: len(self.first_taken()) >= count, f"{count} events taken, not {len(self.first_taken())}")

    def assert_signed(self, *secrets: str):
        """Every request that came, taken or not, verifies with each secret, over the bytes that came."""
        with self.lock:
            for delivery in self.deliveries:
                for secret in secrets:
                    Webhook(secret).verify(delivery.body, delivery.headers)


@contextmanager
def receiving(answers: Callable[[list[Delivery], Delivery], Answer] = lambda before, now: Answer()
              ) -> Iterator[Receiver]:
    receiver = Receiver(answers)
    try:
        yield receiver
    finally:
        receiver.ended.set()
        receiver.server.shutdown()
        receiver.server.server_close()
