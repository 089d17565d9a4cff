"""Vouchers against the real daemon, in headless Chromium: from a shop's promotion to the page shown at the till."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from daemon import PATIENCE_S, Daemon
from page import DESKTOP, PHONE, ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples
from selenium.webdriver.remote.webelement import WebElement
from vouchers import (
    assert_in_order,
    find_book,
    get_voucher,
    issued,
    picture_of_code,
    read,
    redeem,
    shows_voucher,
    state,
    wait_for_voucher,
    wait_until_kept,
)

OpenPage = Callable[..., ShopperPage]


def test_a_photo_leads_to_a_voucher_that_a_till_can_read(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    photo, _ = samples.readable()
    page = open_page()
    page.use_location()
    page.choose_photo(photo)
    page.wait_for_view("answer")
    page.wait_for(".voucher-button")
    title = page.text("#book-title")
    for look in page.in_every_look(PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"shopper-{look}-promotions")
        assert_in_order(page)

    path = get_voucher(page)
    order, voucher = proxy.sent("POST", "/v1/vouchers")[0], issued(proxy)
    wanted = json.loads(order.body)
    assert wanted["scan_id"].startswith("scn_") and "gtin" not in wanted
    assert wanted["promotion_id"] == voucher["promotion"]["id"]
    assert len(order.headers["Idempotency-Key"]) >= 22
    assert path == voucher["page"]

    code = voucher["code"]
    assert page.text(".code") == " ".join(code[at:at + 4] for at in range(0, len(code), 4))
    assert voucher["promotion"]["title"] in page.text(".promise")
    assert title in page.text(".book")
    assert page.text(".until") and page.text(".store-name")
    assert "Ready" in page.text("#state")
    assert page.script("return document.querySelector('.qr').getBoundingClientRect().width") >= 0.7 * PHONE[0]
    for look in page.in_every_look(PHONE, DESKTOP):
        picture = picture_of_code(page)
        assert read(picture) == [voucher["qr_payload"]]
        # White around the code, in every scheme.
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
        assert page.script("return getComputedStyle(document.querySelector('.ticket')).backgroundColor") == "rgb(255, 255, 255)"
        page.keep_screenshot(screenshots, f"shopper-{look}-voucher")
        assert_in_order(page)
    assert page.faults() == []
    assert len(proxy.sent("POST", "/v1/vouchers")) == 1
    elsewhere = [name for name in page.script("return performance.getEntriesByType('resource').map(({ name }) => name)")
                 if not name.startswith(proxy.address)]
    assert elsewhere == []


def test_a_typed_number_leads_to_a_voucher_too(open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    _, isbn = samples.readable()
    page = open_page()
    find_book(page, isbn)
    get_voucher(page)
    wanted = json.loads(proxy.sent("POST", "/v1/vouchers")[0].body)
    assert wanted["gtin"] == f"0{isbn}" and "scan_id" not in wanted


def test_without_a_network_the_voucher_is_still_shown(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    path = get_voucher(page)
    code = page.text(".code")
    wait_until_kept(page)
    with proxy.cut_off():
        for _ in range(2):
            assert shows_voucher(page)
            assert page.text(".code") == code
            assert read(picture_of_code(page)) == [issued(proxy)["qr_payload"]]
            # Its styles are there as well.
            assert page.script("return getComputedStyle(document.querySelector('.ticket')).textAlign") == "center"
        page.driver.get("about:blank")
        page.driver.get(proxy.address + path)
        assert page.text(".code") == code


def test_a_network_that_carries_nothing_is_not_waited_for(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    get_voucher(page)
    code = page.text(".code")
    wait_until_kept(page)
    with proxy.silent():
        assert shows_voucher(page)
        assert page.text(".code") == code


def test_only_vouchers_and_their_files_are_kept(open_page: OpenPage, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    path = get_voucher(page)
    wait_until_kept(page)
    kept = page.driver.execute_async_script("""
        const done = arguments[0]
        caches.keys()
          .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
          .then((requests) => done(requests.flat().map(({ url }) => new URL(url).pathname)), (error) => done([String(error)]))""")
    assert sorted(kept) == sorted([path, *(f"/assets/{name}" for name in (
        "directions.js", "favicon.svg", "shopper.css", "voucher.css", "voucher.js"))])


def test_another_session_does_not_see_it_and_the_kept_page_goes(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    path = get_voucher(page)
    wait_until_kept(page)

    elsewhere = http.client.HTTPConnection(urlsplit(proxy.address).netloc, timeout=PATIENCE_S)
    elsewhere.request("GET", path, headers={"Accept": "text/html"})
    answer = elsewhere.getresponse()
    assert answer.status == 404
    assert issued(proxy)["code"] not in answer.read().decode()
    elsewhere.close()

    page.command("Network.clearBrowserCookies")
    assert not shows_voucher(page)
    assert "no voucher here" in page.text("h1")
    page.keep_screenshot(screenshots, "phone-light-voucher-missing")
    assert_in_order(page)
    with proxy.cut_off():
        assert not shows_voucher(page)


def test_a_kept_page_goes_when_its_voucher_has_expired(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    get_voucher(page)
    wait_until_kept(page)
    with proxy.cut_off():
        assert shows_voucher(page)
        page.driver.execute_async_script("""
            const done = arguments[0]
            caches.open('footbridge-voucher-pages').then(async (cache) => {
              const kept = await cache.match(location.pathname)
              const text = (await kept.text()).replace(/data-expires="[^"]+"/, 'data-expires="2020-01-01T00:00:00.000Z"')
              await cache.put(location.pathname, new Response(text, { headers: kept.headers }))
            }).then(done, done)""")
        assert not shows_voucher(page)


def test_an_open_page_ends_with_its_voucher(open_page: OpenPage, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    get_voucher(page)
    # Until then the page asks once more for what is in it, and puts that in.
    wait_until_kept(page)
    late = page.command("Page.addScriptToEvaluateOnNewDocument",
                        source="{ const now = Date.now; Date.now = () => now() + 400 * 86_400_000 }")
    try:
        page.driver.refresh()
        page.wait_for_text("#state", "Expired")
        assert not page.element(".qr").is_displayed() and not page.element(".until").is_displayed()
    finally:
        page.command("Page.removeScriptToEvaluateOnNewDocument", identifier=late["identifier"])


@pytest.mark.parametrize(("languages", "lang", "button", "state"), [
    ("de-DE,en;q=0.5", "de", "Gutschein holen", "Einlösbar"), ("fr-FR", "fr", "Obtenir le bon", "Utilisable"),
    ("zh-CN", "zh-Hans", "领取优惠券", "可使用"),
])
def test_button_and_page_speak_the_shoppers_language(
        open_page: OpenPage, samples: Samples, screenshots: Path, languages: str, lang: str, button: str, state: str) -> None:
    page = open_page(languages=languages)
    find_book(page, samples.readable()[1])
    assert page.text(".voucher-button") == button
    assert page.broken_buttons() == []
    get_voucher(page)
    assert page.broken_buttons() == []
    assert page.script("return document.documentElement.lang") == lang
    assert state in page.text("#state")
    assert page.text("#where-title") == {"de": "Hier lösen Sie ihn ein", "fr": "Où l’utiliser", "zh-Hans": "使用地点"}[lang]
    assert page.overflow() <= 0
    page.keep_screenshot(screenshots, f"phone-light-voucher-{lang}")


def test_an_open_page_tells_of_its_redemption_and_is_kept_so(
        open_page: OpenPage, daemon: Daemon, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    path = get_voucher(page)
    wait_until_kept(page)
    code = page.text(".code")
    status, redemption = redeem(daemon, code)
    assert status == 201, redemption
    assert path == f"/v/{redemption['voucher_id']}"

    page.wait_until(lambda: state(page) == "redeemed", "the page tells of the redemption")
    assert page.text("#state").startswith("Redeemed") and "was used on" in page.text("#state")
    page.wait_until(lambda: "Redeemed" in page.script("return document.getElementById('announcement').textContent"),
                    "it is said")
    assert code not in page.script("return document.body.innerHTML")
    # Nor is anybody sent to a shop with it.
    assert not any(part.is_displayed() for part in page.elements(".proof, .until, .store"))
    page.keep_screenshot(screenshots, "phone-light-voucher-redeemed")
    assert page.accessibility_violations() == []
    assert page.overflow() <= 0
    with proxy.cut_off():
        assert shows_voucher(page)
        assert state(page) == "redeemed"
    assert redeem(daemon, code)[0] == 409


def test_a_voucher_ends_on_the_open_page_and_for_the_gateway_alike(
        open_page: OpenPage, daemon: Daemon, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    isbn = samples.readable()[1]
    # The way to a voucher once without haste, to know what it takes on this machine.
    began = time.monotonic()
    find_book(page, isbn)
    get_voucher(page)
    wait_until_kept(page)
    ends = datetime.now(UTC) + timedelta(seconds=5 + 3 * (time.monotonic() - began))
    daemon.run("promotion", "create", "--merchant", "lantern-lane", "--code", "soon-over", "--title", "Soon over",
               "--amount", "2.00", "--currency", "GBP", "--ends", ends.strftime("%Y-%m-%dT%H:%M:%SZ"))
    page.open(f"#{isbn}")
    get_voucher(page, ".voucher-button[aria-label*='Soon over']")
    assert page.text("h1") == "£2.00 off"
    # On another day where midnight lies between.
    assert re.match("Valid (today )?until", page.text(".until"))
    wait_until_kept(page)
    code = page.text(".code")
    page.wait_until(lambda: state(page) == "expired", "the page tells of the voucher's end")
    assert page.text("#state").startswith("Expired")
    assert not any(part.is_displayed() for part in page.elements(".proof, .until, .store"))
    page.keep_screenshot(screenshots, "phone-light-voucher-expired")
    assert page.accessibility_violations() == []
    page.driver.refresh()
    assert state(page) == "expired" and code not in page.driver.page_source
    with proxy.cut_off():
        assert not shows_voucher(page)


def test_a_second_tap_leads_to_the_first_voucher(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    page = open_page()
    isbn = samples.readable()[1]
    find_book(page, isbn)
    path = get_voucher(page)
    title = issued(proxy)["promotion"]["title"]
    taps = len(open_again(page, isbn, title))
    assert taps > 1
    # At the same shop and at others where the promotion holds.
    for tap in range(taps):
        open_again(page, isbn, title)[tap].click()
        assert wait_for_voucher(page) == path
    first, *others = proxy.sent("POST", "/v1/vouchers")
    assert first.status == 201
    assert [other.status for other in others] == [409] * taps
    assert {json.loads(other.answer)["code"] for other in others} == {"already-issued"}
    assert {json.loads(other.answer)["voucher_id"] for other in others} == {path.removeprefix("/v/")}
    assert len({order.headers["Idempotency-Key"] for order in (first, *others)}) == taps + 1


def open_again(page: ShopperPage, isbn: str, title: str) -> list[WebElement]:
    """The buttons of the promotion of that title, on a fresh page."""
    page.open(f"#{isbn}")
    page.wait_for("button.voucher-button")
    return page.elements(f"button.voucher-button[aria-label*='{title}']")


def test_a_promotions_last_day_is_the_one_on_the_shops_calendar(open_page: OpenPage) -> None:
    page = open_page()

    def last_day(end: str, zone: str | None) -> str:
        return page.driver.execute_async_script("""
            const [end, zone, done] = arguments
            import('/assets/words.js').then(({ formatLastDay }) => done(formatLastDay(end, zone)), (error) => done(String(error)))""",
            end, zone)
    assert last_day("2027-01-01T00:00:00Z", "Europe/London") == "31 December"
    assert last_day("2026-12-09T22:13:00Z", "Europe/London") == "9 December"
    assert last_day("2026-12-09T22:13:00Z", "Asia/Tokyo") == "10 December"
    assert last_day("soon", None) is None


@pytest.mark.parametrize("languages", ["de-DE", "fr-FR"])
def test_nothing_is_cut_off_on_a_narrow_phone(
        open_page: OpenPage, samples: Samples, screenshots: Path, languages: str) -> None:
    page = open_page((320, 568), languages=languages)
    assert page.overflow() <= 0
    find_book(page, samples.readable()[1])
    assert page.overflow() <= 0
    page.keep_screenshot(screenshots, f"narrow-light-promotions-{languages[:2]}")
    get_voucher(page)
    assert page.overflow() <= 0
    # A code that is read out stands in one line.
    assert page.script("return document.querySelector('.code').getClientRects().length") == 1
    page.keep_screenshot(screenshots, f"narrow-light-voucher-{languages[:2]}")


def test_who_comes_back_finds_the_way_to_the_voucher(open_page: OpenPage, samples: Samples) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    path = get_voucher(page)
    page.driver.back()
    page.wait_for_view("answer")
    # Either the page as it was left, with a link, or a fresh one, with the button.
    page.click(".voucher-button")
    assert wait_for_voucher(page) == path


@pytest.mark.parametrize(("status", "code", "told"), [
    (409, "promotion-exhausted", "have been given out"), (409, "promotion-ended", "has ended"),
    (422, "visitor-required", "cookie"), (404, "not-found", "no longer"), (500, "internal", "our side"),
])
def test_every_refusal_is_a_sentence_beside_the_button(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, status: int, code: str, told: str) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    proxy.refuse_next("/v1/vouchers", status, code)
    page.click(".voucher-button")
    page.wait_for_text(".voucher-message", told)
    assert page.element(".voucher-button").is_enabled()
    assert page.accessibility_violations() == []
    get_voucher(page)
    first, second = (order.headers["Idempotency-Key"] for order in proxy.sent("POST", "/v1/vouchers"))
    # What may have been done is asked for again under its key; what was refused is a new request.
    assert (first == second) == (status == 500)


@pytest.mark.parametrize(("status", "code"), [(429, "rate-limited"), (503, "overloaded"), (409, "in-progress")])
def test_a_busy_gateway_is_asked_again_under_the_same_key(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, status: int, code: str) -> None:
    page = open_page()
    find_book(page, samples.readable()[1])
    proxy.refuse_next("/v1/vouchers", status, code, Retry_After="1")
    # The repeat waits until the test has looked.
    with proxy.holding("/v1/vouchers"):
        page.click(".voucher-button")
        page.wait_for_text(".voucher-message", "Trying again in 1 second")
        assert not page.element(".voucher-button").is_enabled()
    wait_for_voucher(page)
    first, second = (order.headers["Idempotency-Key"] for order in proxy.sent("POST", "/v1/vouchers"))
    assert first == second
