"""Clients that upload and look up as fast as they can while a test breaks something."""

import itertools
import threading
import time

import pictures
from daemon import SOHO, Daemon
from waiting import eventually
from wire import Closed, Response, assert_problem


class Load:
    """So many clients, for the length of a `with` block; what they were told is kept.

    `accepted` has every answer with 201; `refused` every other one, with the seconds that it took; `slowest` the
    seconds of the slowest answer of all. A connection that the daemon closed ends its client. With `keys` every
    upload has an Idempotency-Key, and one that was refused is sent again.
    """

    def __init__(self, daemon: Daemon, clients: int = 4, look_ups: bool = False, keys: bool = False):
        self.daemon = daemon
        self.keys = keys
        self.accepted: list[dict] = []
        self.refused: list[tuple[float, Response]] = []
        self.accepted_of = [0] * clients
        self.found = 0
        self.slowest = 0.0
        self.broken: list[str] = []
        self._enough = threading.Event()
        self._pause = threading.Event()
        kinds = [self._upload] * clients + [self._look_up] * (clients if look_ups else 0)
        self._threads = [threading.Thread(target=kind, args=(number,)) for number, kind in enumerate(kinds)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in self._threads), "a client still waits for its answer"

    def _upload(self, client: int):
        for number in itertools.count():
            photo = pictures.barcode(pictures.isbn(client * 1_000_000 + number), height=30)
            headers = {"Idempotency-Key": f'"{client}-{number}"'} if self.keys else {}
            while response := self._one(lambda photo=photo, headers=headers: self.daemon.scan(
                    photo, headers=headers, timeout=60)):
                if response.status == 201:
                    self.accepted.append(response.json())
                    self.accepted_of[client] += 1
                if response.status == 201 or not self.keys:
                    break
            if response is None:
                return

    def _look_up(self, _: int):
        book = pictures.listed_sample()["product"][1:]
        while response := self._one(lambda: self.daemon.get(f"/v1/products/{book}?{SOHO}")):
            self.found += response.status == 200

    def _one(self, ask) -> Response | None:
        """One request; nothing where the load is over, or the daemon is."""
        if self._enough.is_set():
            return None
        began = time.monotonic()
        try:
            response = ask()
        except (Closed, OSError) as failure:
            self.broken.append(f"{type(failure).__name__}: {failure}")
            return None
        seconds = time.monotonic() - began
        self.slowest = max(self.slowest, seconds)
        if response.status not in (200, 201):
            self.refused.append((seconds, response))
            self._pause.wait(0.02)  # a client that was refused does not spin
        return response

    def wait_until_accepted(self, count: int, seconds: float = 60):
        """Waits until so many scans were answered with 201 in all."""
        eventually(lambda: len(self.accepted) >= count, seconds, f"{count} scans answered with 201", every=0.005)

    def wait_for_more(self, seconds: float, count: int = 10) -> float:
        """Waits until so many more scans are accepted and look-ups answered; returns the seconds it took."""
        scans = len(self.accepted) + count
        return eventually(lambda: len(self.accepted) >= scans, seconds, f"{count} more scans accepted")

    def wait_for_more_of_each(self, seconds: float):
        """Waits until every client has had one more scan accepted."""
        before = list(self.accepted_of)
        eventually(lambda: all(now > then for now, then in zip(self.accepted_of, before)), seconds,
                   f"one more scan of each client accepted, {before} before")

    def wait_until_refused(self, seconds: float, count: int = 1):
        """Waits until so many more requests are refused."""
        refused = len(self.refused) + count
        eventually(lambda: len(self.refused) >= refused, seconds, f"{count} more requests refused")

    def assert_only_storage_failed(self, within: float):
        """Nothing but 200, 201 and the 503 of storage was answered, each within so many seconds."""
        assert not self.broken, self.broken
        for _, response in self.refused:
            assert_problem(response, 503, "storage-unavailable")
        assert self.slowest < within, f"an answer took {self.slowest:.1f} s"

    def assert_kept_by(self, daemon: Daemon):
        """Every scan that was accepted can be read at `daemon` as it was answered."""
        with daemon.connect() as connection:
            for answer in self.accepted:
                kept = connection.request("GET", f"/v1/scans/{answer['id']}", daemon.bearer())
                assert kept.status == 200, f"{answer['id']} was answered with 201 and is gone"
                assert kept.json() == answer


class Probe:
    """Asks one address again and again for the length of a `with` block, and keeps what it answered."""

    def __init__(self, daemon: Daemon, target: str):
        self.daemon = daemon
        self.target = target
        self.statuses: list[int] = []
        self.refused: list[Response] = []
        self.slowest = 0.0
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join(60)

    def _run(self):
        while not self._enough.is_set():
            began = time.monotonic()
            try:
                response = self.daemon.ask("GET", self.target)
            except (Closed, OSError):
                self.statuses.append(0)
            else:
                self.statuses.append(response.status)
                if response.status != 200:
                    self.refused.append(response)
            self.slowest = max(self.slowest, time.monotonic() - began)
            self._enough.wait(0.05)

    def wait_for(self, status: int, seconds: float) -> float:
        """Waits until it answers with that status from now on; returns the seconds it took."""
        seen = len(self.statuses)
        return eventually(
            lambda: status in self.statuses[seen + 1:], seconds, f"{self.target} answers {status}")
