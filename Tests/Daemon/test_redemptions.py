"""A voucher is redeemed once, whatever comes at once, again, too late or from the wrong till."""

import json
from datetime import UTC, datetime

from records import change, event_count, select
from tills import BLOOMSBURY, CAMDEN, CONNECTIONS, FOREIGN, SOHO, Order, Tills, from_now, unknown_code
from wire import Response, assert_problem

RACERS = 1000


def without_trace(response: Response) -> tuple:
    """All of an answer but the moment and the request that it names."""
    fields = sorted((name.lower(), value) for name, value in response.headers if name.lower() != "date")
    body = response.body
    if (response.header("content-type") or "").startswith("application/problem+json"):
        body = body.replace(response.json()["trace_id"].encode(), b"trace")
    return response.status, fields, body


def ledger(tills: Tills) -> tuple[int, int]:
    """Redemptions and reversals in the ledger."""
    return select(tills.database, "SELECT count(*) - count(reverses), count(reverses) FROM ledger")[0]


def settled(tills: Tills, orders: list[Order], answers: list[Response]) -> list[Response]:
    """The answers; who was told that the first one of its key still ran asks again."""
    final = []
    for order, answer in zip(orders, answers):
        if answer.status == 409:
            assert_problem(answer, 409, "in-progress")
            answer = tills.send(order)
        final.append(answer)
    return final


def test_a_thousand_redemptions_of_one_voucher_are_one(tills):
    [voucher] = tills.vouchers(tills.promotion("race"), ["shopper"])
    stores = [BLOOMSBURY, SOHO, CAMDEN]
    orders = [tills.redemption(voucher["code"], f"racer-{number}", stores[number % 3]) for number in range(RACERS)]
    answers = tills.rush(orders)
    [won] = [answer.json() for answer in answers if answer.status == 201]
    for answer in answers:
        if answer.status != 201:
            problem = assert_problem(answer, 409, "already-redeemed")
            assert (problem["redeemed_at"], problem["redeemed_store"]) == (won["redeemed_at"], won["store_id"])
    assert ledger(tills) == (1, 0)
    assert event_count(tills.database, "redemption") == 1
    assert event_count(tills.database, "refusal") == RACERS - 1
    for store in stores:
        assert tills.redemptions(store) == ([won] if store == won["store_id"] else [])
    tills.assert_verified()


def test_one_key_from_all_sides_at_once_is_one_redemption(tills):
    [voucher] = tills.vouchers(tills.promotion("one-key"), ["shopper"])
    orders = [tills.redemption(voucher["code"], "the-only-key")] * CONNECTIONS
    answers = settled(tills, orders, tills.rush(orders))
    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
    assert [answer.header("server-timing") for answer in answers].count(None) == 1, "the first answer is no replay"
    assert ledger(tills) == (1, 0)
    tills.assert_verified()


def test_one_key_for_two_vouchers_at_once_redeems_one_of_them(tills):
    vouchers = tills.vouchers(tills.promotion("two-at-once"), ["first", "second"])
    orders = [tills.redemption(vouchers[number % 2]["code"], "one-key-for-two") for number in range(CONNECTIONS)]
    answers = settled(tills, orders, tills.rush(orders))
    [won] = {answer.json()["voucher_id"] for answer in answers if answer.status == 201}
    for number, answer in enumerate(answers):
        if vouchers[number % 2]["id"] == won:
            assert answer.status == 201
        else:
            assert_problem(answer, 422, "idempotency-mismatch")
    assert ledger(tills) == (1, 0)


def test_a_cap_of_a_hundred_gives_a_thousand_shoppers_a_hundred_vouchers(tills):
    promotion = tills.promotion("capped", "--total-cap", "100")
    answers = tills.rush([tills.wish(promotion, f"shopper-{number}") for number in range(RACERS)])
    issued = [answer.json() for answer in answers if answer.status == 201]
    assert len(issued) == 100
    assert len({voucher["code"] for voucher in issued}) == 100
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 409, "promotion-exhausted")
    row = tills.promotion_row("capped")
    assert (row["issued"], row["counted"], row["redeemed"]) == (100, 100, 0)
    assert select(tills.database, "SELECT count(*) FROM events WHERE type = 'voucher_issued'") == [(100,)]


