"""What a merchant's shop is told of a click, and what it reports of the order that came of it, on both databases."""

import json
import random
import time

import pytest

from conftest import LONG
from records import change, integrity, select
from shops import MERCHANT, Shop, signature
from tills import Tills, rush
from waiting import eventually
from wire import assert_problem

CONNECTIONS = 16


def events(tills: Tills) -> list[int]:
    """Purchases of the log: how much each was."""
    rows = select(tills.database, "SELECT amount_minor FROM events WHERE type = 'purchase' ORDER BY sequence")
    return [int(amount) for (amount,) in rows]


def test_an_order_reaches_the_log_with_its_scan_and_its_trace(tills):
    shop = Shop(tills)
    click = shop.click("visitor=u-1&campaign=poster")
    recorded = shop.accepted(shop.order(click))
    assert recorded["click_id"] == click and recorded["amount"] == "15.98"
    [row] = select(tills.database, """
        SELECT count(*), count(DISTINCT e.visitor_no), count(DISTINCT e.scan_id), count(DISTINCT e.campaign)
        FROM events e""")
    assert row == (3, 1, 1, 1)
    [row] = select(tills.database, """
        SELECT count(*) FROM events c JOIN events p ON p.click_id = c.click_id AND p.trace_id = c.trace_id
        WHERE c.type = 'click' AND p.type = 'purchase' AND p.gtin = c.gtin AND p.merchant_id = c.merchant_id""")
    assert row == (1,)


def test_a_merchant_chooses_the_parameter_and_its_own_is_left_alone(sqlite_tills):
    tills = sqlite_tills
    shop = Shop(tills)
    plain = shop.follow(tills.daemon.accepted_scan())
    assert shop.choose_parameter("ref").count("\n") == 1
    assert shop.click(parameter="ref").startswith("clk_")
    [(url,)] = select(tills.database, f"""
        SELECT l.url FROM listings l JOIN merchants m ON m.merchant_id = l.merchant_id
        WHERE m.public_id = '{MERCHANT}' AND l.gtin = 9780306406157""")
    assert plain.startswith(url)
    # A name that the URL has already, which the command warns of.
    named = url + ("&" if "?" in url else "?") + "ref=7"
    change(tills.database, f"UPDATE listings SET url = '{named}' WHERE url = '{url}'")
    assert "1 of its listings" in shop.choose_parameter("ref")
    assert shop.follow(tills.daemon.accepted_scan()) == named
    for name in ("", "a b", "a=b", "ü", "x" * 41):
        assert tills.run("merchant", "purchases", "--merchant", MERCHANT, "--click-parameter", name).returncode == 64


def test_of_one_order_from_many_connections_there_is_one_row(tills):
    shop = Shop(tills)
    click = shop.click()
    order = shop.signed(shop.order(click))
    answers = rush(tills.daemons, [order] * 80, CONNECTIONS)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1
    assert events(tills) == [1598]
    others = [shop.signed(shop.order(click, amount=f"{pounds}.00")) for pounds in range(40)]
    for answer in rush(tills.daemons, others, CONNECTIONS):
        assert_problem(answer, 409, "order-differs")
    assert events(tills) == [1598]


def test_refunds_from_many_connections_are_never_more_than_was_paid(tills):
    shop = Shop(tills)
    shop.accepted(shop.order(shop.click(), amount="10.00"))
    refunds = [shop.signed(shop.refund("A-1", f"R-{number}", "-0.30")) for number in range(48)]
    answers = rush(tills.daemons, refunds, CONNECTIONS)
    for answer in answers:
        assert answer.status == 201 or assert_problem(answer, 422, "refund-too-large")
    assert [answer.status for answer in answers].count(201) == 33
    assert sum(events(tills)) == 1000 - 33 * 30
    # What was taken is taken again, also now that hardly anything is left.
    again = rush(tills.daemons, refunds, CONNECTIONS)
    assert [(answer.status, answer.json().get("id")) for answer in again] == [
        (answer.status, answer.json().get("id")) for answer in answers]


def test_a_bad_row_fails_none_beside_it_and_is_kept(tills):
    shop = Shop(tills)
    click = shop.click()
    batch = {"purchases": [
        shop.refund("A-1", "R-1", "-5.98"), shop.order(click), 7, shop.order(click, "A-2", "1,50"),
        shop.order("clk_" + "0" * 26, "A-3"), shop.refund("A-9", "R-2", "-1.00"), shop.order(click, "A-4", "0.01")]}
    answer = shop.accepted(batch)
    assert [item["status"] for item in answer["items"]] == [
        "recorded", "recorded", "rejected", "rejected", "rejected", "rejected", "recorded"]
    reasons = [item.get("reason") for item in answer["items"]]
    assert reasons == [None, None, "malformed", "malformed", "unknown-click", "unknown-order", None]
    assert shop.accepted(batch) == answer
    refused = {item["reject_id"] for item in answer["items"] if "reject_id" in item}
    # On PostgreSQL, transactions of other databases on the server hold back what is shown.
    eventually(lambda: len(shop.rejects()) >= len(refused), "the rejects are shown")
    kept = shop.rejects()
    assert {row["id"] for row in kept} == refused
    assert [json.loads(row["content"])["amount"] for row in kept if "1,50" in row["content"]] == ["1,50"]
    assert sorted(events(tills)) == [-598, 1, 1598]


