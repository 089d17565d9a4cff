"""The main job on PostgreSQL, directly and through PgBouncer: the same answers as on SQLite, and the rows of each."""

import gzip
from urllib.parse import urlsplit

import pytest

import pictures
from daemon import SOHO, Daemon, run_command
from postgres import POOLED, rows
from records import event_count, select

# What no two sample databases have in common beside drawn ids: times, and links signed with the secret of each.
OWN = {"url", "received_at", "updated_at", "collected_at", "ends_at", "timings_us"}
DRAWN = ("scn_", "lst_", "prm_")


def without_own(value):
    """An answer without what differs from one database to another."""
    if isinstance(value, dict):
        return {name: without_own(part) for name, part in value.items() if name not in OWN}
    if isinstance(value, list):
        return [without_own(part) for part in value]
    return "drawn" if isinstance(value, str) and value.startswith(DRAWN) else value


def listed_scan(daemon: Daemon) -> dict:
    """Uploads the photo of a listed book, which has to be answered with 201."""
    sample = pictures.listed_sample()
    return daemon.accepted_scan(pictures.sample_bytes(sample), media_type=sample["media_type"])


@pytest.fixture(params=("directly", "through PgBouncer"))
def on_postgres(request, postgres, sample_postgres, make_database, start_on_postgres) -> Daemon:
    """A daemon on a fresh copy of the sample database, one way and the other."""
    name = make_database(template=sample_postgres.name)
    if request.param == "directly":
        return start_on_postgres(database=postgres.address(name))
    return start_on_postgres(*POOLED, database=postgres.pooled_address(name))


def test_a_photo_is_answered_as_on_sqlite(on_postgres, daemon):
    answer, on_sqlite = listed_scan(on_postgres), listed_scan(daemon)
    assert answer["product"]["title"] and answer["listings"] and len(answer["stores"]) >= 3
    assert without_own(answer) == without_own(on_sqlite)


def test_a_scan_is_kept_and_makes_its_rows(on_postgres, postgres):
    answer = listed_scan(on_postgres)
    kept = on_postgres.get(f"/v1/scans/{answer['id']}")
    assert (kept.status, kept.json()) == (200, answer)
    database = postgres.address(urlsplit(on_postgres.database).path[1:])
    assert select(database, "SELECT count(*), min(outcome), min(gtin) FROM scans") == [
        (1, "resolved", int(answer["product"]["gtin"]))]
    [[stored]] = rows(database, "SELECT encode(answer, 'hex') FROM scan_answers")
    answer_bytes = bytes.fromhex(stored)
    # Long ones are compressed.
    assert (gzip.decompress(answer_bytes) if answer_bytes.startswith(b"\x1f\x8b") else answer_bytes) == kept.body
    assert event_count(database, "scan") == 1


def test_every_product_is_looked_up_as_on_sqlite(on_postgres, daemon):
    for gtin in sorted({sample["product"] for sample in pictures.samples("readable") if sample.get("product")}):
        target = f"/v1/products/{gtin}?{SOHO}"
        answer, on_sqlite = on_postgres.get(target), daemon.get(target)
        assert answer.status == on_sqlite.status, gtin
        if answer.status == 200:
            assert without_own(answer.json()) == without_own(on_sqlite.json()), gtin
    assert on_postgres.get(f"/v1/products/{pictures.listed_sample()['product']}?{SOHO}").json()["stores"]


def test_places_are_found_as_on_sqlite(on_postgres, daemon):
    for place in ("London", "W1D", "münchen", "nowhere at all"):
        target = "/v1/places?q=" + "".join(f"%{byte:02X}" for byte in place.encode())
        assert on_postgres.get(target).json() == daemon.get(target).json(), place


def test_a_click_is_counted_once(on_postgres, postgres):
    link = urlsplit(listed_scan(on_postgres)["listings"][0]["url"]).path
    assert on_postgres.ask("HEAD", link).status == 302
    clicked = on_postgres.ask("GET", link)
    assert clicked.status == 302 and "clk_" in (clicked.header("location") or "")
    assert on_postgres.stop() == 0
    database = postgres.address(urlsplit(on_postgres.database).path[1:])
    assert event_count(database, "click") == 1
    assert select(database, "SELECT count(*) FROM clicks") == [(1,)]


def test_sample_refuses_a_database_that_is_not_empty(sample_postgres):
    again = run_command("sample", "--json", environment={
        "FOOTBRIDGE_DATABASE": sample_postgres.server.address(sample_postgres.name)})
    assert again.returncode == 1
    assert again.stderr.strip() and "fbk_" not in again.stdout


def test_a_new_key_works_at_once_on_every_daemon_and_a_revoked_one_on_none(start_on_postgres):
    first = start_on_postgres()
    second = start_on_postgres(database=first.database)
    environment = {"FOOTBRIDGE_DATABASE": first.database}
    made = run_command("key", "create", "--role", "client", "--name", "short-lived", "--json", environment=environment)
    assert made.returncode == 0, made.stderr
    key = next(word for word in made.stdout.replace('"', " ").split() if word.startswith("fbk_"))

    def statuses() -> list[int]:
        return [daemon.ask("GET", "/v1/places?q=London", {"Authorization": f"Bearer {key}"}).status
                for daemon in (first, second)]

    assert statuses() == [200, 200]
    revoked = run_command("key", "revoke", key, environment=environment)
    assert revoked.returncode == 0, revoked.stderr
    assert statuses() == [401, 401]