def test_a_visitor_who_asks_64_times_at_once_gets_one_voucher(tills):
    orders = [tills.wish(tills.promotion("one-each"), "the one visitor")] * CONNECTIONS
    answers = tills.rush(orders)
    [issued] = [answer.json() for answer in answers if answer.status == 201]
    for answer in answers:
        if answer.status != 201:
            assert assert_problem(answer, 409, "already-issued")["voucher_id"] == issued["id"]
    assert select(tills.database, "SELECT count(*) FROM vouchers") == [(1,)]


def test_a_visitor_is_needed_where_a_promotion_counts_by_visitor(sqlite_tills):
    tills = sqlite_tills
    anonymous = {"gtin": "9780306406157", "promotion_id": tills.promotion("by-visitor")}
    client = tills.daemon.keys["client"]
    assert_problem(tills.send(Order("/v1/vouchers", client, anonymous)), 422, "visitor-required", parameter="visitor")
    anonymous["promotion_id"] = tills.promotion("for-all", "--visitor-cap", "0")
    assert len({tills.accepted(Order("/v1/vouchers", client, anonymous))["code"] for _ in range(3)}) == 3


def test_what_was_taken_back_is_redeemed_again_and_the_first_key_keeps_its_answer(tills):
    [voucher] = tills.vouchers(tills.promotion("back"), ["shopper"])
    first = tills.redemption(voucher["code"], "first", amount="1.20", currency="GBP")
    answered = tills.send(first)
    assert answered.status == 201
    redeemed = answered.json()
    assert (redeemed["amount"], redeemed["currency"]) == ("1.20", "GBP")

    reversed_ = tills.accepted(tills.reversal(redeemed["id"]))
    assert reversed_["reverses"] == redeemed["id"]
    assert tills.check(voucher["code"]).json()["state"] == "reversed"
    again = tills.accepted(tills.redemption(voucher["code"], "second", SOHO))
    assert again["id"] != redeemed["id"] and again["voucher_id"] == voucher["id"]

    for daemon in tills.daemons:
        replayed = tills.send(first, daemon)
        assert (replayed.status, replayed.body) == (201, answered.body)
        assert replayed.header("server-timing") == "replay"
    assert_problem(tills.send(tills.redemption(voucher["code"], "third")), 409, "already-redeemed")
    assert_problem(tills.send(tills.redemption(voucher["code"], "first")), 422, "idempotency-mismatch")
    assert_problem(tills.send(tills.reversal(redeemed["id"])), 409, "already-reversed")
    assert ledger(tills) == (2, 1)
    assert tills.redemptions() == [redeemed | {"reversed_at": reversed_["reversed_at"]}]
    assert tills.redemptions(SOHO) == [again]
    tills.assert_verified()


def test_64_reversals_at_once_are_one(tills):
    [voucher] = tills.vouchers(tills.promotion("back-once"), ["shopper"])
    redeemed = tills.accepted(tills.redemption(voucher["code"], "once"))
    answers = tills.rush([tills.reversal(redeemed["id"])] * CONNECTIONS)
    assert [answer.status for answer in answers].count(201) == 1
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 409, "already-reversed")
    assert ledger(tills) == (1, 1)
    tills.assert_verified()


