"""The till without the network: vouchers are verified, kept and sent once, and conflicts are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recording_proxy import RecordingProxy
from till import (
    CLOCK,
    DETECTOR,
    Shop,
    TillPage,
    assert_in_order,
    before_every_page,
    redemptions,
    rewritten,
)


def test_without_the_network_vouchers_are_verified_kept_and_sent_once(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, screenshots: Path) -> None:
    page = open_till()
    seen, typed, unknown = shop.voucher(), shop.voucher(), shop.voucher()
    with before_every_page(page, DETECTOR):
        page.reopen()
        page.wait_until_kept()
        # Its promotion is known by name from now on.
        page.type_code(unknown["code"])
        page.wait_for_answer("ready")
        page.press("Do not redeem")
        with proxy.cut_off():
            page.reopen()
            page.wait_until(lambda: page.element("#network").is_displayed(), "the missing network is said")
            page.script("window.seen = arguments[0]", seen["qr_payload"])
            good = page.wait_for_answer("unsure")
            assert "Genuine, no network" in good and seen["promotion"]["title"] in good and "10% off" in good
            page.keep_screenshot(screenshots, "till-offline-1-genuine")
            assert_in_order(page)
            page.press("Take it, send later")
            page.wait_for_text("#answer", "not sent yet")
            page.keep_screenshot(screenshots, "till-offline-2-kept")
            page.dismiss()
            # The same again is a second use, whatever the network.
            refused = page.wait_for_answer("refused")
            assert re.search(rf"Taken on this device {CLOCK}", refused)
            page.script("window.seen = null")
            page.dismiss()

            # A promotion that it is not of: the signature says so.
            genuine = unknown["qr_payload"]
            forged = genuine[:40] + ("A" if genuine[40] != "A" else "B") + genuine[41:]
            page.script("window.seen = arguments[0]", forged)
            assert "Not genuine" in page.wait_for_answer("refused")
            page.script("window.seen = null")
            page.dismiss()

            page.type_code(typed["code"])
            assert "Not verified" in page.wait_for_answer("unsure")
            page.keep_screenshot(screenshots, "till-offline-3-not-verified")
            assert_in_order(page)
            page.press("Take it, send later")
            page.wait_for_text("#answer", "not sent yet")
            page.dismiss()
            page.reopen()
            waiting = page.outbox()
            assert [entry["code"] for entry in waiting] == [seen["code"], typed["code"]]
            page.show_tab("today")
            page.wait_until(lambda: len(page.elements("#today .row")) == 2, "both are listed")
            assert "not verified" in page.text("#today")
            page.wait_for_text("#waiting", "2 waiting")
            page.keep_screenshot(screenshots, "till-offline-4-waiting")
            assert_in_order(page)
            sent_before = len(redemptions(proxy))
        page.wait_until(lambda: page.outbox() == [], "all are sent")
        page.wait_until(lambda: not page.element("#waiting").is_displayed(), "nothing waits")
    sent = [one for one in redemptions(proxy)[sent_before:] if one.status == 201]
    orders = [json.loads(one.body) for one in sent]
    assert [order["code"] for order in orders] == [seen["qr_payload"], typed["code"]]
    assert [one.headers["Idempotency-Key"] for one in sent] == [entry["key"] for entry in waiting]
    assert orders[0]["device_sequence"] < orders[1]["device_sequence"]
    assert [order["occurred_at"] for order in orders] == [entry["madeAt"] for entry in waiting]
    page.wait_until(lambda: len(page.elements("#today .row button")) >= 2, "both are in today's list")
    assert not page.elements("#answer[open]")


def test_what_was_spent_elsewhere_meanwhile_is_a_conflict_until_dismissed(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, screenshots: Path) -> None:
    page = open_till()
    voucher = shop.voucher()
    # The device's clock is ten minutes slow after it last heard the gateway's: so long ago is "taken".
    with before_every_page(page, DETECTOR + """
            const now = Date.now
            window.slow = 0
            Date.now = () => now() - window.slow"""):
        page.reopen_and_hear()
        page.wait_until_kept()
        with proxy.cut_off():
            page.script("window.slow = 600_000; window.seen = arguments[0]", voucher["qr_payload"])
            assert "Genuine" in page.wait_for_answer("unsure")
            page.press("Take it, send later")
            page.wait_for_text("#answer", "not sent yet")
            page.script("window.seen = null")
            page.dismiss()
            elsewhere = shop.redeem_elsewhere(voucher)
        conflict = page.wait_for_answer("refused")
        assert "Redeemed elsewhere meanwhile" in conflict and "at Lantern Lane Soho" in conflict and "lead" in conflict
        answer = next(one for one in redemptions(proxy) if one.status == 409)
        assert json.loads(answer.answer)["code"] == "conflict"
        page.keep_screenshot(screenshots, "till-offline-5-conflict")
        assert_in_order(page)
        page.dismiss()
        page.reopen()
        page.wait_for_text("#conflict-count", "1")
        assert not page.elements("#answer[open]")
        page.show_tab("conflicts")
        row = page.wait_for_text("#conflicts .row", "Soho")
        assert "Redeemed elsewhere meanwhile · Voucher" in row
        page.keep_screenshot(screenshots, "till-offline-6-conflicts")
        assert_in_order(page)
        page.click("#conflicts .row button")
        page.wait_until(lambda: page.elements("#conflicts .row") == [], "it is dismissed")
        page.reopen()
        page.show_tab("conflicts")
        page.wait_for_text("#conflicts", "No conflicts")
    assert elsewhere["store_id"] != "lantern-lane.bloomsbury"
    assert page.faults() == [] or all("ERR_" in fault for fault in page.faults())


def test_where_the_merchant_forbids_it_nothing_is_kept(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    voucher = shop.voucher()
    with before_every_page(page, DETECTOR), rewritten(proxy, lambda account: account["offline"].update(allowed=False)):
        page.reopen_and_hear()
        page.wait_until_kept()
        with proxy.cut_off():
            page.type_code(voucher["code"])
            assert "Nothing was done" in page.wait_for_answer("refused")
            page.dismiss()
            page.script("window.seen = arguments[0]", voucher["qr_payload"])
            assert "Nothing was done" in page.wait_for_answer("refused")
            assert page.outbox() == []


def test_revoked_vouchers_are_refused_and_unknown_keys_prove_nothing(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    revoked, other = shop.voucher(), shop.voucher()

    def change(account: dict[str, Any]) -> None:
        account["offline"].update(revoked=[revoked["code"]], keys=[])

    with before_every_page(page, DETECTOR), rewritten(proxy, change):
        page.reopen_and_hear()
        with proxy.cut_off():
            page.script("window.seen = arguments[0]", revoked["qr_payload"])
            assert "Withdrawn" in page.wait_for_answer("refused")
            page.script("window.seen = null")
            page.dismiss()
            page.script("window.seen = arguments[0]", other["qr_payload"])
            assert "Not verified" in page.wait_for_answer("unsure")
