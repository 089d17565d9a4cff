"""Webhooks as a receiver sees them: signed, in order, each event at least once, whatever happens to the daemon."""

import threading
import time
from urllib.parse import quote

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from daemon import refusing_port
from receiver import Answer, Delivery, receiving
from records import select
from tills import BLOOMSBURY, Order, Tills
from waiting import PATIENCE, eventually

MERCHANT = "lantern-lane"
CAMPAIGN = "探そう 😊 “Ä”"
ALLOWED = "--webhook-allow-private"


@pytest.fixture
def shop(start) -> Tills:
    """One daemon on SQLite that may deliver to this machine."""
    return Tills(start(ALLOWED))


def set_webhook(tills: Tills, url: str, *options: str) -> str:
    """Sets the merchant's webhook; returns the secret of a new one."""
    said = tills.say("webhook", "set", "--merchant", MERCHANT, "--url", url, "--secret-file", tills.secret,
                     "--webhook-allow-private", "--json", *options)
    return said.get("secret", "")


def show(tills: Tills) -> dict:
    return tills.say("webhook", "show", "--merchant", MERCHANT, "--json")


def replay(tills: Tills, *options: str) -> dict:
    return tills.say("webhook", "replay", "--merchant", MERCHANT, "--json", *options)


def issue(tills: Tills, count: int, code: str = "hooks", daemon=None) -> list[dict]:
    """So many vouchers, each an event of the merchant."""
    promotion = tills.promotion(code, "--visitor-cap", "0")
    answers = [tills.send(tills.wish(promotion, f"visitor {number}"), daemon) for number in range(count)]
    assert {answer.status for answer in answers} == {201}
    return [answer.json() for answer in answers]


def logged(tills: Tills) -> list[str]:
    """The ids of the merchant's events in the order of the log, from the database itself."""
    number = select(tills.database, f"SELECT merchant_id FROM merchants WHERE public_id = '{MERCHANT}'")[0][0]
    kinds = "'voucher_issued', 'redemption', 'refusal', 'reversal', 'visit', 'purchase'"
    hexed = "encode(event_id, 'hex')" if isinstance(tills.database, str) else "lower(hex(event_id))"
    rows = select(tills.database, f"SELECT {hexed} FROM events WHERE merchant_id = {number} AND type IN ({kinds}) "
                  "ORDER BY log_epoch, transaction_no, sequence")
    return [row[0] for row in rows]


def event_hex(identifier: str) -> str:
    """The bytes of an id, as the database has them."""
    value = 0
    for digit in identifier.removeprefix("evt_"):
        value = value << 5 | "0123456789abcdefghjkmnpqrstvwxyz".index(digit)
    return f"{value & (1 << 128) - 1:032x}"


def assert_in_order(tills: Tills, identifiers: list[str]):
    """These are all of the merchant's events, in the order of the log."""
    assert [event_hex(identifier) for identifier in identifiers] == logged(tills)


def failing_at(numbers: set[int], status: int, **fields: str):
    """Answers the requests of these numbers, from 0, with a status, and takes all others."""
    def answers(before: list[Delivery], _: Delivery) -> Answer:
        return Answer(status, fields) if len(before) in numbers else Answer()
    return answers