def test_redemptions_and_reversals_that_cross_leave_each_voucher_in_one_state(tills):
    """Whether a till comes before or after a reversal, what it is told is what the ledger says."""
    vouchers = tills.vouchers(tills.promotion("crossing"), [f"shopper-{number}" for number in range(20)])
    first = [tills.accepted(tills.redemption(voucher["code"], f"first-{voucher['code']}")) for voucher in vouchers]
    orders = [order for number, voucher in enumerate(vouchers) for order in (
        tills.redemption(voucher["code"], f"before-{number}", SOHO), tills.reversal(first[number]["id"]),
        tills.redemption(voucher["code"], f"after-{number}", CAMDEN))]
    answers = tills.rush(orders)
    taken = [answer.json() for answer in answers if answer.status == 201 and "reverses" not in answer.json()]
    assert [answer.status for answer in answers[1::3]] == [201] * len(vouchers)
    assert len({redemption["voucher_id"] for redemption in taken}) == len(taken), "a voucher was redeemed twice"
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 409, "already-redeemed")
    assert ledger(tills) == (len(vouchers) + len(taken), len(vouchers))
    tills.assert_verified()


def test_whom_a_redemption_belongs_to_decides_who_takes_it_back(tills):
    [voucher] = tills.vouchers(tills.promotion("whose"), ["shopper"])
    redeemed = tills.accepted(tills.redemption(voucher["code"], "whose"))
    made = tills.run("key", "create", "--role", "staff", "--store", BLOOMSBURY, "--name", "the other till", "--json")
    colleague = Order(f"/v1/redemptions/{redeemed['id']}/reversal", json.loads(made.stdout)["key"], {})
    assert_problem(tills.send(colleague), 403, "not-yours")
    assert_problem(tills.send(tills.reversal(redeemed["id"], SOHO)), 404, "not-found")
    assert_problem(tills.send(tills.reversal(redeemed["id"], FOREIGN)), 404, "not-found")
    assert_problem(tills.send(tills.reversal(redeemed["id"].replace("red_", "vou_"))), 404, "not-found")
    tills.accepted(tills.reversal(redeemed["id"]))


def test_without_a_window_nothing_is_taken_back(tills):
    [voucher] = tills.vouchers(tills.promotion("final", "--reversal-minutes", "0"), ["shopper"])
    redeemed = tills.accepted(tills.redemption(voucher["code"], "final"))
    problem = assert_problem(tills.send(tills.reversal(redeemed["id"])), 409, "window-over")
    assert problem["reversible_until"] == redeemed["reversible_until"] == redeemed["recorded_at"]
    assert ledger(tills) == (1, 0)


def test_a_till_that_was_away_from_the_network_makes_a_conflict_that_both_stores_see(tills):
    [voucher] = tills.vouchers(tills.promotion("offline"), ["shopper"])
    online = tills.accepted(tills.redemption(voucher["code"], "online"))
    late = tills.redemption(voucher["code"], "late", SOHO, occurred_at=from_now(minutes=-10))
    refused = tills.send(late)
    problem = assert_problem(refused, 409, "conflict")
    assert (problem["redeemed_at"], problem["redeemed_store"]) == (online["redeemed_at"], BLOOMSBURY)
    assert tills.send(late).body == refused.body

    [seen] = tills.conflicts(BLOOMSBURY)
    assert (seen["voucher_id"], seen["store_id"], seen["redemption_id"]) == (voucher["id"], SOHO, online["id"])
    assert (seen["redeemed_store"], seen["redeemed_at"]) == (BLOOMSBURY, online["redeemed_at"])
    assert datetime.fromisoformat(seen["occurred_at"]) == datetime.fromisoformat(late.body["occurred_at"])
    assert tills.conflicts(SOHO) == [seen]
    assert tills.conflicts(CAMDEN) == tills.conflicts(FOREIGN) == []
    assert tills.redemptions(SOHO) == [] and len(tills.redemptions(BLOOMSBURY)) == 1
    tills.assert_verified()


def test_what_was_redeemed_away_from_the_network_says_when(tills):
    promotion = tills.promotion("away", "--starts", from_now(days=-2))
    [voucher] = tills.vouchers(promotion, ["shopper"])
    just_now = from_now(seconds=-30)
    redeemed = tills.accepted(tills.redemption(voucher["code"], "away", occurred_at=just_now))
    assert datetime.fromisoformat(redeemed["redeemed_at"]) == datetime.fromisoformat(just_now)
    assert datetime.fromisoformat(redeemed["recorded_at"]) > datetime.fromisoformat(just_now)


