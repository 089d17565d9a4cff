"""The months of PostgreSQL's event log: making them is upkeep, and nothing stops where that fails."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from daemon import Daemon, run_command
from postgres import Server, Session
from waiting import eventually

PASSWORD = "of-the-months"
GAUGE = "footbridge_event_months_ahead"


def drop_months(server: Server, name: str) -> None:
    """What the turn of a year without upkeep comes to: no month is there, not even the current one."""
    server.rows("""
        DO $$ DECLARE month TEXT; BEGIN
          FOR month IN SELECT CAST(inhrelid::regclass AS TEXT) FROM pg_inherits
            WHERE inhparent = 'events'::regclass AND inhrelid <> 'events_default'::regclass
          LOOP EXECUTE 'DROP TABLE ' || month; END LOOP;
        END $$""", name)


def months(server: Server, name: str) -> int:
    """How many months there are."""
    return int(server.rows("SELECT count(*) - 1 FROM pg_inherits WHERE inhparent = 'events'::regclass", name)[0][0])


def ahead(daemon: Daemon) -> str:
    """What the metrics say of the months ahead; empty where they say nothing."""
    lines = daemon.metrics().splitlines()
    return next((line.removeprefix(GAUGE).strip() for line in lines if line.startswith(GAUGE)), "")


def warnings(daemon: Daemon) -> list[str]:
    """The log's lines of months that could not be made."""
    return [line for line in daemon.log if "coming months" in line]


@pytest.fixture
def without_months(postgres, sample_postgres, make_database) -> str:
    """A database whose event log has no month."""
    name = make_database(template=sample_postgres.name)
    drop_months(postgres, name)
    return name


@pytest.fixture
def user_of(postgres) -> Iterator[Callable[[str], str]]:
    """Gives the address of a database as a role that may use its tables and make none."""
    role = f"user_{uuid.uuid4().hex}"
    postgres.rows(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    used: list[str] = []

    def address(name: str) -> str:
        used.append(name)
        postgres.rows(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; "
                      f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}", name)
        return postgres.address(name, user=role, password=PASSWORD)

    yield address
    for name in used:
        postgres.rows(f"DROP OWNED BY {role}", name)
    postgres.rows(f"DROP ROLE {role}")


def test_a_role_that_makes_no_tables_serves_without_months_and_says_so(postgres, start_on_postgres, without_months, user_of):
    address = user_of(without_months)
    daemon = start_on_postgres(database=address)
    eventually(lambda: warnings(daemon), "the log warns")
    assert " warning " in warnings(daemon)[0] and "lacks the rights" in warnings(daemon)[0]
    daemon.accepted_scan()
    assert ahead(daemon) == "0"
    assert postgres.rows("SELECT count(*) FROM events_default", without_months) == [["1"]]
    doctor = run_command("doctor", environment={"FOOTBRIDGE_DATABASE": address})
    assert "warn  event log: 0 months ahead are ready, 1 events are in no month" in doctor.stdout
    migrated = run_command("migrate", environment={"FOOTBRIDGE_DATABASE": address})
    assert migrated.returncode == 0 and "could not be made" in migrated.stderr
    assert months(postgres, without_months) == 0

    migrated = run_command("migrate", environment={"FOOTBRIDGE_DATABASE": postgres.address(without_months)})
    assert migrated.returncode == 0 and not migrated.stderr, migrated.stderr
    # All but the one that has an event already.
    assert months(postgres, without_months) == 12


def test_a_daemon_starts_while_a_dump_holds_its_lock(postgres, start_on_postgres, without_months):
    address = postgres.address(without_months)
    with Session(address, postgres.programs) as dump:
        assert dump.say("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "LOCK TABLE events IN ACCESS SHARE MODE") == "done"
        daemon = start_on_postgres(database=address)
        daemon.accepted_scan()
        eventually(lambda: warnings(daemon), "the log warns")
        assert "a lock was not to be had in time" in warnings(daemon)[0]
        assert ahead(daemon) == "0"
    assert daemon.stop() == 0
    again = start_on_postgres(database=address)
    eventually(lambda: ahead(again) == "12", "the months are made")
    assert not warnings(again)


def test_missing_months_are_made_at_the_start_and_counted(postgres, start_on_postgres, without_months):
    daemon = start_on_postgres(database=postgres.address(without_months))
    eventually(lambda: ahead(daemon) == "12", "the months are made")
    assert months(postgres, without_months) == 13
    assert not warnings(daemon)


def test_sqlite_has_no_months_to_count(daemon):
    assert ahead(daemon) == ""