def test_what_happens_at_a_shop_is_told_in_order_signed_and_with_a_pseudonym(shop):
    with receiving() as receiver:
        secret = set_webhook(shop, receiver.url)
        scan = shop.daemon.accepted_scan(
            query=f"lat=51.5155&lon=-0.1410&visitor=raw-visitor-name&campaign={quote(CAMPAIGN)}")
        promotion = shop.promotion("told")
        voucher = shop.accepted(Order("/v1/vouchers", shop.daemon.keys["client"], {
            "scan_id": scan["id"], "promotion_id": promotion, "visitor": "raw-visitor-name"}))
        redeemed = shop.accepted(shop.redemption(voucher["code"], "first"))
        assert shop.send(shop.redemption(voucher["code"], "second")).status == 409
        reason = "falsches Buch 😊 “Ä”"
        shop.accepted(Order(f"/v1/redemptions/{redeemed['id']}/reversal", shop.staff(BLOOMSBURY), {"reason": reason}))
        shop.accepted(Order("/v1/visits", shop.daemon.keys["client"],
                            {"payload": shop.door(), "visitor": "raw-visitor-name"}))
        receiver.wait_for(5)
        receiver.assert_signed(secret)
        events = [delivery.event() for delivery in receiver.taken]
        assert [event["type"].removeprefix("org.footbridge.event.") for event in events] == [
            "voucher_issued", "redemption", "refusal", "reversal", "visit"]
        assert_in_order(shop, receiver.first_taken())
        for delivery, event in zip(receiver.taken, events, strict=True):
            assert delivery.headers["content-type"].startswith("application/cloudevents+json")
            assert event["specversion"] == "1.0" and event["id"] == delivery.id == event["data"]["id"]
            assert event["source"] == f"urn:footbridge:merchant:{MERCHANT}"
            assert b"raw-visitor-name" not in delivery.body and voucher["code"].encode() not in delivery.body
        issued, told, refused, reversed_, visit = (event["data"] for event in events)
        assert issued["campaign"] == CAMPAIGN and issued["scan_id"] == scan["id"]
        assert told["redemption_id"] == redeemed["id"] == reversed_["redemption_id"]
        assert told["store_id"] == BLOOMSBURY == refused["store_id"] and refused["redemption_id"] is None
        assert reversed_["reason"] == reason
        assert issued["visitor"] == visit["visitor"] and issued["visitor"].startswith("v_")
        assert events[0]["subject"] == f"/01/{issued['gtin']}"


def test_a_retry_has_the_same_bytes_and_a_signature_of_its_own(shop):
    """The receiver answers 500 twice and then 200."""
    with receiving(failing_at({0, 1}, 500)) as receiver:
        secret = set_webhook(shop, receiver.url)
        scan = shop.daemon.accepted_scan(query=f"visitor=one&campaign={quote(CAMPAIGN)}")
        shop.accepted(Order("/v1/vouchers", shop.daemon.keys["client"], {
            "scan_id": scan["id"], "promotion_id": shop.promotion("retried"), "visitor": "one"}))
        receiver.wait_for(1)
        assert [delivery.status for delivery in receiver.deliveries] == [500, 500, 204]
        assert len({delivery.body for delivery in receiver.deliveries}) == 1
        assert len({delivery.id for delivery in receiver.deliveries}) == 1
        assert CAMPAIGN.encode() in receiver.deliveries[0].body
        receiver.assert_signed(secret)
        changed = receiver.deliveries[0].body.replace("😊".encode(), b"?")
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(changed, receiver.deliveries[0].headers)
        assert show(shop)["state"] == "active"
        shop.daemon.await_line("takes messages again")


def test_while_a_secret_is_rotated_both_sign(shop):
    with receiving() as receiver:
        old = set_webhook(shop, receiver.url)
        issue(shop, 1)
        receiver.wait_for(1)
        new = shop.say("webhook", "rotate", "--merchant", MERCHANT, "--secret-file", shop.secret, "--json")["secret"]
        assert new != old
        issue(shop, 1, "rotated")
        receiver.wait_for(2)
        later = receiver.taken[-1]
        assert len(later.headers["webhook-signature"].split()) == 2
        for secret in (old, new):
            Webhook(secret).verify(later.body, later.headers)
        shop.say("webhook", "rotate", "--merchant", MERCHANT, "--secret-file", shop.secret, "--overlap-hours", "0",
                 "--json")
        issue(shop, 1, "rotated-at-once")
        receiver.wait_for(3)
        assert len(receiver.taken[-1].headers["webhook-signature"].split()) == 1


