"""The attribution job of a running daemon: nothing is lost or credited twice, whatever is killed, whoever else runs."""

import json
from pathlib import Path

import pytest

from daemon import Daemon, run_command
from records import change, select
from waiting import eventually

EVENTS = 4000
#: Those of them that are written first.
ON_TIME = EVENTS - EVENTS // 5

#: A log in which every third event is a visit, the others scans and clicks, of fifty visitors. Every fifth is late: it
#: is written apart from the others, after all of them, hours before which it may have happened.
FILL = """
    INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, outcome, merchant_id,
      store_id, visit_id, click_id, listing_id)
    SELECT (SELECT epoch FROM log_head), id,
      CASE WHEN n % 3 = 0 THEN 'visit' WHEN n % 7 = 0 THEN 'click' ELSE 'scan' END,
      1700000000000000 + n * 60000000 - CASE WHEN n % 5 = 0 THEN (n % 97) * 3600000000 ELSE 0 END,
      1700000000000000 + (n + CASE WHEN n % 5 = 0 THEN 4000 ELSE 0 END) * 60000000, 1 + n % 49, id, CASE WHEN n % 3 = 0 THEN 'near' ELSE 'resolved' END,
      CASE WHEN n % 3 = 0 OR n % 7 = 0 THEN store.merchant_id END, CASE WHEN n % 3 = 0 THEN store.store_id END,
      id, id, id
    """
SQLITE_FILL = f"""
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {EVENTS}) {FILL}
    FROM (SELECT n, CAST(printf('%016d', n) AS BLOB) AS id FROM numbers),
      (SELECT merchant_id, store_id FROM stores ORDER BY store_id LIMIT 1) store
    WHERE (n % 5 = 0) = (%s)
    """
POSTGRES_FILL = f"""
    {FILL}
    FROM (SELECT n, convert_to(lpad(CAST(n AS TEXT), 16, '0'), 'UTF8') AS id
        FROM generate_series(CAST(1 AS BIGINT), {EVENTS}) n) numbers,
      (SELECT merchant_id, store_id FROM stores ORDER BY store_id LIMIT 1) store
    WHERE (n % 5 = 0) = (%s)
    """

#: What stands in a run, as often as it does.
STANDING = """
    SELECT outcome_id, COALESCE(touch_event_id, outcome_id), credit, count(*) FROM conversions c
    WHERE run_no = {run} AND reverses IS NULL AND NOT EXISTS (
      SELECT 1 FROM conversions r WHERE r.run_no = c.run_no AND r.reverses = c.conversion_id)
    GROUP BY outcome_id, COALESCE(touch_event_id, outcome_id), credit
    """
BEHIND = """
    SELECT count(*) FROM events e, attribution_runs r
    WHERE r.run_no = 1 AND (e.log_epoch, e.transaction_no, e.sequence) > (r.log_epoch, r.transaction_no, r.sequence)
    """


def fill(daemon: Daemon, late: bool = False):
    """Writes the events that are on time, or those that are late."""
    form = POSTGRES_FILL if isinstance(daemon.database, str) else SQLITE_FILL
    change(daemon.database, form.replace("(%s)", "(1 = 1)" if late else "(1 = 0)"))


def behind(database: Path | str) -> int:
    """Events that the first run has not taken in."""
    return select(database, BEHIND)[0][0]


def attribute(daemon: Daemon, *arguments: str):
    """Runs the command over the daemon's database."""
    address = daemon.database if isinstance(daemon.database, str) else f"sqlite:{daemon.database}"
    return run_command("attribute", *arguments, environment={"FOOTBRIDGE_DATABASE": address})


