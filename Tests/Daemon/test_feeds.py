"""What analysts pull: exports that load in their own tools, readers that stand still, and folders that are kept up to date."""

import csv
import gzip
import io
import json
import random
import re
import sqlite3
import subprocess
from pathlib import Path

import duckdb
import pandas

from conftest import LONG
from daemon import Daemon, binary, run_command, settings_free_environment
from records import select
from shops import Shop
from waiting import PATIENCE, eventually
from wire import Connection, assert_problem

ROWS = 200_000 if LONG else 20_000
ARTICLE = Path(__file__).resolve().parents[2] / "Sources/FootbridgeCore/FootbridgeCore.docc/AnalystFeeds.md"


def write_events(database: Path, count: int, transactions: int = 1):
    """Adds scans, and refunds of the first merchant, as a daemon would have recorded them."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=PATIENCE)
    try:
        for _ in range(transactions):
            connection.execute("BEGIN IMMEDIATE")
            [(last, time)] = connection.execute(
                "SELECT COALESCE(max(sequence), 0), COALESCE(max(recorded_at), 1790000000000000) FROM events")
            connection.execute(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, gtin,
                  merchant_id, purchase_id, amount_minor, currency, campaign, outcome)
                SELECT 1, randomblob(16), iif(n % 10 = 0, 'purchase', 'scan'), ? + n, ? + n, n % 100 + 1, randomblob(16),
                  9780306406157, iif(n % 10 = 0, 1, NULL), iif(n % 10 = 0, randomblob(16), NULL),
                  iif(n % 10 = 0, -550, NULL), iif(n % 10 = 0, 'GBP', NULL), '=SUM(1,2)', 'resolved'
                FROM numbers
                """, (count // transactions, time, time))
            connection.execute("COMMIT")
    finally:
        connection.close()


def events(database: Path) -> int:
    """Rows of the log."""
    return select(database, "SELECT count(*) FROM events")[0][0]


def stored_ids(database: Path) -> set[bytes]:
    """The ids of all events, as they are stored."""
    return {row[0] for row in select(database, "SELECT event_id FROM events")}


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id at the edge."""
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    number = 0
    for digit in text.partition("_")[2]:
        number = number << 5 | digits.index(digit)
    return number.to_bytes(16, "big")


def export(daemon: Daemon, target: str, path: Path) -> Path:
    """Writes the body of an answer to a file."""
    answer = daemon.get(target, "analyst")
    assert answer.status == 200, answer.body
    path.write_bytes(answer.body)
    return path


def test_exports_load_in_duckdb_and_pandas(start, tmp_path):
    daemon = start()
    write_events(daemon.database, 2000)
    count = events(daemon.database)
    lines = export(daemon, "/v1/events?format=ndjson", tmp_path / "events.ndjson")
    table = export(daemon, "/v1/events?format=csv", tmp_path / "events.csv")

    for source in (f"read_json('{lines}')", f"read_csv('{table}', types={{'gtin': 'VARCHAR'}})"):
        relation = duckdb.sql(f"FROM {source}")
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        assert duckdb.sql(f"SELECT count(*), count(DISTINCT id), count(DISTINCT cursor) FROM {source}").fetchall() == [
            (count, count, count)]
        assert types["occurred_at"].startswith("TIMESTAMP") and types["recorded_at"].startswith("TIMESTAMP"), types
        assert types["gtin"] == "VARCHAR" and types["type"] == "VARCHAR", types
        (total,), = duckdb.sql(f"SELECT sum(CAST(amount AS DECIMAL(18, 2))) FROM {source} WHERE type = 'purchase'").fetchall()
        assert total == -1100
    assert str(dict(zip(relation.columns, relation.types, strict=True))["amount"]) == "DOUBLE"

    frame = pandas.read_csv(table, dtype={"gtin": "str"}, parse_dates=["occurred_at", "recorded_at"])
    assert len(frame) == count and frame["id"].is_unique
    assert frame["amount"].dtype.kind == "f" and frame["amount"].sum() == -1100
    assert frame["occurred_at"].dtype.kind == "M"
    assert set(frame["gtin"].dropna()) == {"09780306406157"}
    assert set(frame["campaign"].dropna()) == {"'=SUM(1,2)"}
    frame = pandas.read_json(lines, lines=True, dtype={"gtin": "str", "occurred_at": "str"})
    assert len(frame) == count and pandas.to_datetime(frame["occurred_at"]).dtype.kind == "M"


def test_conversions_load_in_duckdb_and_pandas(sqlite_tills, tmp_path):
    shop, orders = Shop(sqlite_tills), 12
    for number in range(orders):
        shop.accepted(shop.order(shop.click(f"visitor=u-{number}&campaign=poster"), f"A-{number}", f"{number + 1}.50"))
    # Of each order two touches, the scan and the click, which share one credit.
    count = "SELECT count(*) FROM conversions WHERE run_no = 1"
    eventually(lambda: select(sqlite_tills.database, count) == [(2 * orders,)], "all orders are credited")
    lines = export(sqlite_tills.daemon, "/v1/conversions?format=ndjson", tmp_path / "conversions.ndjson")
    table = export(sqlite_tills.daemon, "/v1/conversions?format=csv", tmp_path / "conversions.csv")
    for source in (f"read_json('{lines}')", f"read_csv('{table}', types={{'gtin': 'VARCHAR'}})"):
        relation = duckdb.sql(f"FROM {source}")
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        assert types["occurred_at"].startswith("TIMESTAMP") and types["gtin"] == "VARCHAR", types
        assert types["credit"] in ("DOUBLE", "BIGINT") and types["lag_s"] == types["confidence"] == "BIGINT", types
        totals = duckdb.sql(f"SELECT count(*), count(DISTINCT outcome_id), sum(credit), "
                            f"sum(credit * CAST(value AS DECIMAL(18, 2))) FROM {source}").fetchall()
        assert totals == [(2 * orders, orders, orders, sum(range(orders)) + 1.5 * orders)]
    frame = pandas.read_csv(table, dtype={"gtin": "str"}, parse_dates=["occurred_at", "touch_occurred_at"])
    assert len(frame) == 2 * orders and frame["id"].is_unique and frame["credit"].sum() == orders
    assert frame["touch_occurred_at"].dtype.kind == "M" and frame["value"].dtype.kind == "f"
    assert set(frame["gtin"]) == {"09780306406157"} and set(frame["touch"]) == {"scan", "click"}


def test_conversions_load_with_nothing_in_them(start, tmp_path):
    daemon = start()
    table = export(daemon, "/v1/conversions?format=csv", tmp_path / "conversions.csv")
    schema = daemon.ask("GET", "/v1/schemas/conversion.json").json()
    assert list(pandas.read_csv(table).columns) == list(schema["properties"])


def test_gzip_holds_the_same_bytes(start):
    daemon = start()
    write_events(daemon.database, 3000)
    for target in ("/v1/events?format=csv", "/v1/events?format=ndjson", "/v1/events?limit=10"):
        plain = daemon.get(target, "analyst")
        packed = daemon.ask("GET", target, daemon.bearer("analyst") | {"Accept-Encoding": "br;q=1, gzip;q=0.5"})
        assert packed.header("Content-Encoding") == "gzip" and plain.header("Content-Encoding") is None
        assert len(packed.body) < len(plain.body) / 2
        if "limit" not in target:
            assert gzip.decompress(packed.body) == plain.body


def test_the_command_writes_what_the_route_writes(start, tmp_path):
    daemon = start()
    write_events(daemon.database, 2500)
    database = f"sqlite:{daemon.database}"
    for name in ("ndjson", "csv"):
        route = daemon.get(f"/v1/events?format={name}", "analyst").body
        command = run_command("export", "events", "--format", name, "--database", database)
        assert command.returncode == 0, command.stderr
        # The command's output is read as text, in which line ends are all one.
        assert command.stdout == route.decode().replace("\r\n", "\n")
        assert re.search(r"2500 rows|\d+ rows; complete up to", command.stderr)
    file = tmp_path / "part.ndjson"
    cursor = json.loads(route_line(daemon, 1000))["cursor"]
    made = run_command("export", "events", "--after", cursor, "--output", str(file), "--database", database)
    assert made.returncode == 0 and not Path(f"{file}.part").exists()
    assert file.read_bytes() == daemon.get(f"/v1/events?format=ndjson&after={cursor}", "analyst").body
    packed = tmp_path / "all.ndjson.gz"
    assert run_command("export", "events", "--gzip", "--output", str(packed), "--database", database).returncode == 0
    assert gzip.decompress(packed.read_bytes()) == daemon.get("/v1/events?format=ndjson", "analyst").body
    batches = run_command("export", "events", "--format", "cloudevents", "--database", database).stdout.splitlines()
    page = daemon.get("/v1/events?format=cloudevents&limit=1000", "analyst").json()
    assert json.loads(batches[0]) == page and sum(len(json.loads(batch)) for batch in batches) == events(daemon.database)
    wrong = run_command("export", "events", "--after", "nonsense", "--database", database)
    assert wrong.returncode == 1 and "--after" in wrong.stderr


def route_line(daemon: Daemon, number: int) -> bytes:
    """One row of the feed."""
    return daemon.get("/v1/events?format=ndjson", "analyst").body.splitlines()[number]


def test_a_reader_who_stands_still_holds_neither_the_write_ahead_log_nor_memory(start):
    daemon = start()
    write_events(daemon.database, 60_000)
    daemon.get("/v1/events?format=ndjson&limit=10000", "analyst")
    before = daemon.peak_memory()
    readers: list[Connection] = []
    for _ in range(4):
        reader = daemon.connect()
        reader.send_head("GET", "/v1/events?format=ndjson", daemon.bearer("analyst"))
        status, _headers = reader.read_head()
        assert status == 200
        readers.append(reader)
    wal = Path(f"{daemon.database}-wal")
    write_events(daemon.database, 100_000, transactions=40)
    grown = daemon.peak_memory() - before
    assert wal.stat().st_size < 24 << 20, "the write-ahead log was kept from being written back"
    assert grown < 64 << 20, f"{grown >> 20} MiB more"
    for reader in readers:
        reader.close()
    daemon.assert_alive()


def key_file(daemon: Daemon, folder: Path) -> Path:
    """The analyst's key in a file of its owner's."""
    path = folder / "analyst.key"
    path.write_text(daemon.keys["analyst"] + "\n")
    path.chmod(0o600)
    return path


def pull_arguments(daemon: Daemon, folder: Path, *more: str) -> list[str]:
    """A pull of the daemon's events."""
    return ["pull", "--url", daemon.origin, "--key-file", str(key_file(daemon, folder)), "--to", str(folder / "pulled"),
            *more]


def pulled_ids(folder: Path, ending: str) -> list[str]:
    """The ids in the folder's files, in their order."""
    ids: list[str] = []
    for file in sorted((folder / "pulled").glob(f"events.*.{ending}")):
        text = file.read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()] if ending == "ndjson" else list(
            csv.DictReader(io.StringIO(text, newline="")))
        assert rows and file.name.split(".")[2] == rows[-1]["cursor"], file.name
        ids += [row["id"] for row in rows]
    return ids


