"""Clients that upload and look up as fast as they can while a test breaks something."""

import itertools
import threading

import pictures
from daemon import SOHO, Daemon
from waiting import PATIENCE, eventually
from wire import Closed, Response, assert_problem


class Load:
    """So many clients, for the length of a `with` block; what they were told is kept.

    `accepted` has every answer with 201, `refused` every other one. A connection that the daemon closed, or an answer
    that hangs, ends its client and is kept in `broken`. With `keys` every upload has an Idempotency-Key, and one that
    was refused is sent again.
    """

    def __init__(self, daemon: Daemon, clients: int = 4, look_ups: bool = False, keys: bool = False):
        self.daemon = daemon
        self.keys = keys
        self.accepted: list[dict] = []
        self.refused: list[Response] = []
        self.broken: list[str] = []
        self._accepted_of = [0] * clients
        self._enough = threading.Event()
        self._pause = threading.Event()
        kinds = [self._upload] * clients + [self._look_up] * (clients if look_ups else 0)
        self._answers_of = [0] * len(kinds)
        self._threads = [threading.Thread(target=kind, args=(number,)) for number, kind in enumerate(kinds)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(PATIENCE + 10)
        assert not any(thread.is_alive() for thread in self._threads), "a client still waits for its answer"

    def _upload(self, client: int):
        for number in itertools.count():
            photo = pictures.barcode(pictures.isbn(client * 1_000_000 + number), height=30)
            headers = {"Idempotency-Key": f'"{client}-{number}"'} if self.keys else {}
            while response := self._one(client, lambda photo=photo, headers=headers: self.daemon.scan(
                    photo, headers=headers)):
                if response.status == 201:
                    self.accepted.append(response.json())
                    self._accepted_of[client] += 1
                if response.status == 201 or not self.keys:
                    break
            if response is None:
                return

    def _look_up(self, client: int):
        book = pictures.listed_sample()["product"][1:]
        while self._one(client, lambda: self.daemon.get(f"/v1/products/{book}?{SOHO}")):
            pass

    def _one(self, client: int, ask) -> Response | None:
        """One request; nothing where the load is over, or the daemon is."""
        if self._enough.is_set():
            return None
        try:
            response = ask()
        except (Closed, OSError) as failure:
            self.broken.append(f"{type(failure).__name__}: {failure}")
            return None
        if response.status not in (200, 201):
            self.refused.append(response)
            self._pause.wait(0.02)  # a client that was refused does not spin
        self._answers_of[client] += 1
        return response

    def wait_until_accepted(self, count: int):
        """Waits until so many scans were answered with 201 in all."""
        eventually(lambda: len(self.accepted) >= count, f"{count} scans answered with 201", every=0.005)

    def wait_for_more(self, count: int = 10):
        """Waits until so many more scans are accepted."""
        scans = len(self.accepted) + count
        eventually(lambda: len(self.accepted) >= scans, f"{count} more scans accepted")

    def wait_for_more_of_each(self):
        """Waits until every client that uploads has had one more scan accepted."""
        before = list(self._accepted_of)
        eventually(lambda: all(now > then for now, then in zip(self._accepted_of, before)),
                   f"one more scan of each client accepted, {before} before")

    def wait_until_each_is_answered(self):
        """Waits until every client was answered what it had asked before, and once more.

        While something is out of order this shows, without a clock, that nobody waits for it to end.
        """
        before = list(self._answers_of)
        eventually(lambda: all(now >= then + 2 for now, then in zip(self._answers_of, before)),
                   f"two more answers for each client, {before} before")

    def wait_until_refused(self, count: int = 1):
        """Waits until so many more requests are refused."""
        refused = len(self.refused) + count
        eventually(lambda: len(self.refused) >= refused, f"{count} more requests refused")

    def assert_only_storage_failed(self):
        """Nothing but 200, 201 and the 503 of storage was answered, and no answer hung."""
        assert not self.broken, self.broken
        for response in self.refused:
            assert_problem(response, 503, "storage-unavailable")

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
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join(PATIENCE + 10)
        assert not self._thread.is_alive(), f"{self.target} hangs"

    def _run(self):
        while not self._enough.is_set():
            try:
                response = self.daemon.ask("GET", self.target)
            except (Closed, OSError):
                self.statuses.append(0)
            else:
                self.statuses.append(response.status)
                if response.status != 200:
                    self.refused.append(response)
            self._enough.wait(0.05)

    def wait_for(self, status: int):
        """Waits until it answers with that status what is asked from now on."""
        seen = len(self.statuses)
        # What was asked before may be the next answer.
        eventually(lambda: status in self.statuses[seen + 1:], f"{self.target} answers {status}")
