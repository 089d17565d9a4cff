"""Whoever tries voucher codes has to wait, by till, by store and by address; whoever has a voucher does not.

The quotas are so small that what a till has spent comes back in a minute only.
"""

import json
import re

import pytest

from records import select
from tills import BLOOMSBURY, CONNECTIONS, FOREIGN, SOHO, Order, Tills, unknown_code, unknown_codes
from wire import Response, assert_problem

pytestmark = pytest.mark.attack("guessed codes")

#: One code a minute at a till, three in a store, twelve at an address.
SMALL = ("--rate-limit-guesses", "3")


def till(tills: Tills, store: str = BLOOMSBURY) -> str:
    """A till of its own: the key of a program there."""
    return tills.say("key", "create", "--role", "staff", "--store", store, "--json")["key"]


def check(key: str, code: str) -> Order:
    return Order("/v1/redemptions/check", key, {"code": code})


def redeem(key: str, code: str, name: str) -> Order:
    return Order("/v1/redemptions", key, {"code": code}, name)


def assert_waits(response: Response):
    assert_problem(response, 429, "code-delay")
    assert 1 <= int(response.header("retry-after") or "0") <= 60


def reports(tills: Tills) -> list[tuple]:
    """Device and store of each report in the event log, in its order."""
    return select(tills.database, """
        SELECT COALESCE(e.staff_device_id, 0), s.public_id FROM events e JOIN stores s ON s.store_id = e.store_id
        WHERE e.type = 'refusal' AND e.reason = 'code-delay' ORDER BY e.recorded_at""")


def warnings(tills: Tills) -> list[str]:
    """The lines of the first daemon's log, once it has ended."""
    assert tills.daemon.stop() == 0
    return [line for line in tills.daemon.log if "unknown codes" in line]


@pytest.fixture
def guessed(start_on_each) -> tuple[Tills, list[dict]]:
    """A daemon with small quotas on either database, and three vouchers."""
    tills = Tills(start_on_each(*SMALL))
    return tills, tills.vouchers(tills.promotion("guessed"), ["a", "b", "c"])


@pytest.mark.parametrize("kind", ["unknown", "foreign", "mistyped", "forged"])
@pytest.mark.parametrize("route", ["check", "redeem"])
def test_a_till_has_to_wait_after_unknown_codes_and_no_other_till(start, kind, route):
    tills = Tills(start(*SMALL))
    [voucher] = tills.vouchers(tills.promotion("guessed"), ["a"])
    store = FOREIGN if kind == "foreign" else BLOOMSBURY
    code, signed = voucher["code"], voucher["qr_payload"]
    guess = {"unknown": unknown_code(code), "foreign": code, "mistyped": code[:-1] + ("A" if code[-1] != "A" else "B"),
             "forged": signed[:60] + ("A" if signed[60] != "A" else "B") + signed[61:]}[kind]
    key, other = till(tills, store), till(tills, store)
    first = tills.send(check(key, guess) if route == "check" else redeem(key, guess, "first"))
    if route == "check":
        assert first.status == 200 and first.json()["state"] == "unknown"
    else:
        assert_problem(first, 404, "unknown-code")

    # A good code, another one and none at all are refused in the same words.
    good = unknown_code(guess) if kind == "foreign" else code
    for number, next_one in enumerate((good, unknown_codes(code, 2)[1], "x")):
        assert_waits(tills.send(check(key, next_one)))
        assert_waits(tills.send(redeem(key, next_one, f"next-{number}")))
    if kind != "foreign":
        assert tills.send(check(other, code)).json()["redeemable"]
        assert tills.send(redeem(other, code, "other")).status == 201
    assert reports(tills) == [(0, store)]
    assert len(warnings(tills)) == 1


