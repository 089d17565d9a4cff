"""One running `footbridge serve`, as the tests see it: started, asked, ended by its own process id."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pictures
from waiting import PATIENCE, eventually
from wire import Connection, Response

SOHO = "lat=51.5155&lon=-0.1410"


def binary() -> str:
    """The daemon under test: FOOTBRIDGE_BINARY, or the release build."""
    built = Path(__file__).resolve().parents[2] / ".build" / "release" / "footbridge"
    return os.environ.get("FOOTBRIDGE_BINARY", str(built))


def settings_free_environment() -> dict[str, str]:
    """This process's environment without any FOOTBRIDGE_ setting, which would reach the daemon, but with a free port for
    operators' routes: many daemons run at once."""
    free = {name: value for name, value in os.environ.items() if not name.startswith("FOOTBRIDGE_")}
    return free | {"FOOTBRIDGE_OPERATIONS_ADDRESS": "127.0.0.1:0"}


def run_command(*arguments: str, environment: dict[str, str] | None = None, seconds: float = PATIENCE,
                within: Sequence[str] = ()):
    """Runs one footbridge command to its end; what `within` says stands before it, to enter a namespace."""
    return subprocess.run(
        [*within, binary(), *arguments], env=settings_free_environment() | (environment or {}), timeout=seconds,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


@contextmanager
def refusing_port() -> Iterator[int]:
    """A loopback port that is taken, so that nobody else comes to listen there, and refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


class SampleDatabase:
    """A database with the sample bookshops, made once and copied for each daemon."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        made = run_command("sample", "--json", "--database", f"sqlite:{folder / 'footbridge.db'}")
        assert made.returncode == 0, f"footbridge sample failed: {made.stderr}"
        self.keys: dict[str, str] = json.loads(made.stdout)["keys"]

    def copy_to(self, folder: Path) -> Path:
        """Copies the database with all that lies beside it; returns its path."""
        shutil.copytree(self.folder, folder)
        return folder / "footbridge.db"


class Daemon:
    """A daemon process on a loopback port of its own.

    Its database is the path of a SQLite file, or PostgreSQL's address, which it is given in its environment: there
    may be a password in it. `within` is as for `run_command`.
    """

    def __init__(self, database: Path | str, keys: dict[str, str], *options: str, host: str = "127.0.0.1",
                 environment: dict[str, str] | None = None, tls: ssl.SSLContext | None = None, wait: bool = True,
                 within: Sequence[str] = ()):
        self.database = database
        self.keys = keys
        self.options = options
        self.host = host
        self.tls = tls
        self.within = within
        self.has_operations = "none" not in options
        # With PostgreSQL an index of covers would be made in the folder that the tests run in, one for all of them.
        postgres = {"FOOTBRIDGE_DATABASE": database, "FOOTBRIDGE_COVERS": "off"} if isinstance(database, str) else {}
        self.environment = postgres | (environment or {})
        self.port = 0
        #: Where operators' routes are; 0 where there is no such address.
        self.operations_port = 0
        self.log: list[str] = []
        self.listening = threading.Event()
        self.log_ended = threading.Event()
        path = () if isinstance(database, str) else ("--database", f"sqlite:{database}")
        self.process = subprocess.Popen(
            [*within, binary(), "serve", *path, "--host", host, "--port", "0", *options],
            env=settings_free_environment() | self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        threading.Thread(target=self._read_log, daemon=True).start()
        if wait:
            self.wait_until_listening()

    def wait_until_listening(self):
        """Waits for the port; a daemon that ends instead fails the test with its last words."""
        self.listening.wait(PATIENCE)
        if self.process.poll() is not None or self.port == 0:
            self.kill()
            raise AssertionError("the daemon did not start:\n" + "\n".join(self.log[-40:]))

    def _read_log(self):
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line.rstrip())
            # The daemon took free ports, and says which.
            if found := re.search(r"listening on https?://\S+:(\d+)", line):
                self.port = int(found.group(1))
            if found := re.search(r"operators' routes are on http://\S+:(\d+)", line):
                self.operations_port = int(found.group(1))
            if self.port and (self.operations_port or not self.has_operations):
                self.listening.set()
        self.listening.set()
        self.log_ended.set()

    def await_line(self, words: str):
        """Waits until the log says so: what else tells of it can be here before its line."""
        eventually(lambda: any(words in line for line in self.log), f"{words!r} in the log")

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def terminate(self):
        """Asks the daemon to finish what it accepted and end."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self):
        """`kill -9`, as a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Waits for the process to end; returns its exit code."""
        code = self.process.wait(seconds)
        self.log_ended.wait(PATIENCE)
        return code

    def stop(self) -> int:
        """SIGTERM and wait; `kill -9` when that takes too long."""
        if self.process.poll() is None:
            self.terminate()
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the daemon did not end within %d s of SIGTERM" % PATIENCE) from None

    def peak_memory(self) -> int:
        """The most resident memory the process ever held, in bytes."""
        return self._status("VmHWM")

    def memory(self) -> int:
        """The resident memory that it holds now, in bytes."""
        return self._status("VmRSS")

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        assert found, f"no {name} in /proc"
        return int(found.group(1)) * 1024

    def processor_seconds(self) -> float:
        """The processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def connect(self, **options) -> Connection:
        """A fresh connection."""
        return Connection("127.0.0.1", self.port, tls=self.tls, **options)

    def bearer(self, role: str = "client") -> dict[str, str]:
        """The header that presents the sample key of a role."""
        return {"Authorization": f"Bearer {self.keys[role]}"}

    def ask(self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None,
            timeout: float = PATIENCE) -> Response:
        """One request on a connection of its own."""
        with self.connect(timeout=timeout) as connection:
            return connection.request(method, target, {"Connection": "close"} | (headers or {}), body)

    def get(self, target: str, role: str = "client") -> Response:
        """A GET with the key of a role."""
        return self.ask("GET", target, self.bearer(role))

    def ask_operations(self, target: str, headers: dict[str, str] | None = None) -> Response:
        """A GET on the operations address."""
        with Connection("127.0.0.1", self.operations_port) as connection:
            return connection.request("GET", target, {"Connection": "close"} | (headers or {}))

    def metrics(self) -> str:
        """The figures for Prometheus."""
        response = self.ask_operations("/metrics")
        assert response.status == 200, response.status
        return response.body.decode()

    def scan(self, photo: bytes | None = None, media_type: str = pictures.PNG, query: str = SOHO,
             headers: dict[str, str] | None = None, timeout: float = PATIENCE) -> Response:
        """Uploads one photo with the client key."""
        body = pictures.barcode() if photo is None else photo
        fields = self.bearer() | {"Content-Type": media_type} | (headers or {})
        return self.ask("POST", f"/v1/scans?{query}" if query else "/v1/scans", fields, body, timeout)

    def accepted_scan(self, photo: bytes | None = None, **options) -> dict:
        """Uploads one photo that has to be answered with 201; returns the answer."""
        response = self.scan(photo, **options)
        assert response.status == 201, f"{response.status}: {response.body[:300]!r}"
        return response.json()

    def measured(self, series: str) -> int:
        """What `/metrics` says of a series, its labels included; 0 where it does not name it."""
        lines = self.metrics().splitlines()
        return next((int(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(series + " ")), 0)

    def hold_place(self, photo: bytes, **options) -> Connection:
        """Begins an upload, and waits until its first byte has its place; `photo[1:]` is still to be sent."""
        held = self.measured("footbridge_uploads_in_place")
        connection = self.start_upload(len(photo), **options)
        connection.send(photo[:1])
        eventually(lambda: self.measured("footbridge_uploads_in_place") > held, "the upload has its place")
        return connection

    def start_upload(self, length: int, **options) -> Connection:
        """Announces an upload and waits for `100 Continue`. It holds no place before it has sent something."""
        connection = self.connect(**options)
        connection.send_head("POST", f"/v1/scans?{SOHO}", self.bearer() | {
            "Content-Type": pictures.PNG, "Content-Length": str(length), "Expect": "100-continue"})
        connection.read_continue()
        return connection

    def assert_alive(self):
        """The daemon still answers."""
        assert self.process.poll() is None, "the daemon ended:\n" + "\n".join(self.log[-40:])
        assert self.ask("GET", "/healthz").status == 200