def test_a_receiver_that_is_gone_is_given_up_and_a_replay_loses_nothing(shop):
    gone = threading.Event()

    def answers(before: list[Delivery], _: Delivery) -> Answer:
        return Answer(410) if len(before) == 2 and not gone.is_set() else Answer()

    with receiving(answers) as receiver:
        set_webhook(shop, receiver.url)
        issue(shop, 5)
        eventually(lambda: show(shop)["state"] == "disabled", "the webhook is given up")
        stopped = show(shop)
        assert (stopped["failure"], stopped["status"]) == ("gone", 410)
        shop.daemon.await_line("given up")
        assert stopped["cursor"] == receiver.taken[1].event()["cursor"]
        gone.set()
        issue(shop, 1, "later")
        assert len(receiver.deliveries) == 3, "nothing is sent to who is gone"
        assert replay(shop)["state"] == "active"
        receiver.wait_for(6)
        assert_in_order(shop, receiver.first_taken())
        # By a cursor: everything behind it once more, with the same bytes.
        before = {delivery.id: delivery.body for delivery in receiver.taken}
        replay(shop, "--after", receiver.taken[0].event()["cursor"])
        eventually(lambda: len(receiver.taken) >= 11, "five are told again")
        again = receiver.taken[6:]
        assert [delivery.id for delivery in again] == receiver.first_taken()[1:]
        assert all(before[delivery.id] == delivery.body for delivery in again)


def test_a_receiver_that_asks_for_time_gets_it(shop):
    times: list[float] = []

    def answers(before: list[Delivery], _: Delivery) -> Answer:
        times.append(time.monotonic())
        return Answer(503, {"Retry-After": "6"}) if not before else Answer()

    with receiving(answers) as receiver:
        set_webhook(shop, receiver.url)
        issue(shop, 1)
        receiver.wait_for(1)
        # Of its own, the daemon comes back after one second or two.
        assert times[1] - times[0] >= 6


def test_answers_are_bounded_and_redirects_not_followed(shop):
    with receiving() as elsewhere:
        def answers(before: list[Delivery], _: Delivery) -> Answer:
            if not before:
                return Answer(307, {"Location": elsewhere.url})
            return Answer(200, body=b"x" * (1 << 20), unfinished=True) if len(before) == 1 else Answer()

        with receiving(answers) as receiver:
            set_webhook(shop, receiver.url)
            issue(shop, 1)
            eventually(lambda: show(shop)["failure"] == "redirected" or receiver.taken, "a redirect is a failure")
            issue(shop, 2, "more")
            receiver.wait_for(3)
            assert elsewhere.deliveries == []
            # The word was in the head: an answer without an end is taken once.
            assert len(receiver.taken) == 3
            assert_in_order(shop, receiver.first_taken())
        shop.daemon.assert_alive()


