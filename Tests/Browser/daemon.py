"""The real daemon with the sample bookshops, started for the tests and ended by its own process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

START_PATIENCE_S = 60
STOP_PATIENCE_S = 30


class Daemon:
    """`footbridge serve` on a free loopback port, over a fresh database in `folder`."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.database = f"sqlite:{folder / 'shops.db'}"
        self.log_path = folder / "daemon.log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # Only what is given here may steer it: no settings of the person who runs the tests.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTBRIDGE_")}

    def __enter__(self) -> Daemon:
        sample = subprocess.run([self.binary, "sample", "--database", self.database, "--json"], env=self.environment,
                                capture_output=True, text=True, timeout=120, check=False)
        assert sample.returncode == 0, f"sample ended with {sample.returncode}: {sample.stderr}"
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--database", self.database, "--port", str(self.port)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_ready()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        early = self.process.poll()
        assert early is None, f"the daemon ended by itself with {early}:\n{self._log()}"
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the daemon did not end on SIGTERM:\n{self._log()}") from None
        assert status == 0, f"the daemon ended with {status}:\n{self._log()}"

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        give_up = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < give_up:
            assert self.process.poll() is None, f"the daemon ended with {self.process.returncode}:\n{self._log()}"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"the daemon was not ready after {START_PATIENCE_S} s:\n{self._log()}")

    def _log(self) -> str:
        return self.log_path.read_text(errors="replace")[-4000:]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
