"""The files of a SQLite database: whole without their log after every end, and their owner's alone."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from daemon import Daemon, run_command
from waiting import eventually
from wire import assert_problem

pytestmark = pytest.mark.attack("files moved and shared")

SUFFIXES = ("", "-wal", "-shm", ".lock", ".secret")


@pytest.fixture
def no_umask():
    """Whatever is made has the rights that its maker asks for."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(database) -> dict[str, int]:
    """The rights of each file that is there, by what its name ends in."""
    files = {suffix: database.with_name(database.name + suffix) for suffix in SUFFIXES}
    return {suffix: stat.S_IMODE(file.stat().st_mode) for suffix, file in files.items() if file.exists()}


def alone(database, folder):
    """A copy of the file without what lies beside it."""
    folder.mkdir()
    return shutil.copyfile(database, folder / "copy.db")


def names_of_keys(database) -> str:
    """What `key list` says of a database."""
    listed = run_command("key", "list", "--json", "--database", f"sqlite:{database}")
    assert listed.returncode == 0, listed.stderr
    return listed.stdout


def test_after_each_command_the_file_alone_is_the_whole_database(tmp_path):
    database = tmp_path / "shop.db"
    option = ("--database", f"sqlite:{database}")
    products = tmp_path / "products.csv"
    products.write_text("gtin,title\n9781861978769,A book by itself\n", encoding="utf-8")
    for number, (command, shows) in enumerate((
            (("migrate",), "scans 0"), (("sample",), "products 48"), (("import", "products", str(products)), "products 49"),
            (("key", "create", "--role", "client", "--name", "the last one"), "api_keys 6"))):
        ended = run_command(*command, *option)
        assert ended.returncode == 0, ended.stderr
        copy = alone(database, tmp_path / str(number))
        said = run_command("doctor", "--database", f"sqlite:{copy}").stdout
        assert "FAIL" not in said and shows in said, (command, said)
    assert "the last one" in names_of_keys(copy)


def test_after_a_clean_stop_the_file_alone_is_the_whole_database(start, tmp_path):
    daemon = start()
    scan = daemon.accepted_scan()
    assert daemon.stop() == 0
    copy = alone(daemon.database, tmp_path / "alone")
    shutil.copyfile(f"{daemon.database}.secret", f"{copy}.secret")
    os.chmod(f"{copy}.secret", 0o600)
    assert start(database=copy).get(f"/v1/scans/{scan['id']}").json() == scan


def test_every_file_is_its_owners_alone_from_the_beginning(no_umask, tmp_path):
    database = tmp_path / "shop.db"
    assert run_command("sample", "--database", f"sqlite:{database}").returncode == 0
    assert set(modes(database).values()) == {0o600}
    daemon = Daemon(database, {})
    try:
        assert modes(database) == dict.fromkeys(SUFFIXES, 0o600)
    finally:
        assert daemon.stop() == 0
    assert not [line for line in daemon.log if "chmod" in line]


def test_a_file_that_others_may_read_keeps_its_rights_and_is_warned_of(start):
    daemon = start()
    daemon.stop()
    os.chmod(daemon.database, 0o640)
    again = start(database=daemon.database)
    warned = [line for line in again.log if "chmod 600" in line]
    assert len(warned) == 1 and str(daemon.database) in warned[0] and " warning " in warned[0]
    said = run_command("doctor", "--database", f"sqlite:{daemon.database}").stdout
    assert f"warn  files: others have rights in {daemon.database}" in said
    assert modes(daemon.database)[""] == 0o640


def refused(*options: str, database) -> str:
    """What a `serve` says that must not start."""
    ended = run_command("serve", "--port", "0", "--database", f"sqlite:{database}", *options)
    assert ended.returncode == 1, ended.stderr
    return ended.stderr.splitlines()[-1]


def test_one_daemon_serves_a_file_by_whatever_name(start, tmp_path):
    daemon = start()
    for number, (link, there) in enumerate((("other.db", daemon.database), ("folder", daemon.database.parent))):
        (tmp_path / link).symlink_to(there)
        named = tmp_path / link if number == 0 else tmp_path / link / daemon.database.name
        said = refused(database=named)
        assert f"another footbridge serve runs on this database (it holds {daemon.database}.lock)" in said
    assert daemon.stop() == 0
    # The secret is beside the file, too.
    start(database=tmp_path / "other.db").accepted_scan()
    # A link to what is not there yet makes it, with everything beside it.
    (tmp_path / "late.db").symlink_to(tmp_path / "behind.db")
    for _ in range(2):
        late = Daemon(tmp_path / "late.db", {})
        assert late.stop() == 0
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("late")] == ["late.db"]
    assert (tmp_path / "behind.db.lock").exists() and (tmp_path / "behind.db.secret").exists()


def test_a_daemon_with_another_secret_leaves_the_claims_of_the_right_one(start):
    daemon = start()
    daemon.stop()
    secret = daemon.database.with_name(daemon.database.name + ".secret")
    with closing(sqlite3.connect(daemon.database, isolation_level=None)) as database:
        database.execute("INSERT INTO idempotency_keys (principal_id, session_hash, route, idempotency_key, token, "
                         "expires_at, created_at) SELECT principal_id, x'', '/v1/scans', 'k', zeroblob(16), 1 << 60, 0 "
                         "FROM principals WHERE principal_id > 1 LIMIT 1")
        ours = secret.read_text(encoding="ascii")
        secret.write_text("ab" * 32 + "\n", encoding="ascii")
        assert "holds another secret" in refused(database=daemon.database)
        claims = "SELECT count(*) FROM idempotency_keys WHERE status IS NULL AND expires_at > 0"
        assert database.execute(claims).fetchone() == (1,)
        secret.write_text(ours, encoding="ascii")
        again = start(database=daemon.database)
        assert database.execute(claims).fetchone() == (0,)
        again.assert_alive()


def test_a_database_that_was_moved_is_noticed_at_start_and_while_it_is_served(start, tmp_path):
    daemon = start()
    path, away = daemon.database, tmp_path / "away.db"
    assert daemon.ask("GET", "/readyz").status == 200
    path.rename(away)
    eventually(lambda: daemon.ask("GET", "/readyz").status == 503, "the file is missed")
    shutil.copyfile(away, path)
    moved = daemon.ask("GET", "/readyz")
    assert_problem(moved, 503, "storage-unavailable")
    daemon.await_line("it was moved while it was served")
    away.replace(path)
    eventually(lambda: daemon.ask("GET", "/readyz").status == 200, "the file is back")
    assert daemon.stop() == 0

    # Neither a file that is gone nor an empty one in its place is served with the secret of the one that was there.
    path.rename(away)
    for _ in range(2):
        assert "was the file moved?" in refused(database=path) and not path.exists()
    assert run_command("migrate", "--database", f"sqlite:{path}").returncode == 0
    said = refused(database=path)
    assert "was the file moved?" in said and "--new-database" in said
    anew = start("--new-database", database=path)
    assert anew.get("/v1/places?q=x").status == 401, "the keys were in the other"
    assert anew.stop() == 0
    # It has been served: the next start needs no flag.
    assert start(database=path).stop() == 0
