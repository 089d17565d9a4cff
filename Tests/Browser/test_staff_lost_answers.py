"""The till whose answers are lost or late: nothing happens twice, nothing is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from recording_proxy import Exchange, RecordingProxy
from till import (
    Shop,
    TillPage,
    redemptions,
)


@pytest.mark.parametrize("reloads", [False, True], ids=["on the same page", "after a reload"])
def test_a_lost_answer_is_asked_for_again_under_the_same_key(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, reloads: bool) -> None:
    page = open_till()
    voucher = shop.voucher()
    page.wait_until_kept()
    page.type_code(voucher["code"])
    page.wait_for_answer("ready")
    proxy.lose_next_answer("/v1/redemptions")
    # Nothing else may pass before the test has looked.
    with held_back(proxy):
        page.press("Redeem")
        page.wait_for_answer("unsure")
        assert "It may have been redeemed" in page.text("#answer")
        page.wait_for_text("#waiting", "1 waiting")
        assert len(page.outbox()) == 1
        if reloads:
            page.reopen()
            assert not page.elements("#answer[open]")
    done = page.wait_for_answer("done")
    assert voucher["promotion"]["title"] in done
    assert ("the answer to the redemption of" in done) == reloads
    attempts = redemptions(proxy)
    assert len(attempts) >= 2 and all(one.status == 201 for one in attempts)
    assert len({one.headers["Idempotency-Key"] for one in attempts}) == 1
    assert len({json.loads(one.answer)["id"] for one in attempts}) == 1
    assert page.outbox() == []
    page.dismiss()
    page.reopen()
    assert page.kept("results") == [] and not page.elements("#answer[open]")


@contextmanager
def held_back(proxy: RecordingProxy) -> Iterator[None]:
    """Only one redemption reaches the daemon, the one whose answer is to be lost; then nothing does."""
    before = len(redemptions(proxy))
    watching = proxy._answer

    def answer(exchange: Exchange) -> Any:
        told = watching(exchange)
        if exchange.path == "/v1/redemptions" and exchange.method == "POST":
            proxy.is_cut_off = True
        return told

    proxy._answer = answer
    try:
        yield
        assert len(redemptions(proxy)) == before + 1
    finally:
        proxy._answer = watching
        proxy.is_cut_off = False


def test_what_is_put_away_is_written_down_first(open_till: Callable[..., TillPage], shop: Shop) -> None:
    page = open_till()
    page.type_code(shop.voucher()["code"])
    page.wait_for_answer("ready")
    page.press("Redeem")
    page.wait_for_answer("done")
    # A page that was loaded again by now would show it once more, so it has to be there still.
    with occupied(page, "results"):
        page.click("#answer-actions .main")
        page.live_on(frames=5)
        assert page.elements("#answer[open]")
    page.wait_until(lambda: not page.elements("#answer[open]"), "it is put away")
    assert page.kept("results") == []


@contextmanager
def occupied(page: TillPage, store: str) -> Iterator[None]:
    """Nothing can be written into one of the device's stores meanwhile."""
    page.driver.execute_async_script("""
        const [name, done] = arguments
        const opening = indexedDB.open('footbridge-staff')
        opening.onsuccess = () => {
          window.isOccupied = true
          const store = opening.result.transaction(name, 'readwrite').objectStore(name)
          const goOn = () => {
            if (window.isOccupied) store.count().onsuccess = goOn
            else opening.result.close()
          }
          store.count().onsuccess = () => { goOn(); done() }
        }""", store)
    try:
        yield
    finally:
        page.script("window.isOccupied = false")


def test_a_busy_gateway_is_asked_again_and_nothing_happens_twice(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    page.type_code(shop.voucher()["code"])
    page.wait_for_answer("ready")
    proxy.refuse_next("/v1/redemptions", 409, "in-progress", Retry_After="1")
    proxy.refuse_next("/v1/redemptions", 503, "overloaded", Retry_After="1")
    page.press("Redeem")
    page.wait_for_answer("done")
    attempts = redemptions(proxy)
    assert [one.status for one in attempts] == [409, 503, 201]
    assert len({one.headers["Idempotency-Key"] for one in attempts}) == 1
    assert attempts[1].began - attempts[0].began >= 1 and attempts[2].began - attempts[1].began >= 1