def assert_equals_recomputation(daemon: Daemon):
    """Late events written now change what the daemons followed to what a run over the whole log says; each outcome has
    one credit."""
    eventually(lambda: behind(daemon.database) == 0, "what was on time is attributed")
    fill(daemon, late=True)
    eventually(lambda: behind(daemon.database) == 0, "the log is attributed")
    made = attribute(daemon, "--json")
    assert made.returncode == 0, made.stderr
    run = int(json.loads(made.stdout)["run"].removeprefix("run-"))
    followed, anew = (STANDING.format(run=number) for number in (1, run))
    assert select(daemon.database, f"SELECT count(*) FROM ({anew}) anew")[0][0] > EVENTS // 3
    assert select(daemon.database, f"SELECT * FROM ({followed} EXCEPT {anew}) more") == []
    assert select(daemon.database, f"SELECT * FROM ({anew} EXCEPT {followed}) less") == []
    wrong = select(daemon.database, "SELECT run_no, outcome_id FROM conversions GROUP BY run_no, outcome_id "
                                    "HAVING sum(credit) <> 1000000")
    assert wrong == []
    assert select(daemon.database, "SELECT count(*) FROM conversions WHERE run_no = 1 AND reverses IS NOT NULL") \
        != [(0,)], "no touch came late"


def test_killed_amid_its_work_it_goes_on_where_it_was(start_on_each):
    daemon = start_on_each()
    fill(daemon)
    begun = 0
    for share in (0.9, 0.7, 0.5):
        eventually(lambda: behind(daemon.database) < ON_TIME * share, "the job gets on", every=0.005)
        daemon.kill()
        left = behind(daemon.database)
        begun += 0 < left < ON_TIME
        daemon = start_on_each(database=daemon.database)
    assert begun, "the job was over before the daemon was killed"
    assert_equals_recomputation(daemon)


def test_two_daemons_over_one_database_write_each_conversion_once(start_on_postgres):
    first = start_on_postgres()
    second = start_on_postgres(database=first.database)
    fill(first)
    assert_equals_recomputation(first)
    assert [daemon.stop() for daemon in (first, second)] == [0, 0]


def test_a_daemon_that_is_asked_to_end_does_not_wait_for_the_whole_log(start):
    daemon = start()
    fill(daemon)
    eventually(lambda: behind(daemon.database) < ON_TIME, "the job has begun", every=0.005)
    assert daemon.stop() == 0


def test_runs_are_made_listed_and_chosen(start):
    daemon = start()
    fill(daemon)
    [(merchant,)] = select(daemon.database, "SELECT public_id FROM merchants WHERE merchant_id = "
                                            "(SELECT merchant_id FROM stores ORDER BY store_id LIMIT 1)")
    database = f"sqlite:{daemon.database}"
    changed = run_command("merchant", "attribution", "--database", database, "--merchant", merchant,
                          "--model", "linear", "--window", "30", "--json")
    assert json.loads(changed.stdout) == {
        "model": "linear", "window_s": 2592000, "touches": ["scan", "click"], "settings_version": 1}
    made = attribute(daemon, "--make-current", "--json")
    assert made.returncode == 0, made.stderr
    run = json.loads(made.stdout)
    assert (run["run"], run["current"], run["finished"], run["settings_version"]) == ("run-2", True, True, 1)
    part = attribute(daemon, "--from", "2023-11-15T00:00:00Z", "--to", "2023-11-16T00:00:00Z", "--model", "first-touch")
    assert (part.returncode, part.stdout.split()[0]) == (0, "run-3"), part.stderr
    listed = json.loads(attribute(daemon, "list", "--json").stdout)
    assert [(each["run"], each["current"]) for each in listed] == [
        ("run-3", False), ("run-2", True), ("run-1", False)]
    assert attribute(daemon, "use", "run-1").returncode == 0
    assert attribute(daemon, "use", "run-9").returncode == 1
    assert "run-1  current" in attribute(daemon, "list").stdout
    days = select(daemon.database, "SELECT min(occurred_at), max(occurred_at) FROM conversions WHERE run_no = 3")
    assert 1700006400000000 <= days[0][0] <= days[0][1] < 1700092800000000


@pytest.mark.parametrize("arguments", [
    ("--model", "best"), ("--window", "0"), ("--window", "91"), ("--from", "yesterday"), ("use", "3"), ("use", "run-0"),
    ("--from", "2026-01-02T00:00:00Z", "--to", "2026-01-01T00:00:00Z"), ("--make-current", "--merchant", "m1"),
])
def test_arguments_that_mean_nothing_are_refused(arguments, tmp_path):
    refused = run_command("attribute", *arguments, "--database", f"sqlite:{tmp_path / 'new.db'}")
    assert refused.returncode == 64, refused.stderr
