"""Several daemons on one PostgreSQL database that fetch the covers of its catalogue: as one, whoever of them dies."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

from records import change, select
from test_covers import cover
from waiting import PATIENCE, eventually

#: Seconds that one server is left alone between two requests, as Covers.md says, less what clocks may differ.
PAUSE = 0.99


@dataclass(frozen=True)
class Asking:
    """One request for a picture."""

    path: str
    #: The daemon that asked, by the address it says it is reached at.
    by: str


class CoverServer:
    """A shop's server of pictures on a loopback port; it keeps who asked for what, and when somebody connected."""

    def __init__(self, held: str):
        self.asked: list[Asking] = []
        self.connected: list[float] = []
        self.lock = threading.Lock()
        self.waiting = self.most_at_once = 0
        #: Whoever is the first to ask for the picture that is held gets it when this is set.
        self.hold = threading.Event()
        covers = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802, the name that http.server wants
                found = re.search(r"\(\+(\S+)\)", self.headers["User-Agent"])
                assert found
                with covers.lock:
                    is_first = all(before.path != self.path for before in covers.asked)
                    covers.asked.append(Asking(self.path, found.group(1)))
                    covers.waiting += 1
                    covers.most_at_once = max(covers.most_at_once, covers.waiting)
                if self.path == held and is_first:
                    covers.hold.wait(PATIENCE)
                with covers.lock:
                    covers.waiting -= 1
                number = re.fullmatch(r"/(\d+)\.png", self.path)
                body = cover(int(number.group(1))) if number else b""
                self.send_response(200 if number else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def get_request(self):
                connection = super().get_request()
                covers.connected.append(time.monotonic())
                return connection

            def handle_error(self, *_):
                """A daemon that was killed, or one that speaks TLS, is what the test is about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        with self.lock:
            return sum(asking.path == path for asking in self.asked)


@contextmanager
def cover_server(held: str) -> Iterator[CoverServer]:
    server = CoverServer(held)
    try:
        yield server
    finally:
        server.hold.set()
        server.server.shutdown()
        server.server.server_close()


def test_daemons_on_one_database_fetch_each_cover_once_in_one_pace_and_go_on_for_one_that_is_killed(
        sample_postgres, make_database, start_on_postgres):
    count = 7
    database = sample_postgres.server.address(make_database(template=sample_postgres.name))
    with cover_server(held="/3.png") as server:
        gtins = [gtin for [gtin] in select(database, f"SELECT gtin FROM products ORDER BY gtin LIMIT {count + 1}")]
        change(database, "UPDATE products SET cover_url = NULL",
               *(f"UPDATE products SET cover_url = 'http://{server.host}/{number}.png' WHERE gtin = {gtin}"
                 for number, gtin in enumerate(gtins[:count])),
               # Nobody there speaks TLS, but it is the same server that is asked.
               f"UPDATE products SET cover_url = 'https://{server.host}/tls.png' WHERE gtin = {gtins[count]}")
        daemons = {
            name: start_on_postgres("--cover-hosts", server.host, "--cover-hosts-allow-private", "--public-url", name,
                                    database=database)
            for name in ("http://one.example", "http://two.example", "http://three.example")
        }
        eventually(lambda: server.times("/3.png") == 1, "the picture that is held is asked for")
        [[owner, left]] = select(database, "SELECT encode(lease_owner, 'hex'), lease_until - microseconds "
                                           "FROM cover_servers, database_clock")
        assert owner and 0 < left <= 300_000_000
        assert server.most_at_once == 1
        [by] = {asking.by for asking in server.asked if asking.path == "/3.png"}
        daemons[by].kill()
        asked_until_then = len(server.asked)
        # The lease ends with its time, here at once: the others have waited for it.
        change(database, "UPDATE cover_servers SET lease_until = lease_until - 300000000")
        server.hold.set()
        eventually(lambda: select(database, "SELECT count(*) FROM covers") == [(count,)], f"{count} covers")
        eventually(lambda: select(database, "SELECT outcome FROM cover_fetches WHERE url LIKE 'https:%'") != [("",)],
                   "the one that cannot be fetched was tried")
        # Once each, whoever it was, but for what had died with its daemon.
        times = {path: server.times(path) for path in sorted({asking.path for asking in server.asked})}
        assert times == {f"/{number}.png": 2 if number == 3 else 1 for number in range(count)} | {"/robots.txt": 1}
        assert by not in {asking.by for asking in server.asked[asked_until_then:]}
        # One after the other, by http and https, with a pause after each but the one whose daemon could not make it.
        assert server.most_at_once <= 2 and len(server.connected) >= count + 3
        pauses = sorted(after - before for before, after in pairwise(server.connected))
        assert pauses[1] >= PAUSE, pauses
        assert all(daemon.stop() == 0 for name, daemon in daemons.items() if name != by)
