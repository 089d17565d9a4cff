"""The files of a SQLite database: whole without their log after every end, and their owner's alone."""

import os
import shutil
import stat

import pytest

from daemon import Daemon, run_command

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
            (("migrate",), "scans 0"), (("sample",), "products 46"), (("import", "products", str(products)), "products 47"),
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