def test_a_pull_that_is_killed_goes_on_without_a_gap_or_a_double(start, tmp_path):
    daemon = start()
    write_events(daemon.database, ROWS)
    chance = random.Random("pull")
    for ending in ("ndjson", "csv"):
        folder = tmp_path / ending
        folder.mkdir()
        arguments = pull_arguments(daemon, folder, "--format", ending, "--rows-per-file", str(ROWS // 40))
        def files(of: Path = folder) -> int:
            return len(list((of / "pulled").glob("events.*")))

        for _ in range(4):
            enough = files() + chance.randrange(1, 8)
            process = subprocess.Popen([binary(), *arguments], env=settings_free_environment(), stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            eventually(lambda: files() >= enough or process.poll() is not None, "files come", every=0.001)  # noqa: B023
            process.kill()
            process.wait(PATIENCE)
            write_events(daemon.database, 50)
        last = run_command(*arguments)
        assert last.returncode == 0, last.stderr
        ids = pulled_ids(folder, ending)
        assert len(ids) == len(set(ids)), "rows came twice"
        assert {id_bytes(text) for text in ids} == stored_ids(daemon.database)
        assert not list((folder / "pulled").glob("*.part"))
        again = run_command(*arguments)
        assert again.returncode == 0 and "0 new rows" in again.stderr


def test_a_pull_says_what_is_wrong(start, tmp_path):
    daemon = start()
    arguments = pull_arguments(daemon, tmp_path)
    client = tmp_path / "client.key"
    client.write_text(daemon.keys["client"])
    client.chmod(0o600)
    refused = run_command(*arguments[:4], str(client), *arguments[5:])
    assert refused.returncode == 1 and "403" in refused.stderr and "role" in refused.stderr
    client.chmod(0o644)
    open_key = run_command(*arguments[:4], str(client), *arguments[5:])
    assert open_key.returncode == 1 and "chmod 600" in open_key.stderr
    assert run_command(*arguments[:2], "ftp://x", *arguments[3:]).returncode == 64
    write_events(daemon.database, 10)
    assert run_command(*arguments).returncode == 0
    mixed = run_command(*arguments, "--format", "csv")
    assert mixed.returncode == 1 and "another folder" in mixed.stderr
    elsewhere = run_command(*arguments[:2], "http://127.0.0.1:1", *arguments[3:])
    assert elsewhere.returncode == 1 and "follows" in elsewhere.stderr


def test_a_pull_waits_as_long_as_it_is_asked_to(start, tmp_path):
    daemon = start("--rate-limit-key", "1", unlimited=False)
    write_events(daemon.database, 10)
    assert daemon.get("/v1/events?limit=1", "analyst").status == 200
    process = subprocess.Popen([binary(), *pull_arguments(daemon, tmp_path)], env=settings_free_environment(),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    told = process.stderr.readline()
    process.kill()
    process.wait(PATIENCE)
    assert "429" in told and (seconds := re.search(r"again in (\d+) s", told)) and int(seconds[1]) >= 10, told


def test_the_watermark_goes_on_where_nothing_is_written(start):
    daemon = start()
    first = daemon.get("/v1/events?limit=1", "analyst").json()["watermark"]
    eventually(lambda: daemon.get("/v1/events?limit=1", "analyst").json()["watermark"] > first, "a later watermark", 0.5)


def test_hostile_parameters_are_named(start):
    daemon = start()
    for name, value in (("after", "x" * 44), ("limit", "10001"), ("from", "0"), ("type", "scan;drop"), ("format", "xlsx"),
                        ("merchant", "%00"), ("store", "%27"), ("to", "9" * 3000), ("run", "run-0")):
        for feed in ("events", "conversions"):
            assert_problem(daemon.get(f"/v1/{feed}?{name}={value}", "analyst"), 400, "bad-parameter", parameter=name)


def test_the_data_dictionary_names_every_field(start):
    daemon, article = start(), ARTICLE.read_text(encoding="utf-8")
    for row in ("event", "conversion"):
        for field in daemon.ask("GET", f"/v1/schemas/{row}.json").json()["properties"]:
            assert f"`{field}`" in article, f"the data dictionary does not name {field} of a {row}"
