"""What ad platforms are given: field by field, for shoppers alone who said yes, and never more than they said yes to."""

import csv
import io
import json
from datetime import datetime

from shops import MERCHANT, Shop
from waiting import eventually
from wire import assert_problem

BOTH = "ad_user_data=granted&ad_personalization=granted"


def ad_file(shop: Shop, name: str, more: str = "") -> str:
    """A file as an analyst of all merchants gets it."""
    answer = shop.tills.daemon.get(f"/v1/conversions?format={name}{more}", "analyst")
    assert answer.status == 200, answer.body
    assert answer.header("Content-Type") == ("application/json" if name == "meta" else "text/csv; charset=utf-8")
    return answer.body.decode()


def lines(shop: Shop, name: str) -> list[dict[str, str]]:
    """The rows of a Google file, by its header."""
    zone, _, table = ad_file(shop, name).partition("\n")
    assert zone == "Parameters:TimeZone=+0000"
    return list(csv.DictReader(io.StringIO(table)))


def meta(shop: Shop) -> list[dict]:
    """The events of a body for Meta."""
    return json.loads(ad_file(shop, "meta"))["data"]


def test_what_platforms_are_told_of_orders_and_refunds(tills):
    shop = Shop(tills)
    told = {
        "yes": f"gclid=Cj-1&fbclid=IwAR-1&{BOTH}", "ios": f"wbraid=Wb-1&{BOTH}",
        "half": "gclid=Cj-2&fbclid=IwAR-2&ad_user_data=granted&ad_personalization=denied",
        "no": "gclid=Cj-3&fbclid=IwAR-3&ad_user_data=denied&ad_personalization=granted",
        "unasked": "gclid=Cj-4&fbclid=IwAR-4", "organic": BOTH, "forged": f"gclid=%3DHYPERLINK(1)&fbclid=a%20b&{BOTH}",
    }
    orders = {}
    for number, (name, query) in enumerate(told.items()):
        order = shop.order(shop.click(f"visitor=u-{name}&{query}"), f"A-{number}")
        orders[name] = (order, shop.accepted(order)["id"])

    eventually(lambda: len(lines(shop, "google-ads")) == 3, "three orders are told to Google")
    rows = {row["Google Click ID"] or row["WBRAID"]: row for row in lines(shop, "google-ads")}
    assert set(rows) == {"Cj-1", "Cj-2", "Wb-1"}
    row = rows["Cj-1"]
    assert list(row) == ["Google Click ID", "Conversion Name", "Conversion Time", "Conversion Value", "Conversion Currency",
                         "Order ID", "GBRAID", "WBRAID", "Ad User Data", "Ad Personalization"]
    # Of whole seconds, so before its click: the event says the click's time, or it would have no path.
    purchases = shop.tills.daemon.get("/v1/events?type=purchase", "analyst").json()["items"]
    [sold] = [datetime.fromisoformat(event["occurred_at"]) for event in purchases
              if event["purchase_id"] == orders["yes"][1]]
    assert row["Conversion Time"] == sold.strftime("%Y-%m-%d %H:%M:%S")
    assert (row["Conversion Name"], row["Conversion Value"], row["Conversion Currency"]) == (
        "Online purchase", "15.98", "GBP")
    assert row["Order ID"].startswith(orders["yes"][1] + ".") and len(row["Order ID"]) <= 64
    assert (row["GBRAID"], row["WBRAID"], row["Ad User Data"], row["Ad Personalization"]) == ("", "", "Granted", "Granted")
    assert rows["Cj-2"]["Ad Personalization"] == "Denied" and rows["Wb-1"]["Google Click ID"] == ""
    assert lines(shop, "google-ads-adjustments") == []

    [event] = meta(shop)
    assert event["event_name"] == "Purchase" and event["action_source"] == "website"
    assert event["event_time"] == int(sold.timestamp()) and event["event_id"] == row["Order ID"]
    assert set(event["user_data"]) == {"fbc"} and event["user_data"]["fbc"].endswith(".IwAR-1")
    assert event["custom_data"] == {"currency": "GBP", "value": 15.98, "order_id": row["Order ID"],
                                    "content_ids": ["09780306406157"], "content_type": "product"}

    shop.accepted(shop.refund("A-0", "R-1", "-5.98"))
    eventually(lambda: lines(shop, "google-ads-adjustments"), "the refund is told to Google")
    [adjustment] = lines(shop, "google-ads-adjustments")
    assert list(adjustment) == ["Order ID", "Conversion Name", "Adjustment Time", "Adjustment Type", "Adjusted Value",
                                "Adjusted Value Currency"]
    assert (adjustment["Order ID"], adjustment["Adjustment Type"]) == (row["Order ID"], "RESTATE")
    assert (adjustment["Adjusted Value"], adjustment["Adjusted Value Currency"]) == ("10.00", "GBP")
    assert len(lines(shop, "google-ads")) == 3 and len(meta(shop)) == 1

    for name in ("google-ads", "google-ads-adjustments", "meta"):
        written = tills.run("export", "conversions", "--format", name, "--secret-file", tills.secret)
        assert written.returncode == 0, written.stderr
        assert written.stdout == ad_file(shop, name)


def test_ad_files_go_on_behind_a_cursor_and_are_of_conversions_alone(sqlite_tills):
    shop = Shop(sqlite_tills)
    daemon = sqlite_tills.daemon
    for number in range(3):
        shop.accepted(shop.order(shop.click(f"visitor=u-{number}&gclid=Cj-{number}&{BOTH}"), f"A-{number}"))
    eventually(lambda: len(lines(shop, "google-ads")) == 3, "three orders are told to Google")
    target, found = "/v1/conversions?format=google-ads&limit=1", []
    while True:
        page = daemon.get(target, "analyst")
        found += page.body.decode().splitlines()[2:]
        target = (page.header("Link") or "").partition(">")[0].lstrip("<")
        if page.header("Footbridge-More") == "false":
            break
    assert len(set(found)) == len(found) == 3
    assert "format=google-ads" in target and daemon.get(target, "analyst").body.count(b"\n") == 2
    assert len(ad_file(shop, "google-ads", f"&merchant={MERCHANT}").splitlines()) == 5
    assert_problem(daemon.get("/v1/events?format=google-ads", "analyst"), 400, "bad-parameter")
    assert_problem(daemon.get("/v1/conversions?format=google", "analyst"), 400, "bad-parameter")
    assert_problem(daemon.get("/v1/conversions?format=meta"), 403, "forbidden")
    refused = sqlite_tills.run("export", "events", "--format", "meta", "--secret-file", sqlite_tills.secret)
    assert refused.returncode == 1 and "conversions alone" in refused.stderr
