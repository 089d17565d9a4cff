"""Servers of covers that mean harm: what stands in a catalogue is a merchant's word, and what answers there anybody's."""

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pictures
from waiting import PATIENCE

MEBIBYTE = 1 << 20
#: Writes an answer to one request; it may take as long as the daemon lets it.
Answer = Callable[[socket.socket], None]


def bytes_of(status: str, *fields: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *fields]
    if not any(field.lower().startswith(("content-length", "transfer-encoding")) for field in fields):
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def answer(status: str, *fields: str, body: bytes = b"") -> Answer:
    return lambda connection: connection.sendall(bytes_of(status, *fields, body=body))


def endless(beginning: bytes, again: bytes, pause: float = 0) -> Answer:
    """Goes on until the daemon has had enough."""
    def run(connection: socket.socket):
        wait = threading.Event().wait
        connection.sendall(beginning)
        while True:
            connection.sendall(again)
            if pause:
                wait(pause)

    return run


def silent(connection: socket.socket):
    connection.recv(1)  # until the daemon closes


def redirect(location: str) -> Answer:
    return answer("302 Found", f"Location: {location}")


CHUNKED = bytes_of("200 OK", "Transfer-Encoding: chunked")
CHUNK = b"10000\r\n" + bytes(0x10000) + b"\r\n"
OPEN_HEAD = b"HTTP/1.1 200 OK\r\n"


