"""Reports over what the daemon itself recorded: counted soon, bounded, and each analyst's own."""

import csv
import io

import pytest

import pictures
from daemon import SOHO, Daemon
from tills import Tills
from waiting import eventually
from wire import assert_problem

REPORTS = ("funnel", "stores", "products", "visitors", "campaigns")


def report(daemon: Daemon, name: str, query: str = "", bearer: dict[str, str] | None = None) -> dict:
    answer = daemon.ask("GET", f"/v1/reports/{name}?{query}", bearer or daemon.bearer("analyst"))
    assert answer.status == 200, answer.body
    return answer.json()


def analyst_of(tills: Tills, merchant: str) -> dict[str, str]:
    key = tills.say("key", "create", "--role", "analyst", "--merchant", merchant, "--name", merchant, "--json")
    return {"Authorization": f"Bearer {key['key']}"}


@pytest.fixture
def busy(start) -> Tills:
    """A daemon that has counted three photos of two visitors, two of them of a book that shops nearby were shown for."""
    tills = Tills(start())
    daemon = tills.daemon
    daemon.accepted_scan(query=f"{SOHO}&visitor=ada&campaign=spring")
    daemon.accepted_scan(query=f"{SOHO}&visitor=bea")
    daemon.accepted_scan(pictures.blank(40, 30), query="visitor=bea")
    eventually(lambda: report(daemon, "funnel")["items"][0]["scans"] == 3, "the photos are counted")
    return tills


def test_what_was_just_recorded_is_counted_within_seconds(busy):
    [row] = report(busy.daemon, "funnel")["items"]
    assert {name: row[name] for name in ("scans", "read", "resolved", "shown")} == {
        "scans": 3, "read": 2, "resolved": 2, "shown": 2}
    assert (row["scans_visitors"], row["shown_visitors"]) == (2, 2)
    [book] = report(busy.daemon, "products")["items"]
    assert (book["scans"], book["looked_for"], book["gtin"]) == (2, 2, "0" + pictures.ISBN)
    stores = report(busy.daemon, "stores")["items"]
    # Five shops are in an answer, and both answers had the same.
    assert sorted(store["shown"] for store in stores if store["shown"]) == [2] * 5


def test_an_analyst_of_one_merchant_sees_it_alone_and_small_numbers_of_the_gateway_not_at_all(busy):
    daemon, own = busy.daemon, analyst_of(busy, "two-rivers")
    answer = report(daemon, "funnel", bearer=own)
    assert answer["merchant"] == "two-rivers" and answer["suppressed_below"] == 10
    [row] = answer["items"]
    assert row["scans"] is None and "scans" in row["suppressed"] and "scans_visitors" in row["suppressed"]
    shown = report(daemon, "funnel", "merchant=two-rivers")["items"][0]["shown"]
    assert row["shown"] == shown
    assert all(store["store_id"].startswith("two-rivers.") for store in report(daemon, "stores", bearer=own)["items"])
    for query in ("merchant=lantern-lane", "store=lantern-lane.soho", "merchant=nowhere", "store=two-rivers.nowhere"):
        for name in REPORTS:
            assert_problem(daemon.ask("GET", f"/v1/reports/{name}?{query}", own), 403, "forbidden")


def test_the_csv_has_the_rows_of_the_json(busy):
    for name in REPORTS:
        answer = busy.daemon.ask("GET", f"/v1/reports/{name}", busy.daemon.bearer("analyst") | {"Accept": "text/csv"})
        assert answer.status == 200 and answer.header("Content-Type").startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        items = report(busy.daemon, name)["items"]
        assert [{key: "" if value is None else str(value) for key, value in item.items()} for item in items] == rows


@pytest.mark.parametrize(("query", "parameter"), [
    ("from=yesterday", "from"), ("to=2026-02-30", "to"), ("from=2026-01-02&to=2026-01-01", "to"),
    ("from=1970-01-01", "from"), ("from=2026-01-01T00:00:01Z", "from"), ("tz=Mars/Olympus", "tz"),
    ("tz=" + "A/" * 60, "tz"), ("interval=second", "interval"), ("from=2020-01-01&interval=hour", "interval"),
    ("merchant=a%20b", "merchant"), ("store=%00", "store"), ("limit=0", "limit"), ("limit=1001", "limit"),
    ("limit=1&limit=2", "limit"), ("format=xml", "format"), ("by=hour", "by"), ("merchnat=x", "merchnat"), ("timezone=UTC", "timezone"),
    ("from=2020-01-01&tz=Asia/Tokyo", "from"),
])
def test_a_parameter_that_is_wrong_is_named(daemon, query, parameter):
    answer = daemon.ask("GET", f"/v1/reports/funnel?{query}", daemon.bearer("analyst"))
    assert_problem(answer, 400, "bad-parameter")
    assert answer.json()["parameter"] == parameter


def test_a_report_that_there_is_not_is_unknown(daemon):
    assert_problem(daemon.ask("GET", "/v1/reports/weather", daemon.bearer("analyst")), 404, "not-found")


def test_the_session_of_the_page_reads_reports_and_ends_with_its_key(busy):
    daemon, key = busy.daemon, busy.daemon.keys["analyst"]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": daemon.origin}
    answer = daemon.ask("POST", "/analytics/session", form, f"key={key}".encode())
    assert answer.status == 303
    cookie = answer.header("Set-Cookie")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and key not in cookie
    session = {"Cookie": cookie.split(";")[0]}
    assert daemon.ask("GET", "/v1/reports/funnel", session).status == 200
    name, value = session["Cookie"].split("=", 1)
    forged = {"Cookie": f"{name}={'A' if value[0] != 'A' else 'B'}{value[1:]}"}
    assert_problem(daemon.ask("GET", "/v1/reports/funnel", forged), 401, "unauthenticated")
    assert busy.run("key", "revoke", key).returncode == 0
    assert_problem(daemon.ask("GET", "/v1/reports/funnel", session), 401, "unauthenticated")


def test_a_key_of_another_role_and_another_sites_form_get_no_session(daemon):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (f"key={daemon.keys['staff']}", "key=fbk_x", "", "key=%ff", "key=" + "x" * 10_000):
        answer = daemon.ask("POST", "/analytics/session", form | {"Origin": daemon.origin}, body.encode())
        assert answer.status == 403 and answer.header("Set-Cookie") is None
    for origin in ({}, {"Origin": "https://elsewhere.example"}):
        answer = daemon.ask("POST", "/analytics/session", form | origin, f"key={daemon.keys['analyst']}".encode())
        assert_problem(answer, 403, "forbidden")