def test_hostile_bodies_are_refused_and_the_daemon_goes_on(sqlite_tills):
    tills = sqlite_tills
    shop = Shop(tills)
    click = shop.click()
    deep = b'{"purchases":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    for body in (b"", b"\x00", b"\xff" * 400, b"{", b"[]", b"null", deep, b'{"purchases":{}}', b'{"purchases":"x"}'):
        assert_problem(shop.report(body), 400, "bad-request")
    assert_problem(shop.report({"purchases": [0] * 40_000}), 400, "bad-parameter")
    assert shop.accepted({"purchases": []}) == {"recorded": 0, "rejected": 0, "items": []}
    assert_problem(shop.report(b" " * (128 * 1024 + 1)), 413, "too-large")
    strange = ["\u0000", "a\u0000b", "\ud800", "\U0001f4d6" * 4000, "' OR 1=1 --", "=cmd|'/c calc'!A1", "x" * 100_000]
    for text in strange:
        for member in ("order_id", "click_id", "amount", "currency", "occurred_at", "refund_of"):
            answer = shop.report(shop.order(click) | {member: text})
            assert answer.status in (400, 201) and (answer.status == 400 or text.isascii()), (member, answer.body)
    for amount in ("NaN", "1e5", "--1", "+1", "9999999999999", "0.001", "１", " 1", 1, 1.5, None, [], {}, True):
        assert_problem(shop.report(shop.order(click, "B-1", amount)), 400, "bad-parameter", parameter="amount")
    for when in ("yesterday", "2026-13-01T00:00:00Z", "2999-01-01T00:00:00Z", "0000-00-00T00:00:00Z", 0):
        assert_problem(shop.report(shop.order(click, "B-2", occurred_at=when)), 400, "bad-parameter")
    for row in shop.rejects():
        assert len(row["content"]) <= 8000
    tills.daemon.assert_alive()
    assert integrity(tills.database) == "ok"


def test_only_a_fresh_signature_over_these_bytes_is_good(tills):
    shop = Shop(tills)
    body = json.dumps(shop.order(shop.click())).encode()

    def ask(code: str | None, merchant: str | None = MERCHANT, sent: bytes = body, **more):
        fields = {"Footbridge-Signature": code, "Footbridge-Merchant": merchant, "Content-Type": "application/json"}
        return tills.daemon.ask("POST", "/v1/purchases", {n: v for n, v in (fields | more).items() if v is not None}, sent)

    now = time.time()
    assert_problem(ask(None), 401, "unauthenticated")
    assert_problem(ask(None, Authorization=f"Bearer {tills.daemon.keys['admin']}"), 401, "unauthenticated")
    for merchant in (None, "", "no such", "x" * 65):
        assert_problem(ask(signature(shop.secret, body), merchant), 401, "unauthenticated")
    for code in ("", "t=1", "v1=" + "0" * 64, "t=x,v1=" + "0" * 64, "t=1,v1=\xe9", "t=" + "9" * 300, "," * 400):
        assert_problem(ask(code), 401, "unauthenticated")
    for at in (now - 400, now + 400, 0, 99_999_999_999):
        stale = assert_problem(ask(signature(shop.secret, body, at)), 401, "signature-stale")
        assert stale["now"].startswith(time.strftime("%Y-", time.gmtime()))
    wrong = [ask(signature(shop.secret, body), sent=body + b" "), ask(signature(shop.secret, b"")),
             ask(signature("fbs_" + "0" * 64, body)), ask(signature(shop.secret, body), "two-rivers"),
             ask(signature(shop.secret, body), "nobody")]
    for answer in wrong:
        assert_problem(answer, 401, "signature-wrong")
        assert answer.header("www-authenticate") == "Footbridge-Signature"
    assert events(tills) == []
    first, shop.secret = shop.secret, shop.new_secret()
    assert ask(signature(first, body)).status == 201 and ask(signature(shop.secret, body)).status == 201
    shop.new_secret()
    assert_problem(ask(signature(first, body)), 401, "signature-wrong")
    assert ask(signature(shop.secret, body)).status == 201
    assert len(events(tills)) == 1


@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_recorded_twice_when_the_daemon_dies(start, sqlite_tills):
    tills = sqlite_tills
    for number in range(30 if LONG else 3):
        shop = Shop(tills)
        click, chance = shop.click(), random.Random(f"purchases {number}")
        reports = [shop.signed({"purchases": [shop.order(click, f"{number}-{order + row}", "10.00") for row in range(5)]
                                + [shop.refund(f"{number}-{order}", f"{number}-R-{order}", "-4.00")]})
                   for order in range(0, 200, 5)]
        chance.shuffle(reports)
        deadly = chance.randrange(1, len(reports))
        dying = tills.daemon

        def kill(count: int, dying=dying, deadly=deadly):
            if count == deadly:
                dying.kill()

        answers = rush([dying], reports, CONNECTIONS, kill)
        tills.daemons = [start(database=tills.database)]
        for report, first in zip(reports, answers):
            with tills.daemon.connect() as connection:
                again = report.send(connection)
            assert again.status == 200 and again.json()["recorded"] == 6, again.body
            assert first is None or first.status != 200 or first.body == again.body
        prefix = f"SELECT count(*), sum(e.amount_minor) FROM purchases p JOIN events e ON e.type = 'purchase' " \
            f"AND e.purchase_id = COALESCE(p.refund_of, p.purchase_id) AND e.amount_minor = p.amount_minor " \
            f"WHERE p.order_id LIKE '{number}-%'"
        assert select(tills.database, prefix) == [(240, 200 * 1000 - 40 * 400)]
        assert integrity(tills.database) == "ok"
    assert tills.daemon.stop() == 0
