"""What the doctor says of a PostgreSQL database."""

import json

import pytest

from daemon import Daemon, run_command
from postgres import POOLED, Session
from waiting import eventually


@pytest.fixture
def served(sample_postgres, make_database, start_on_postgres) -> Daemon:
    """A daemon on a database with the sample bookshops: whatever the doctor asks for is there."""
    daemon = start_on_postgres()
    daemon.accepted_scan()
    return daemon


def doctor(database: str, served: Daemon | None = None, *options: str):
    """Runs the doctor, with the secret of the daemon that serves the database."""
    secret = {"FOOTBRIDGE_SECRET_FILE": served.options[1]} if served else {}
    return run_command("doctor", *options, environment={"FOOTBRIDGE_DATABASE": database} | secret)


def lines(ended) -> dict[str, str]:
    """The doctor's lines by what each is of, without that."""
    return {line[6:].partition(":")[0]: line[:4].strip() + line[6:].partition(":")[2] for line in ended.stdout.splitlines()}


def name_of(database: str) -> str:
    """The name of an address's database."""
    return database.rsplit("/", 1)[1]


def of_others(name: str, text: str) -> bool:
    """Whether that is said of another database: a writer holds up the readers of all, and other tests have writers."""
    return " in database " in text and f" in database {name} " not in text


@pytest.mark.parametrize("pooled", (False, True), ids=("directly", "through PgBouncer"))
def test_a_database_that_is_fit_has_nothing_to_warn_of(served, postgres, pooled):
    name = name_of(served.database)
    ended = doctor(postgres.pooled_address(name), served, *POOLED) if pooled else doctor(served.database, served)
    assert ended.returncode == 0, ended.stdout
    said = lines(ended)
    said_else = [line for line in ended.stdout.splitlines() if not line.startswith("ok    ")]
    assert [line for line in said_else if not of_others(name, line)] == []
    assert name in said["database"] and "PostgreSQL 1" in said["database"]
    assert ("without TLS" if pooled else "in TLS") in said["database"]
    assert "commits wait for the disk" in said["durability"]
    assert "may make tables" in said["rights"] and "this daemon up to 8" in said["rights"]
    assert "nothing is damaged" in said["integrity"]
    assert "scans 1" in said["rows"] and "events 1" in said["rows"]


def test_its_json_says_the_same(served):
    ended = doctor(served.database, served, "--json")
    report = json.loads(ended.stdout)
    assert (ended.returncode, report["healthy"]) == (0, True)
    checks = {check["check"]: check for check in report["checks"]}
    name = name_of(served.database)
    assert {check["state"] for check in report["checks"] if not of_others(name, check["message"])} == {"ok"}
    assert {"database", "durability", "rights", "open writers", "schema", "event log", "integrity", "rows"} <= set(checks)
    assert checks["database"]["message"] in doctor(served.database, served).stdout


def test_a_transaction_that_is_left_open_in_another_database_is_named(served, postgres, make_database):
    other = make_database()
    with Session(postgres.address(other), postgres.programs) as session:
        assert session.say("CREATE TABLE notes (n INT)", "BEGIN", "INSERT INTO notes VALUES (1)") == "done"
        [[pid]] = postgres.rows(f"SELECT pid FROM pg_stat_activity WHERE datname = '{other}'")

        def is_old() -> bool:
            return postgres.rows("SELECT clock_timestamp() - xact_start > interval '10 s' FROM pg_stat_activity "
                                 f"WHERE pid = {pid}") == [["t"]]

        young = lines(doctor(served.database, served))["open writers"]
        assert young.startswith("ok") or is_old(), "it has only just begun"
        eventually(is_old, "the transaction is 10 s old", every=0.5)
        ended = doctor(served.database, served)
    said = lines(ended)["open writers"]
    assert ended.returncode == 0
    assert said.startswith("warn") and f"process {pid} psql of postgres in database {other}" in said
    assert "end it if it hangs" in said


def test_a_database_without_a_schema_needs_migrate(postgres, make_database):
    ended = doctor(postgres.address(make_database()))
    assert ended.returncode == 1
    assert lines(ended)["schema"].startswith("FAIL") and "run footbridge migrate" in lines(ended)["schema"]


def test_commits_that_do_not_wait_for_the_disk_are_a_failure(served, postgres):
    postgres.rows(f"ALTER DATABASE {name_of(served.database)} SET synchronous_commit = off")
    ended = doctor(served.database, served)
    assert ended.returncode == 1
    assert lines(ended)["durability"].startswith("FAIL") and "synchronous_commit" in lines(ended)["durability"]


def test_an_index_that_was_left_unfinished_is_a_failure(served, postgres):
    postgres.rows("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'scan_answers_expiry'::regclass",
                  name_of(served.database))
    ended = doctor(served.database, served)
    assert ended.returncode == 1
    assert lines(ended)["integrity"].startswith("FAIL") and "scan_answers_expiry" in lines(ended)["integrity"]


def test_a_database_without_a_catalogue_is_warned_of(postgres, make_database):
    database = postgres.address(make_database())
    assert run_command("migrate", environment={"FOOTBRIDGE_DATABASE": database}).returncode == 0
    ended = doctor(database)
    assert ended.returncode == 0
    assert lines(ended)["rows"].startswith("warn") and "footbridge sample" in lines(ended)["rows"]