def hostile_answers(cover: bytes, port: int) -> dict[str, tuple[Answer, str]]:
    """By the name of the path: what is answered, and what the daemon has to make of it."""
    bomb = gzip.compress(bytes(64 * MEBIBYTE), 9)
    end = pictures.barcode()[-12:]
    text_bomb = zlib.compress(bytes(40_000_000), 9)
    text = b"zTXt" + b"a\0\0" + text_bomb
    with_text = (cover[:33] + (len(text) - 4).to_bytes(4, "big") + text + zlib.crc32(text).to_bytes(4, "big")
                 + cover[33:])
    return {
        "endless": (endless(CHUNKED, CHUNK), "too-large"),
        "long": (endless(bytes_of("200 OK", "Content-Length: 10737418240"), bytes(MEBIBYTE)), "too-large"),
        "dripping": (endless(bytes_of("200 OK", "Content-Length: 100000"), b"\x89", 0.5), "timeout"),
        "silent": (silent, "timeout"),
        "endless-head": (endless(OPEN_HEAD, b"A: " + b"b" * 1000 + b"\r\n"), "unreachable"),
        "long-line": (endless(OPEN_HEAD + b"A: ", b"b" * 65_536), "unreachable"),
        "many-lines": (answer("200 OK", *["A: b"] * 100_000), "unreachable"),
        "endless-early-hints": (endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), "unreachable timeout"),
        "endless-trailers": (endless(CHUNKED + b"0\r\n", b"A: b\r\n"), "unreachable timeout no-picture"),
        "long-extension": (endless(CHUNKED + b"5;", b"a" * 65_536), "unreachable timeout"),
        "packed-bomb": (answer("200 OK", "Content-Encoding: gzip", body=bomb), "no-picture"),
        "packed-in-transit": (answer("200 OK", "Transfer-Encoding: gzip, chunked", body=bomb), "unreachable no-picture too-large"),
        "no-http": (answer("not at all"), "unreachable"),
        "less-than-said": (answer("200 OK", "Content-Length: 100000", body=cover[:1000]), "unreachable"),
        "two-lengths": (answer("200 OK", "Content-Length: 5", "Content-Length: 9", body=b"GIF89a, a"), "unreachable no-picture"),
        "a-length-below-zero": (answer("200 OK", "Content-Length: -1", body=cover), "unreachable no-picture"),
        "a-bad-chunk": (lambda connection: connection.sendall(CHUNKED + b"-5\r\nabcde\r\n"), "unreachable"),
        "vast": (answer("200 OK", body=pictures.blank(3000, 1)[:16] + b"\0\0\xea\x60" * 2 + cover[24:]), "no-picture"),
        "text-bomb": (answer("200 OK", body=with_text), "unusable kept"),
        "flat": (answer("200 OK", body=pictures.blank(4000, 4000)), "unusable"),
        "cut-off": (answer("200 OK", body=cover[:len(cover) // 2] + end), "unusable"),
        "moved-inside": (redirect(f"http://127.0.9.9:{port}/cover"), "redirected"),
        "moved-to-a-name": (redirect(f"http://localhost:{port}/cover"), "redirected"),
        "moved-to-a-user": (redirect(f"http://a@127.0.1.1:{port}/cover"), "redirected"),
        "moved-to-a-file": (redirect("file:///etc/passwd"), "redirected"),
        "moved-to-another-port": (redirect("http://127.0.0.1:1/cover"), "redirected"),
        "moved-far": (redirect("/" + "a" * 3000), "redirected"),
        "moved-to-nothing": (redirect(""), "redirected"),
        "moved-round": (redirect("/moved-round"), "redirected"),
        "moved-by-two-lines": (redirect("/cover\r\nLocation: http://localhost/"), "redirected kept unusable unchanged"),
        "busy-for-ever": (answer("503 Busy", "Retry-After: 99999999999999999999"), "busy"),
        "gone": (answer("410 Gone"), "missing"),
    }


def hostile_robots() -> dict[str, tuple[Answer, bool]]:
    """By what is wrong with it: `robots.txt`, and whether a cover may be fetched behind it."""
    def file(text: str) -> Answer:
        return answer("200 OK", body=text.encode())

    return {
        "endless": (endless(CHUNKED, CHUNK), True),
        "of 100 MB": (endless(bytes_of("200 OK", "Content-Length: 100000000"), b"# nothing\n" * 10_000), True),
        "of many names": (file("user-agent:a\n" * 19_000 + "allow:/\n" * 30_000), True),
        "of dear patterns": (file("user-agent:*\n" + ("disallow:/*" + "c" * 230 + "b\n") * 2000), True),
        "of many stars": (file("user-agent:*\ndisallow:/" + "*c" * 240_000 + "b\n"), True),
        "of a day's delay": (file("user-agent:*\ncrawl-delay: 86400\n"), True),
        "of nothing that is text": (answer("200 OK", body=bytes(range(256)) * 1000), True),
        "packed": (answer("200 OK", "Content-Encoding: gzip", body=gzip.compress(b"a" * 10_000_000)), False),
        "broken off": (answer("200 OK", "Content-Length: 5000", body=b"User-agent: *\nAllow: /"), False),
        "that fails": (answer("500 Oh"), False),
        "dripping": (endless(bytes_of("200 OK", "Content-Length: 5000"), b"\n", 0.5), False),
        "for nobody": (file("user-agent: *\ndisallow: /\n"), False),
    }


@dataclass(frozen=True)
class Asked:
    """A request that came, at which of the addresses."""

    address: str
    path: str


class CoverServers:
    """Listens on all addresses of loopback, each an origin of its own, and answers by address and path."""

    def __init__(self, answers: Callable[[Asked], Answer]):
        self.asked: list[Asked] = []
        self.answers = answers
        self.listener = socket.create_server(("0.0.0.0", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket):
        connection.settimeout(PATIENCE)
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (data := connection.recv(4096)):
                    return
                head += data
            asked = Asked(connection.getsockname()[0], head.split(b" ", 2)[1].decode())
            self.asked.append(asked)
            self.answers(asked)(connection)

    def origin(self, number: int) -> str:
        return f"127.0.1.{number}:{self.port}"


@contextlib.contextmanager
def serving(answers: Callable[[Asked], Answer]) -> Iterator[CoverServers]:
    servers = CoverServers(answers)
    try:
        yield servers
    finally:
        servers.listener.close()
