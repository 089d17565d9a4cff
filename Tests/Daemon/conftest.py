"""Fixtures: a database of sample bookshops made once, and daemons that are ended whatever a test does."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attacks import (attacks, pytest_runtest_logreport, pytest_runtest_makereport,  # noqa: F401, found here by pytest
                     pytest_terminal_summary)
from daemon import Daemon, SampleDatabase, binary
from postgres import SamplePostgres, Server, shared_server
from tills import Tills

#: Longer soaks and more fuzzing, as `deploy/test --long` asks for.
LONG = os.environ.get("FOOTBRIDGE_LONG") == "1"

# Limits off, so that a test meets one only where it asks for it, and none because the machine is slow.
UNLIMITED = ("--rate-limit-key", "0", "--rate-limit-address", "0", "--rate-limit-guesses", "0",
             "--rate-limit-session-uploads", "0", "--upload-places-address", "4096", "--upload-places-session", "4096",
             "--upload-deadline", "3600", "--upload-minimum-rate", "0")
UNLIMITED_DATABASE = ("--database-connection-wait", "60000", "--database-statement-timeout", "600000")


def pytest_configure(config):
    if not Path(binary()).is_file():
        pytest.exit(f"{binary()} is not there: build it first, or set FOOTBRIDGE_BINARY", returncode=2)


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory) -> SampleDatabase:
    """The sample bookshops, and one key per role."""
    return SampleDatabase(tmp_path_factory.mktemp("sample") / "database")


@pytest.fixture(scope="session")
def daemon(sample_database, tmp_path_factory) -> Iterator[Daemon]:
    """A daemon that many tests share: nothing they do may change its settings or fill its places for good."""
    database = sample_database.copy_to(tmp_path_factory.mktemp("shared") / "database")
    running = Daemon(database, sample_database.keys, *UNLIMITED)
    yield running
    assert running.stop() == 0


@pytest.fixture
def start(sample_database, tmp_path) -> Iterator[Callable[..., Daemon]]:
    """Starts daemons with settings of their own, each on a fresh copy of the sample database."""
    started: list[Daemon] = []

    def begin(*options: str, database: Path | None = None, unlimited: bool = True, **more) -> Daemon:
        path = database or sample_database.copy_to(tmp_path / f"database-{len(started)}")
        running = Daemon(path, sample_database.keys, *(UNLIMITED if unlimited else ()), *options, **more)
        started.append(running)
        return running

    yield begin
    for running in started:
        running.kill()


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The PostgreSQL server that `deploy/test` has up; a test that needs it fails where there is none."""
    return shared_server()


@pytest.fixture(scope="session")
def sample_postgres(postgres) -> Iterator[SamplePostgres]:
    """A database on it with the sample bookshops, to be copied."""
    sample = SamplePostgres(postgres)
    yield sample
    sample.remove()


@pytest.fixture
def make_database(postgres) -> Iterator[Callable[..., str]]:
    """Makes databases on the shared server, empty or with createdb's options; returns the name of each."""
    made: list[str] = []

    def make(*options: str, **more) -> str:
        made.append(postgres.create(*options, **more))
        return made[-1]

    yield make
    for name in made:
        postgres.drop(name)


@pytest.fixture
def start_on_postgres(sample_postgres, make_database, tmp_path) -> Iterator[Callable[..., Daemon]]:
    """Starts daemons on PostgreSQL, each on a fresh copy of the sample database unless an address says which.

    All of one test share their secret, as daemons of one database must.
    """
    started: list[Daemon] = []

    def begin(*options: str, database: str | None = None, keys: dict[str, str] | None = None, unlimited: bool = True,
              **more) -> Daemon:
        address = database or sample_postgres.server.address(make_database(template=sample_postgres.name))
        running = Daemon(address, keys or sample_postgres.keys, "--secret-file", str(tmp_path / "secret"),
                         *(UNLIMITED if unlimited else ()), *UNLIMITED_DATABASE, *options, **more)
        started.append(running)
        return running

    yield begin
    for running in started:
        running.kill()


@pytest.fixture(params=("sqlite", "postgres"))
def start_on_each(request) -> Callable[..., Daemon]:
    """`start` and then `start_on_postgres`: for what has to hold on both."""
    return request.getfixturevalue("start" if request.param == "sqlite" else "start_on_postgres")


@pytest.fixture
def sqlite_tills(start) -> Tills:
    """The shoppers and tills of one daemon on SQLite."""
    return Tills(start())


@pytest.fixture
def postgres_tills(start_on_postgres) -> Tills:
    """Those of two daemons on one PostgreSQL database."""
    first = start_on_postgres()
    return Tills(first, start_on_postgres(database=first.database))


@pytest.fixture(params=("sqlite", "postgres"))
def tills(request) -> Tills:
    """`sqlite_tills` and then `postgres_tills`: for what has to hold on both."""
    return request.getfixturevalue(f"{request.param}_tills")