@pytest.mark.parametrize("host", ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"))
def test_this_machine_is_no_receiver_unless_that_is_allowed(start, host):
    tills = Tills(start())
    with receiving() as receiver:
        set_webhook(tills, f"https://{host}:{receiver.port}/hooks")
        issue(tills, 1)
        eventually(lambda: show(tills)["failure"], "a failure")
        assert show(tills)["failure"] == "private-address"
        assert receiver.arrived == 0


def test_plain_http_is_refused_unless_that_is_allowed(start):
    tills = Tills(start())
    with receiving() as receiver:
        refused = tills.run("webhook", "set", "--merchant", MERCHANT, "--url", receiver.url, "--secret-file",
                            tills.secret)
        assert refused.returncode == 1 and "https" in refused.stderr
        set_webhook(tills, receiver.url)
        issue(tills, 1)
        eventually(lambda: show(tills)["failure"], "a failure")
        assert show(tills)["failure"] == "insecure" and receiver.arrived == 0


def test_a_slow_receiver_and_one_that_is_down_delay_no_redemption(shop):
    """A receiver that holds every message, and redemptions beside it: as fast as without, and none waits for it."""
    promotion = shop.promotion("fast", "--visitor-cap", "0")
    vouchers = [shop.accepted(shop.wish(promotion, f"shopper {number}")) for number in range(60)]

    def redeem(batch: list[dict], prefix: str) -> list[float]:
        times = []
        for number, voucher in enumerate(batch):
            began = time.monotonic()
            shop.accepted(shop.redemption(voucher["code"], f"{prefix}-{number}"))
            times.append(time.monotonic() - began)
        return sorted(times)

    alone = redeem(vouchers[:20], "alone")
    hold = threading.Event()
    with receiving(lambda before, now: Answer(hold=hold)) as receiver:
        set_webhook(shop, receiver.url, "--after", "beginning")
        eventually(lambda: receiver.arrived == 1, "a message on its way")
        beside = redeem(vouchers[20:40], "beside")
        assert receiver.arrived == 1 and receiver.taken == []
        hold.set()
        receiver.wait_for(100)
    down = redeem(vouchers[40:], "down")
    # Half of them, so that one hiccup of the machine decides nothing. Waiting for the receiver would be seconds.
    for times in (beside, down):
        assert times[10] < max(5 * alone[10], 1), (alone[10], times[10])


def test_every_event_arrives_though_the_daemon_is_killed_again_and_again(shop, start):
    """kill -9 between messages and in the middle of them; in order, nothing left out."""
    killed = threading.Event()

    def answers(before: list[Delivery], _: Delivery) -> Answer:
        if len(before) % 15 == 14:
            killed.set()
        return Answer()

    with receiving(answers) as receiver:
        set_webhook(shop, receiver.url, "--after", "beginning")
        issue(shop, 50)
        wanted = len(logged(shop))
        for _ in range(3):
            assert killed.wait(PATIENCE)
            shop.daemon.kill()
            killed.clear()
            shop.daemons[0] = start(ALLOWED, database=shop.database)
        receiver.wait_for(wanted)
        assert_in_order(shop, receiver.first_taken())
        # Once at least; what was under way at a kill is told again, and no more than that.
        assert len(receiver.taken) <= wanted + 3


def test_daemons_on_one_database_deliver_in_turn_and_another_goes_on(start_on_postgres):
    """One of two is killed with a message on its way: the other takes over, nothing is left out or out of order."""
    first = start_on_postgres(ALLOWED)
    between = time.time_ns() // 1_000_000
    tills = Tills(first, start_on_postgres(ALLOWED, database=first.database))
    hold = threading.Event()

    def answers(before: list[Delivery], _: Delivery) -> Answer:
        return Answer(hold=hold) if len(before) == 10 else Answer()

    with receiving(answers) as receiver:
        secret = set_webhook(tills, receiver.url)
        issue(tills, 20, daemon=tills.daemons[1])
        eventually(lambda: receiver.arrived == 11, "the eleventh message on its way")
        [[owner]] = select(tills.database, "SELECT encode(lease_owner, 'hex') FROM webhooks")
        assert owner
        counted = [daemon.measured('footbridge_webhook_deliveries_total{result="delivered"}')
                   for daemon in tills.daemons]
        assert sum(counted) == 10, "one at a time delivers"
        # Whichever delivers, it is killed. The other may have had turns before: the id that the owner took at its start
        # says who it is.
        tills.daemons.pop(int(owner[:12], 16) >= between).kill()
        hold.set()
        issue(tills, 5, "after-the-kill")
        receiver.wait_for(25)
        assert_in_order(tills, receiver.first_taken())
        receiver.assert_signed(secret)
        assert len(receiver.taken) <= 26


def test_a_daemon_that_ends_gives_its_turn_back(start_on_postgres):
    daemon = start_on_postgres(ALLOWED)
    tills = Tills(daemon)
    hold = threading.Event()
    with receiving(lambda before, now: Answer(hold=hold)) as receiver:
        set_webhook(tills, receiver.url)
        issue(tills, 1)
        eventually(lambda: receiver.arrived == 1, "a message on its way")
        assert daemon.stop() == 0
        assert select(tills.database, "SELECT count(*) FROM webhooks WHERE lease_owner IS NOT NULL") == [(0,)]
        hold.set()


def test_the_metrics_tell_of_failures_and_lag(shop):
    with refusing_port() as port:
        set_webhook(shop, f"http://127.0.0.1:{port}/")
        issue(shop, 1)

        def metric(name: str) -> float:
            lines = shop.daemon.metrics().splitlines()
            return float(next((line.rsplit(" ", 1)[1] for line in lines if line.startswith(name)), 0))

        eventually(lambda: metric('footbridge_webhook_deliveries_total{result="unreachable"}') >= 1, "a failure counted")
        eventually(lambda: metric('footbridge_webhooks{state="failing"}') == 1, "one is failing")
        eventually(lambda: metric("footbridge_webhook_lag_seconds") >= 1, "the lag grows")
    assert show(shop)["failing_since"] is not None