def ends_now(tills: Tills, voucher: dict) -> None:
    """Lets a voucher have ended, against the rule that nothing does."""
    rule = "vouchers_change_by_rule"
    update = f"UPDATE vouchers SET expires_at = issued_at + 1 WHERE code = '{voucher['code']}'"
    if isinstance(tills.database, str):
        change(tills.database, f"ALTER TABLE vouchers DISABLE TRIGGER {rule}", update,
               f"ALTER TABLE vouchers ENABLE TRIGGER {rule}")
    else:
        [(made,)] = select(tills.database, f"SELECT sql FROM sqlite_schema WHERE name = '{rule}'")
        change(tills.database, f"DROP TRIGGER {rule}", update, made)


def test_each_refusal_has_its_word_is_the_same_again_and_is_kept(tills):
    """The check says the same beforehand where it is about now."""
    other_day = (datetime.now(UTC).isoweekday() + 2) % 7 + 1
    promotion = tills.promotion("here")
    vouchers = tills.vouchers(promotion, ["spent", "expired", "revoked", "offline", "late"])
    spent, expired, revoked, offline, late = vouchers
    [elsewhere] = tills.vouchers(tills.promotion("elsewhere", "--store", SOHO), ["shopper"])
    [early] = tills.vouchers(tills.promotion("early"), ["shopper"])
    tills.promotion("early", "--starts", from_now(days=1))
    [other] = tills.vouchers(tills.promotion("other-day"), ["shopper"])
    tills.promotion("other-day", "--weekdays", str(other_day))
    tills.accepted(tills.redemption(spent["code"], "spent", CAMDEN))
    ends_now(tills, expired)
    change(tills.database, f"UPDATE vouchers SET state = 'revoked', is_counted = 0 WHERE code = '{revoked['code']}'")

    def expect(code: str, order: Order, status: int = 409, check: bool = True) -> None:
        before = tills.check(order.body["code"]).json()
        if check:
            assert (before["redeemable"], before["reason"]) == (False, code)
            assert before["next_step"]
        refused = tills.send(order)
        assert_problem(refused, status, code)
        for daemon in tills.daemons:
            again = tills.send(order, daemon)
            assert (again.status, again.body) == (status, refused.body)
        kept.append(code)

    kept: list[str] = []
    expect("already-redeemed", tills.redemption(spent["code"], "1"))
    expect("conflict", tills.redemption(spent["code"], "2", occurred_at=from_now(minutes=-10)), check=False)
    expect("expired", tills.redemption(expired["code"], "3"))
    expect("revoked", tills.redemption(revoked["code"], "4"))
    expect("wrong-store", tills.redemption(elsewhere["code"], "5"))
    expect("not-started", tills.redemption(early["code"], "6"))
    expect("not-now", tills.redemption(other["code"], "7"))
    expect("too-late", tills.redemption(late["code"], "8", occurred_at=from_now(hours=-73)), check=False)
    expect("unknown-code", tills.redemption(unknown_code(spent["code"]), "9"), 404)
    change(tills.database, "UPDATE merchants SET offline_allowed = 0")
    expect("offline-forbidden", tills.redemption(offline["code"], "10", occurred_at=from_now(minutes=-10)), check=False)

    words = select(tills.database, "SELECT reason FROM refused_redemptions ORDER BY reason")
    assert words == [(word,) for word in sorted(kept)]
    assert event_count(tills.database, "refusal") == len(kept)
    assert ledger(tills) == (1, 0)
    tills.assert_verified()