def test_a_device_has_to_wait_and_the_next_one_does_not(guessed):
    tills, [voucher, *_] = guessed
    lead, neighbour = (tills.signed_in(role) for role in ("lead", "till"))

    def ask(fields: dict[str, str], target: str, code: str, **more: str) -> Response:
        return tills.daemon.ask("POST", target, fields | {"Content-Type": "application/json"} | more,
                                json.dumps({"code": code}).encode())

    assert ask(lead, "/v1/redemptions/check", unknown_code(voucher["code"])).status == 200
    assert_waits(ask(lead, "/v1/redemptions/check", voucher["code"]))
    assert_waits(ask(lead, "/v1/redemptions", voucher["code"], **{"Idempotency-Key": "lead"}))
    # What the till shows beside vouchers goes on.
    assert tills.daemon.ask("GET", "/v1/redemptions", lead).status == 200
    assert ask(neighbour, "/v1/redemptions/check", voucher["code"]).json()["redeemable"]
    assert ask(neighbour, "/v1/redemptions", voucher["code"], **{"Idempotency-Key": "neighbour"}).status == 201
    [(device, store)] = reports(tills)
    assert (device > 0, store) == (True, BLOOMSBURY)
    [line] = warnings(tills)
    assert "warning" in line.lower() and BLOOMSBURY in line and re.search(rf"staff\.device=\W*{device}\b", line), line
    everything = "\n".join(tills.daemon.log)
    assert voucher["code"] not in everything and unknown_code(voucher["code"]) not in everything
    assert "127.0.0.1" not in line


def test_three_tills_of_a_store_make_all_of_it_wait_and_no_other_store(guessed):
    tills, [voucher, *_] = guessed
    innocent, soho = till(tills), till(tills, SOHO)
    keys = [till(tills) for _ in range(6)]
    told = [tills.send(redeem(key, unknown_code(voucher["code"]), "guess")) for key in keys]
    for answer in told[:3]:
        assert_problem(answer, 404, "unknown-code")
    # The others have what comes back meanwhile, if anything does.
    assert_waits(told[-1])
    assert_waits(tills.send(check(innocent, voucher["code"])))
    assert_waits(tills.send(redeem(innocent, voucher["code"], "good")))
    assert reports(tills) == [(0, BLOOMSBURY)]
    assert tills.send(check(soho, voucher["code"])).json()["redeemable"]
    assert tills.send(redeem(soho, voucher["code"], "good")).status == 201


def test_an_address_has_to_wait_after_those_of_four_stores(start):
    """With a quota of one a store is told of one code; each gets only what of the address's four is left, or came back."""
    tills = Tills(start("--rate-limit-guesses", "1", "--trusted-proxies", "127.0.0.1"))
    [voucher] = tills.vouchers(tills.promotion("guessed"), ["a"])
    stores = [store for (store,) in select(tills.database, "SELECT public_id FROM stores ORDER BY store_id")
              if store != BLOOMSBURY]
    keys = [till(tills, store) for store in stores[:10]]
    here = till(tills, BLOOMSBURY)

    def ask(key: str, code: str, address: str) -> Response:
        return tills.daemon.ask(
            "POST", "/v1/redemptions/check",
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "X-Forwarded-For": address},
            json.dumps({"code": code}).encode())

    told = [ask(key, unknown_code(voucher["code"]), "203.0.113.1") for key in keys]
    assert [answer.status for answer in told[:4]] == [200] * 4
    assert_waits(told[-1])
    assert_waits(ask(here, voucher["code"], "203.0.113.1"))
    assert ask(here, voucher["code"], "203.0.113.2").json()["redeemable"]
    # The one who met it first is named; it is no device's quota.
    assert len(reports(tills)) == 1
    [line] = warnings(tills)
    assert "address" in line and "203.0.113" not in line


