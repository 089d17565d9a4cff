"""PostgreSQL servers for the tests: the shared one that `deploy/test` has up, and private ones to break."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from daemon import run_command
from smalldisk import SmallDisk
from waiting import PATIENCE, eventually

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "postgres"

#: What every daemon behind PgBouncer needs.
POOLED = ("--database-pooling", "transaction")


def changed(url: str, *, database: str | None = None, user: str | None = None, password: str | None = None,
            port: int | None = None, **query: object) -> str:
    """The same address with another database, user, password (empty for none), port, or further parameters."""
    parts = urlsplit(url)
    password = parts.password if password is None else quote(password, safe="")
    who = (user or parts.username or "") + (f":{password}" if password else "")
    path = parts.path if database is None else f"/{database}"
    more = "&".join([parts.query] * bool(parts.query) + [f"{name}={value}" for name, value in query.items()])
    return urlunsplit((parts.scheme, f"{who}@{parts.hostname}:{port or parts.port}", path, more, ""))


def password_of(url: str) -> str:
    """The password in an address."""
    return urlsplit(url).password or ""


def rows(url: str, sql: str, *, programs: Path | None = None) -> list[list[str]]:
    """What psql, not the daemon, is told: each row as texts, null as the empty one."""
    ended = subprocess.run(
        [str((programs or shared_programs()) / "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
         "-d", url, "-c", sql],
        capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL,
        env=program_environment())
    assert ended.returncode == 0, f"psql: {ended.stderr}"
    return [line.split("\t") for line in ended.stdout.splitlines()]


def program_environment() -> dict[str, str]:
    """This process's environment without the caller's own PostgreSQL settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        "PGCONNECT_TIMEOUT": f"{PATIENCE:.0f}"}


def required(name: str) -> str:
    """An environment variable that `deploy/test` sets; without it these tests fail, they are never skipped."""
    value = os.environ.get(name)
    assert value, (f"{name} is not set: run deploy/test, or start a server with deploy/postgres start FOLDER --tls "
                   "--pgbouncer and set what deploy/test does")
    return value


def shared_programs() -> Path:
    """The folder of psql, createdb and dropdb."""
    return Path(required("FOOTBRIDGE_TEST_POSTGRES_BIN"))


class Server:
    """A server as its superuser sees it: databases are made and dropped here, and looked into."""

    def __init__(self, admin: str, programs: Path, pooler: str | None = None):
        self.admin = admin
        self.programs = programs
        self.pooler = pooler

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of PostgreSQL's own programs, which has to succeed."""
        ended = subprocess.run([str(self.programs / program), *arguments], capture_output=True, text=True, timeout=PATIENCE,
                               check=False, stdin=subprocess.DEVNULL, env=program_environment())
        assert ended.returncode == 0, f"{program}: {ended.stderr}"

    def create(self, *options: str, template: str = "template0") -> str:
        """Makes a database, in UTF-8 unless the options say otherwise; returns its name."""
        name = f"test_{uuid.uuid4().hex}"
        encoding = () if any(option.startswith("--encoding") for option in options) else ("--encoding=UTF8",)
        self.run("createdb", f"--maintenance-db={self.admin}", f"--template={template}", *encoding, *options, name)
        return name

    def drop(self, name: str) -> None:
        """Drops a database, whoever is connected to it."""
        self.run("dropdb", f"--maintenance-db={self.admin}", "--if-exists", "--force", name)

    def rows(self, sql: str, database: str | None = None) -> list[list[str]]:
        """What psql says to the superuser."""
        return rows(changed(self.admin, database=database), sql, programs=self.programs)

    def address(self, database: str, **changes) -> str:
        """The superuser's address of a database."""
        return changed(self.admin, database=database, **changes)

    def pooled_address(self, database: str) -> str:
        """The same through PgBouncer."""
        assert self.pooler, "no PgBouncer stands before this server"
        return changed(self.pooler, database=database)


def shared_server() -> Server:
    """The server that `deploy/test` has up for all tests."""
    return Server(required("FOOTBRIDGE_TEST_POSTGRES"), shared_programs(), required("FOOTBRIDGE_TEST_PGBOUNCER"))


class SamplePostgres:
    """A database with the sample bookshops, made once; createdb copies it for each test."""

    def __init__(self, server: Server):
        self.server = server
        self.name = server.create()
        self.keys = fill_with_samples(server.address(self.name))

    def remove(self) -> None:
        """Drops it."""
        self.server.drop(self.name)


def fill_with_samples(address: str, *options: str) -> dict[str, str]:
    """Runs `footbridge sample`; returns its keys by role."""
    made = run_command("sample", "--json", *options, environment={"FOOTBRIDGE_DATABASE": address})
    assert made.returncode == 0, f"footbridge sample failed: {made.stderr}"
    return json.loads(made.stdout)["keys"]


