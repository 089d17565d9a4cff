"""The real daemon with the sample bookshops, started for the tests and ended by its own process."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

#: Longer than anything takes, however slow the machine.
PATIENCE_S = 120
# Limits off: all tests come from one address, faster than shoppers and tills do, a slow machine is no slow network,
# and shares its time with browsers.
UNLIMITED = ("--rate-limit-key", "0", "--rate-limit-address", "0", "--rate-limit-session-uploads", "0",
             "--upload-deadline", "3600", "--upload-minimum-rate", "0", "--cover-budget", "1000")


class Daemon:
    """`footbridge serve` on a loopback port that it takes itself, over a fresh database in `folder`."""

    def __init__(self, binary: Path, folder: Path, sample: tuple[str, ...] = ("sample",), options: tuple[str, ...] = ()) -> None:
        self.binary = binary
        self.sample = sample
        self.options = options
        self.database = f"sqlite:{folder / 'shops.db'}"
        self.port = 0
        #: One of each role, by the role's name; the till of `staff` is one of the first sample merchant's.
        self.keys: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None
        self._log: list[str] = []
        self._listening = threading.Event()
        self._pause = threading.Event()
        # Only what is given here may steer it: no settings of the person who runs the tests.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTBRIDGE_")}

    def __enter__(self) -> Daemon:
        self.keys = self.told(*self.sample)["keys"]
        self.process = subprocess.Popen(
            [self.binary, "serve", "--database", self.database, "--port", "0", "--operations-address", "none", *UNLIMITED, *self.options], env=self.environment,
            text=True, errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        threading.Thread(target=self._read_log, daemon=True).start()
        self._listening.wait(PATIENCE_S)
        if self.port == 0:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the daemon did not start:\n{self._last_words()}")
        return self

    def get(self, target: str) -> Any:
        """What the daemon answers a client in JSON."""
        return json.loads(self._answer(target, "client"))

    def _answer(self, target: str, role: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", target, headers={"Authorization": f"Bearer {self.keys[role]}"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            return body
        finally:
            connection.close()

    def take_covers(self, files: list[Path]) -> None:
        """Brings covers in, and waits until the processes that read photos look for all of them."""
        self.run("covers", "add", *map(str, files))
        wanted = len(files)
        end = time.monotonic() + PATIENCE_S
        while (sought := self._covers_sought()) < wanted:
            assert time.monotonic() < end, f"{sought} of {wanted} covers are looked for\n{self._last_words()}"
            self._pause.wait(0.1)

    def _covers_sought(self) -> int:
        text = self._answer("/metrics", "admin").decode()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("footbridge_cover_index_covers ")))

    def told(self, *command: str) -> Any:
        """What a command prints with `--json`, about the daemon's own database."""
        return json.loads(self.run(*command, "--json"))

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        early = self.process.poll()
        assert early is None, f"the daemon ended by itself with {early}:\n{self._last_words()}"
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the daemon did not end on SIGTERM:\n{self._last_words()}") from None
        assert status == 0, f"the daemon ended with {status}:\n{self._last_words()}"

    def run(self, *command: str) -> str:
        """What a command prints that ends by itself, on the daemon's database."""
        ended = subprocess.run([self.binary, *command, "--database", self.database], env=self.environment,
                               capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert ended.returncode == 0, f"{command[0]} ended with {ended.returncode}: {ended.stderr}"
        return ended.stdout

    def _read_log(self) -> None:
        assert self.process is not None and self.process.stdout is not None
        for line in self.process.stdout:
            self._log.append(line)
            # It took a free port, and says which.
            if found := re.search(r"listening on http://\S+:(\d+)", line):
                self.port = int(found.group(1))
                self._listening.set()
        self._listening.set()

    def _last_words(self) -> str:
        return "".join(self._log[-40:])