def test_another_merchants_voucher_is_like_none_at_all(tills):
    [voucher] = tills.vouchers(tills.promotion("theirs"), ["shopper"])
    none = unknown_code(voucher["code"])
    tills.staff(FOREIGN)
    for state in ("issued", "redeemed"):
        for late in ({}, {"occurred_at": from_now(minutes=-10)}):
            foreign = tills.send(tills.redemption(voucher["code"], f"foreign-{state}-{len(late)}", FOREIGN, **late))
            missing = tills.send(tills.redemption(none, f"missing-{state}-{len(late)}", FOREIGN, **late))
            assert_problem(foreign, 404, "unknown-code")
            assert without_trace(foreign) == without_trace(missing)
        foreign, missing = tills.check(voucher["code"], FOREIGN), tills.check(none, FOREIGN)
        assert foreign.json()["state"] == "unknown"
        assert without_trace(foreign) == without_trace(missing)
        signed = tills.send(tills.redemption(voucher["qr_payload"], f"signed-{state}", FOREIGN))
        assert without_trace(signed) == without_trace(tills.send(tills.redemption(none, f"unsigned-{state}", FOREIGN)))
        if state == "issued":
            tills.accepted(tills.redemption(voucher["code"], "ours"))
    assert tills.redemptions(FOREIGN) == tills.conflicts(FOREIGN) == []
    assert tills.conflicts(BLOOMSBURY) == []


def test_a_code_is_read_as_people_type_it_and_a_forged_one_is_none(sqlite_tills):
    tills = sqlite_tills
    vouchers = tills.vouchers(tills.promotion("typed"), ["typed", "scanned"])
    code, signed = vouchers[0]["code"], vouchers[1]["qr_payload"]
    for damaged, reason in ((code[:-1] + ("A" if code[-1] != "A" else "B"), "mistyped"), ("", "mistyped"),
                            (signed[:60] + ("A" if signed[60] != "A" else "B") + signed[61:], "forged")):
        assert tills.check(damaged).json()["reason"] == reason
        assert_problem(tills.send(tills.redemption(damaged, f"damaged-{reason}-{len(damaged)}")), 404, "unknown-code")
    typed = tills.accepted(tills.redemption(f" {code[:4]}-{code[4:].lower()} ", "typed"))
    scanned = tills.accepted(tills.redemption(signed, "scanned"))
    assert [typed["voucher_id"], scanned["voucher_id"]] == [voucher["id"] for voucher in vouchers]


def test_a_photo_of_the_qr_code_is_checked_like_its_text(sqlite_tills):
    tills = sqlite_tills
    [voucher] = tills.vouchers(tills.promotion("photo"), ["shopper"])
    picture = tills.daemon.get(f"/v1/vouchers/{voucher['id']}/qr.png")
    assert picture.status == 200
    staff = {"Authorization": f"Bearer {tills.staff()}", "Content-Type": "image/png"}
    checked = tills.daemon.ask("POST", "/v1/redemptions/check", staff, picture.body)
    assert (checked.status, checked.body) == (200, tills.check(voucher["qr_payload"]).body)
    assert checked.json()["redeemable"]


def test_a_redemption_needs_a_key(sqlite_tills):
    tills = sqlite_tills
    [voucher] = tills.vouchers(tills.promotion("keyless"), ["shopper"])
    refused = tills.send(tills.redemption(voucher["code"], None))
    assert_problem(refused, 400, "bad-parameter", parameter="Idempotency-Key")
    tills.accepted(tills.redemption(voucher["code"], "with-one"))


def test_a_store_reads_its_redemptions_newest_first_page_after_page(tills):
    vouchers = tills.vouchers(tills.promotion("pages"), [f"shopper-{number}" for number in range(25)])
    made = [tills.accepted(tills.redemption(voucher["code"], voucher["code"])) for voucher in vouchers]
    tills.accepted(tills.redemption(tills.vouchers(tills.promotion("elsewhere"), ["shopper"])[0]["code"], "soho", SOHO))
    for limit in (1, 7, 25, 500):
        assert tills.redemptions(limit=limit) == made[::-1]