class Session:
    """A connection that a test holds open: psql, fed one statement after another."""

    def __init__(self, url: str, programs: Path):
        # A statement that waits for a lock does not wait for ever.
        limit = {"PGOPTIONS": f"-c statement_timeout={PATIENCE:.0f}s"}
        self.process = subprocess.Popen(
            [str(programs / "psql"), "-X", "-q", "-A", "-t", "-d", url], env=program_environment() | limit, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def say(self, *statements: str) -> str:
        """Runs statements, one of which may still wait for a lock; returns the first line of what they said."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write("".join(f"{statement};\n" for statement in statements) + "\\echo done\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it was turned away and has ended: what it said is there
        return self.process.stdout.readline().rstrip()

    def close(self) -> None:
        """Ends the session, and undoes what it did not commit."""
        self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # what `say` could not hand over


def process_state(process: int) -> str:
    """One letter, as in proc(5): T for a process that was stopped."""
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]


class OwnServer(Server):
    """A private server that a module may stop, starve and freeze.

    It crashes alone, never the machine: so it loses nothing without fsync, and is back in a moment on a busy disk, too.
    """

    def __init__(self, *options: str, within: list[str] | None = None):
        # Not below pytest's own folder: the user postgres has to reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="footbridge-postgres-"))
        # What stands before the command that starts it, to enter a namespace.
        self.within = within or []
        try:
            self.names = self._control("start", "--set", "fsync=off", *options)
        except BaseException:
            self.remove()
            raise
        super().__init__(self.names["POSTGRES_ADMIN_URL"], Path(self.names["POSTGRES_BIN"]),
                         self.names.get("PGBOUNCER_ADMIN_URL"))

    @property
    def url(self) -> str:
        """The database footbridge as the role of that name, who is no superuser."""
        return self.names["POSTGRES_URL"]

    def copy(self, pooled: bool = False) -> str:
        """Copies that database for a test; returns the role's address of the copy."""
        name = self.create("--owner=footbridge", template="footbridge")
        return changed(self.names["PGBOUNCER_URL" if pooled else "POSTGRES_URL"], database=name)

    def _control(self, command: str, *options: str) -> dict[str, str]:
        assert SCRIPT.is_file(), f"{SCRIPT} is not there"
        before = self.within if command == "start" else []
        ended = subprocess.run([*before, str(SCRIPT), command, str(self.folder), *options], capture_output=True, text=True,
                               timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL)
        assert ended.returncode == 0, f"deploy/postgres {command}: {ended.stderr}"
        return dict(line.split("=", 1) for line in ended.stdout.splitlines() if "=" in line)

    def start(self) -> None:
        """Starts it again, on the same port."""
        self._control("start")

    def stop(self, mode: str = "fast") -> None:
        """Stops it, and PgBouncer with it; `immediate` is a crash."""
        self._control("stop", "--mode", mode)

    @contextmanager
    def down(self, mode: str) -> Iterator[None]:
        """Stops the server, not PgBouncer, for the length of a `with` block; `immediate` is a crash."""
        postmaster = self.postmaster()
        os.kill(postmaster, signal.SIGQUIT if mode == "immediate" else signal.SIGINT)
        try:
            eventually(lambda: not Path(f"/proc/{postmaster}").exists(), "the server ended")
            yield
        finally:
            self.start()

    def postmaster(self) -> int:
        """The process id of the server itself."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops all of the server in mid-work for the length of a `with` block: it is there and never says a word.

        All of it, since one process that is stopped with a lock in its hands stops others by chance.
        """
        stopped = [self.postmaster()]
        try:
            os.kill(stopped[0], signal.SIGSTOP)
            # Only when it stands still can it have no more children than are read.
            eventually(lambda: process_state(stopped[0]) == "T", "the server stands still")
            children = Path(f"/proc/{stopped[0]}/task/{stopped[0]}/children").read_text(encoding="ascii").split()
            for child in map(int, children):
                os.kill(child, signal.SIGSTOP)
                stopped.append(child)
            yield
        finally:
            # The first one last: as long as it stands still, no number of a child's can have become another's.
            for process in reversed(stopped):
                os.kill(process, signal.SIGCONT)

    def runs(self) -> bool:
        """Whether the server is there and answers."""
        return subprocess.run(
            [str(self.programs / "pg_isready"), "-q", "-d", self.admin, "-t", "5"], timeout=PATIENCE, check=False,
            env=program_environment()).returncode == 0

    def has_ended(self) -> bool:
        """Whether the server itself is gone, and not only its sessions."""
        try:
            return not Path(f"/proc/{self.postmaster()}").exists()
        except FileNotFoundError:
            return True

    def wait_until_it_runs_again(self) -> None:
        """Waits for a server that crashed to recover by itself, and starts it where it gave up."""
        eventually(lambda: self.runs() or self.has_ended(), "the server recovers or ends")
        if self.has_ended():
            self.start()

    def log_says(self, words: str) -> bool:
        """Whether the server's log has these words."""
        return words in (self.folder / "postgres.log").read_text(encoding="utf-8", errors="replace")

    def give(self, path: Path) -> None:
        """Makes a folder the property of the user who runs the server."""
        owner = (self.folder / "data").stat()
        os.chown(path, owner.st_uid, owner.st_gid)

    def move_log(self, disk: SmallDisk) -> None:
        """Moves the write-ahead log of the stopped server to a small disk, and runs the server where that is seen."""
        log, moved = self.folder / "data" / "pg_wal", disk.path / "pg_wal"
        subprocess.run([*disk.entering(), "sh", "-ec", f"cp -a '{log}' '{moved}'; rm -r '{log}'; ln -s '{moved}' '{log}'"],
                       check=True, timeout=PATIENCE)
        self.within = disk.entering()

    def use_up_log(self) -> None:
        """Makes the server go on to another file of its log until there is no room for one."""
        for _ in range(20):
            try:
                self.rows("SELECT pg_switch_wal(), pg_logical_emit_message(false, 'footbridge', 'room')")
            except AssertionError:
                return

    def remove(self) -> None:
        """Ends whatever runs, and deletes it."""
        self._control("remove")
        shutil.rmtree(self.folder, ignore_errors=True)