def test_answers_that_were_lost_are_given_again_to_a_till_that_has_to_wait(guessed):
    tills, [voucher, spare, _] = guessed
    key = till(tills)
    orders = [redeem(key, voucher["code"], "good"), redeem(key, voucher["code"], "twice"),
              redeem(key, unknown_code(voucher["code"]), "bad")]
    first = [tills.send(order) for order in orders]
    assert [answer.status for answer in first] == [201, 409, 404]
    waiting = redeem(key, spare["code"], "new")
    assert_waits(tills.send(waiting))
    for order, answer in zip(orders, first):
        again = tills.send(order)
        assert (again.status, again.body, again.header("server-timing")) == (answer.status, answer.body, "replay")
    assert_problem(tills.send(redeem(key, spare["code"], "good")), 422, "idempotency-mismatch")
    # A refusal for now is not kept: the same key does the work once it may.
    assert_waits(tills.send(waiting))
    assert select(tills.database, "SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'new'") == [(0,)]
    assert select(tills.database, "SELECT count(*) FROM refused_redemptions WHERE reason = 'unknown-code'") == [(1,)]
    tills.assert_verified()


def test_a_till_that_has_to_wait_takes_vouchers_whose_qr_code_it_scans(guessed):
    tills, [typed, seen, scanned] = guessed
    key = till(tills)
    assert tills.send(check(key, unknown_code(typed["code"]))).status == 200
    assert_waits(tills.send(check(key, typed["code"])))
    picture = tills.daemon.get(f"/v1/vouchers/{seen['id']}/qr.png")
    checked = tills.daemon.ask("POST", "/v1/redemptions/check",
                               {"Authorization": f"Bearer {key}", "Content-Type": "image/png"}, picture.body)
    assert checked.json()["redeemable"]
    # What it was just told about it may redeem by the code alone.
    assert tills.send(redeem(key, seen["code"], "seen")).status == 201
    assert tills.send(redeem(key, scanned["qr_payload"], "scanned")).status == 201
    assert_waits(tills.send(redeem(key, typed["code"], "typed")))


def test_many_good_codes_at_once_through_one_key_never_wait(start):
    """With the default quotas: whoever asks in good faith, however fast, is not taken for somebody who guesses."""
    tills = Tills(start("--rate-limit-guesses", "60"))
    vouchers = tills.vouchers(tills.promotion("rush"), [f"reader-{number}" for number in range(200)])
    key = till(tills)
    codes = [voucher["code"] for voucher in vouchers]
    checks = tills.rush([check(key, code) for code in codes])
    assert {(answer.status, answer.json()["redeemable"]) for answer in checks} == {(200, True)}
    redeemed = tills.rush([redeem(key, code, code) for code in codes])
    assert {answer.status for answer in redeemed} == {201}
    spent = tills.rush([redeem(key, code, f"again-{code}") for code in codes])
    assert {answer.status for answer in spent} == {409}


def test_guesses_at_once_are_few_and_have_to_be_paid_back(start):
    tills = Tills(start("--rate-limit-guesses", "60"))
    [voucher] = tills.vouchers(tills.promotion("guessed"), ["a"])
    key = till(tills)
    answers = tills.rush([check(key, code) for code in unknown_codes(voucher["code"], 1000)])
    told = [answer for answer in answers if answer.status == 200]
    # Twenty, those that come back meanwhile, and those that were under way when the last was spent.
    assert 20 <= len(told) <= 20 + 20 + CONNECTIONS
    for answer in answers:
        if answer.status != 200:
            assert_problem(answer, 429, "code-delay")
    assert tills.send(check(till(tills), voucher["code"])).json()["redeemable"], "another till of the store"


def test_zero_lets_everybody_try(start):
    tills = Tills(start("--rate-limit-guesses", "0"))
    [voucher] = tills.vouchers(tills.promotion("free"), ["a"])
    assert {tills.check(code).status for code in unknown_codes(voucher["code"], 100)} == {200}
    assert reports(tills) == []


def test_the_default_quota_slows_a_till_down_after_twenty(start):
    """Without a word about it; half a minute gives ten back."""
    tills = Tills(start("--rate-limit-key", "0", "--rate-limit-address", "0", unlimited=False))
    [voucher] = tills.vouchers(tills.promotion("default"), ["a"])
    statuses = [tills.check(code).status for code in unknown_codes(voucher["code"], 60)]
    assert statuses[:20] == [200] * 20
    assert 20 <= statuses.count(200) <= 40 and 429 in statuses
