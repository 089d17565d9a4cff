"""PostgreSQL's disk is full: uploads are refused, nothing accepted is lost, and scans go on once there is room."""

from collections.abc import Iterator

import pytest

from conftest import UNLIMITED
from daemon import Daemon, run_command
from load import Load, Probe
from postgres import OwnServer, changed, fill_with_samples
from records import integrity, select
from smalldisk import SmallDisk
from waiting import eventually

pytestmark = pytest.mark.attack("full disks")


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with SmallDisk(64) as small:
        yield small


@pytest.fixture
def server(disk) -> Iterator[OwnServer]:
    """A server with a tablespace on the small disk; its log and everything else lie on the large one."""
    own = OwnServer(within=disk.entering())
    try:
        folder = disk.inside / "tablespace"
        folder.mkdir(mode=0o700)
        own.give(folder)
        own.rows(f"CREATE TABLESPACE small LOCATION '{disk.path / 'tablespace'}'")
        own.rows("GRANT CREATE ON TABLESPACE small TO footbridge")
        yield own
    finally:
        own.remove()


def test_a_full_disk_costs_no_accepted_scan_and_no_restart(server, disk, tmp_path):
    address = changed(server.url, database=server.create("--owner=footbridge", "--tablespace=small"))
    keys = fill_with_samples(address)
    daemon = Daemon(address, keys, "--secret-file", str(tmp_path / "secret"), *UNLIMITED)
    try:
        with Load(daemon) as load, Probe(daemon, "/healthz") as health:
            load.wait_until_accepted(20)
            disk.fill()
            # Pages that are there already take a few more.
            load.wait_until_refused(50)
            daemon.await_line("disk of the database server is full")
            load.assert_kept_by(daemon)
            disk.make_room()
            load.wait_for_more(50)
        load.assert_only_storage_failed()
        assert set(health.statuses) == {200}
        load.assert_kept_by(daemon)
        assert integrity(address) == "ok"
        assert select(address, "SELECT count(*) FROM scans") == [(len(load.accepted),)]
    finally:
        assert daemon.stop() == 0


@pytest.mark.parametrize("command", ("sample", "migrate"))
def test_a_command_says_that_the_disk_is_full(server, disk, command):
    address = changed(server.url, database=server.create("--owner=footbridge", "--tablespace=small"))
    # A server writes files of its own at the very first connection to a database.
    assert select(address, "SELECT 1") == [(1,)]
    disk.fill()
    ended = run_command(command, environment={"FOOTBRIDGE_DATABASE": address})
    assert ended.returncode == 1
    assert "the disk of the database server is full" in ended.stderr, ended.stderr
    disk.make_room()
    again = run_command(command, environment={"FOOTBRIDGE_DATABASE": address})
    assert again.returncode == 0, again.stderr


def test_a_server_whose_log_finds_no_room_crashes_and_loses_nothing(tmp_path):
    """A server that cannot write its log ahead ends itself; the daemon waits for whoever makes room and starts it."""
    with SmallDisk(80) as disk:
        server = OwnServer("--set", "max_wal_size=32MB", "--set", "min_wal_size=32MB")
        try:
            keys = fill_with_samples(server.url)
            server.stop()
            server.move_log(disk)
            server.start()
            daemon = Daemon(server.url, keys, "--secret-file", str(tmp_path / "secret"), *UNLIMITED)
            try:
                with Load(daemon) as load, Probe(daemon, "/healthz") as health, Probe(daemon, "/readyz") as ready:
                    load.wait_until_accepted(20)
                    disk.fill()
                    server.use_up_log()
                    load.wait_until_refused(20)
                    eventually(lambda: server.log_says("PANIC"), "the server crashes: else the test tests nothing")
                    ready.wait_for(503)
                    disk.make_room()
                    server.wait_until_it_runs_again()
                    load.wait_for_more(20)
                load.assert_only_storage_failed()
                assert set(health.statuses) == {200}
                load.assert_kept_by(daemon)
                assert integrity(server.url) == "ok"
            finally:
                assert daemon.stop() == 0
        finally:
            server.remove()
