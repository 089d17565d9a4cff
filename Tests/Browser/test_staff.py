"""The till against the real daemon, in headless Chromium: from a device's first minute to a conflict after an outage."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from daemon import Daemon
from page import DESKTOP, PHONE, start_browser
from PIL import Image
from pyzbar import pyzbar
from recording_proxy import Exchange, RecordingProxy
from samples import Samples
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from till import Camera, Shop, TillPage

SMALL_PHONE = (360, 640)
#: A time, behind its day where that is not today: a window that was opened before midnight ends on the next.
CLOCK = r"(?:\w{3} \d+ \w{3}, )?\d\d:\d\d"

#: In the place of the browser's own reader, which headless Chromium does not have: "sees" what a test puts before it.
DETECTOR = """
    window.seen = null
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code'] }
      async detect() { return window.seen === null ? [] : [{ rawValue: window.seen }] }
    }"""
#: Notes the pitch of every tone and every vibration.
LISTENER = """
    window.tones = []
    window.vibrations = []
    const create = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function () {
      const made = create.call(this)
      const start = made.start
      made.start = function (...when) { window.tones.push(made.frequency.value); return start.apply(this, when) }
      return made
    }
    Object.defineProperty(navigator, 'vibrate', { value: (pattern) => window.vibrations.push(pattern) })"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    return Camera(tmp_path_factory.mktemp("camera") / "camera.mjpeg")


@pytest.fixture(scope="module")
def till_browser(camera: Camera) -> Iterator[webdriver.Chrome]:
    driver = start_browser("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                           f"--use-file-for-fake-video-capture={camera.path}")
    yield driver
    driver.quit()


@pytest.fixture
def shop(daemon: Daemon, samples: Samples, camera: Camera) -> Shop:
    camera.shows(None)
    return Shop(daemon, samples.readable()[1])


@pytest.fixture
def open_till(till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop) -> Callable[..., TillPage]:
    """An enrolled device with somebody new signed in on it: a lead on a phone, if nothing else is said."""

    def open_one(size: tuple[int, int] = PHONE, *, dark: bool = False, languages: str = "en-GB", name: str = "Ada",
                 role: str = "lead") -> TillPage:
        page = TillPage(till_browser, proxy.address, size, dark=dark, languages=languages)
        person = shop.person(name, role)
        page.enrol(shop.enrolment_code())
        page.sign_in(person["person_id"], person["pin"])
        return page

    return open_one


@contextmanager
def before_every_page(page: TillPage, source: str) -> Iterator[None]:
    added = page.command("Page.addScriptToEvaluateOnNewDocument", source=source)
    try:
        yield
    finally:
        page.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def assert_in_order(page: TillPage) -> None:
    assert page.accessibility_violations() == []
    assert page.small_targets() == []
    assert page.script("return innerWidth") == page.size[0], "something is wider than the screen"
    assert page.overflow() <= 0


def redemptions(proxy: RecordingProxy) -> list[Exchange]:
    return [one for one in proxy.sent("POST", "/v1/redemptions") if one.path == "/v1/redemptions"]


def outbox(page: TillPage) -> list[dict[str, Any]]:
    return kept(page, "outbox")


def kept(page: TillPage, store: str) -> list[dict[str, Any]]:
    return page.driver.execute_async_script("""
        const [store, done] = arguments
        const opening = indexedDB.open('footbridge-staff')
        opening.onsuccess = () => {
          const reading = opening.result.transaction(store).objectStore(store).getAll()
          reading.onsuccess = () => { opening.result.close(); done(reading.result) }
        }""", store)


# The way of a voucher


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, DESKTOP], ids=["phone", "small-phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_from_enrolment_over_a_photo_to_the_second_scan_and_back(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop, camera: Camera, screenshots: Path,
        size: tuple[int, int], dark: bool) -> None:
    look = f"till-{size[0]}-{'dark' if dark else 'light'}"
    voucher, ada = shop.voucher(), shop.person("Ada Lovelace")
    page = TillPage(till_browser, proxy.address, size, dark=dark)

    page.wait_for_view("enrol")
    page.element("#enrol-code").send_keys("WRONGCODE", Keys.ENTER)
    page.wait_until(lambda: "Ask a lead" in page.text("#enrol-message"), "the code is refused")
    code = shop.enrolment_code()
    page.open(f"#enrol={code}")
    page.wait_for_view("enrol")
    assert page.element("#enrol-code").get_property("value") == code
    assert code not in page.driver.current_url
    page.keep_screenshot(screenshots, f"{look}-1-enrol")
    assert_in_order(page)
    page.element("#enrol-form [type=submit]").click()
    page.wait_for_view("sign-in")
    assert page.text("#store-name") == "Lantern Lane Bloomsbury"
    page.keep_screenshot(screenshots, f"{look}-2-people")
    assert_in_order(page)

    page.choose_person(ada["person_id"])
    page.element("#pin").send_keys(ada["pin"][:-1] + str((int(ada["pin"][-1]) + 1) % 10), Keys.ENTER)
    page.wait_until(lambda: "Wrong PIN" in page.text("#pin-message"), "the PIN is refused")
    page.keep_screenshot(screenshots, f"{look}-3-pin")
    assert_in_order(page)
    page.element("#pin-back").click()
    page.sign_in(ada["person_id"], ada["pin"])
    page.keep_screenshot(screenshots, f"{look}-4-scan")
    assert_in_order(page)

    camera.shows(shop.picture(voucher))
    page.restart_camera()
    ready = page.wait_for_answer("ready")
    assert voucher["promotion"]["title"] in ready and "10% off" in ready and "Valid until" in ready
    answered = time.monotonic()
    assert all(check.headers["Content-Type"] == "image/jpeg" for check in proxy.sent("POST", "/v1/redemptions/check"))
    page.keep_screenshot(screenshots, f"{look}-5-ready")
    assert_in_order(page)
    # It stays, and nobody looks on behind it.
    page.live_on(frames=90)
    assert page.elements("#answer[open]")
    assert all(check.began < answered for check in proxy.sent("POST", "/v1/redemptions/check"))

    page.press("Redeem")
    done = page.wait_for_answer("done")
    assert re.search(rf"At {CLOCK}", done) and re.search(rf"Undo until .*{CLOCK} \(1[45]:\d\d left\)", done)
    first = page.script("return document.querySelector('#answer-actions .button:not(.main)').textContent")
    page.wait_until(lambda: first not in page.text("#answer-actions"), "the time that is left runs down")
    page.keep_screenshot(screenshots, f"{look}-6-done")
    assert_in_order(page)
    assert [one.status for one in redemptions(proxy)] == [201]
    page.dismiss()

    # The voucher is held before the camera still.
    refused = page.wait_for_answer("refused")
    assert re.search(rf"Redeemed {CLOCK} at Lantern Lane Bloomsbury\. Offer to call a lead\.", refused)
    page.keep_screenshot(screenshots, f"{look}-7-refused")
    assert_in_order(page)
    page.element("#answer").send_keys(Keys.ESCAPE)
    page.wait_until(lambda: not page.elements("#answer[open]"), "Escape puts the answer away")

    page.show_tab("today")
    row = page.wait_for("#today .row")
    assert voucher["promotion"]["title"] in row.text and "by Ada Lovelace" in row.text
    page.keep_screenshot(screenshots, f"{look}-8-today")
    assert_in_order(page)
    row.find_element("css selector", "button").click()
    page.wait_until(lambda: "Undo this redemption?" in page.text("#answer"), "the reason is asked for")
    page.press("By mistake")
    page.wait_until(lambda: "can be used again" in page.text("#answer"), "it is undone")
    page.keep_screenshot(screenshots, f"{look}-9-undone")
    assert_in_order(page)
    page.dismiss()
    page.wait_until(lambda: re.search(rf"Undone {CLOCK}", page.text("#today .row")), "the list says so")
    assert page.elements("#today .row:first-child button") == []
    reversal = proxy.sent("POST", "/v1/redemptions/red_")[-1]
    assert reversal.status == 201 and json.loads(reversal.body) == {"reason": "mistake"}
    assert page.faults() == []


def test_photos_go_out_at_most_twice_a_second_and_one_at_a_time(open_till: Callable[..., TillPage], proxy: RecordingProxy) -> None:
    page = open_till()
    page.wait_until(lambda: len(proxy.sent("POST", "/v1/redemptions/check")) >= 8, "eight photos were sent")
    assert "in front of the camera" in page.text("#scan-hint")
    photos = proxy.sent("POST", "/v1/redemptions/check")
    assert all(after.began >= before.ended for before, after in zip(photos, photos[1:], strict=False))
    # Over all of them: a single one may be held up on its way, and the next then follows it sooner.
    assert photos[-1].began - photos[0].began > 0.5 * (len(photos) - 1) - 0.4


def test_a_code_is_checked_while_it_is_typed(open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    code = shop.voucher()["code"]
    field = page.element("#code")
    message = lambda: page.text("#code-message")  # noqa: E731

    field.send_keys(code[:6].lower())
    assert field.get_property("value") == f"{code[:4]} {code[4:6]}" and "6 of 13" in message()
    field.send_keys("0")
    assert "“0” is in no code" in message()
    assert field.get_dom_attribute("aria-invalid") == "true"
    field.send_keys(Keys.BACKSPACE, code[6:])
    assert field.get_property("value") == " ".join(code[at:at + 4] for at in range(0, 13, 4))
    assert "complete" in message() and field.get_dom_attribute("aria-invalid") == "false"
    field.send_keys("2")
    assert "Too long" in message()
    # In the middle the caret stays where it was.
    field.send_keys(Keys.BACKSPACE, Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.BACKSPACE)
    assert page.script("return arguments[0].selectionStart", field) == 1
    field.send_keys(code[1])
    assert page.script("return arguments[0].selectionStart", field) == 2 and "complete" in message()

    other = next(character for character in "23456789" if character != code[0])
    for wrong in (other + code[1:], code[1] + code[0] + code[2:] if code[0] != code[1] else other + code[1:]):
        page.type_code(wrong)
        assert "wrong, or two are swapped" in message()
        assert page.driver.switch_to.active_element.get_dom_attribute("id") == "code"
    assert [one for one in proxy.sent("POST", "/v1/redemptions/check") if "json" in one.headers["Content-Type"]] == []
    page.type_code(code)
    page.wait_for_answer("ready")
    assert page.faults() == []


def test_all_of_it_works_by_keyboard_and_speaks(open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    focused = lambda: page.driver.switch_to.active_element  # noqa: E731

    def press(*keys: str) -> None:
        ActionChains(page.driver).send_keys(*keys).perform()

    assert focused().get_dom_attribute("id") == "scan-title"
    page.element("#code").send_keys(shop.voucher()["code"], Keys.ENTER)
    page.wait_for_answer("ready")
    # The words have the focus, so one key too many redeems nothing.
    assert focused().get_dom_attribute("id") == "answer-title"
    press(Keys.ENTER)
    assert page.text("#answer h1") == "Can be redeemed" and redemptions(proxy) == []
    press(Keys.TAB, Keys.ENTER)
    page.wait_for_answer("done")
    assert focused().get_dom_attribute("id") == "answer-title"
    press(Keys.TAB, Keys.TAB, Keys.ENTER)
    page.wait_until(lambda: page.text("#answer h1") == "Undo this redemption?", "the reason is asked for")
    press(Keys.ESCAPE)
    page.wait_until(lambda: not page.elements("#answer[open]"), "it is left as it is")
    page.element("#tabs [data-tab=today]").send_keys(Keys.ENTER)
    page.wait_for("#today .row")
    page.wait_until(lambda: focused().get_dom_attribute("id") == "today-title", "the list has the focus")
    label = page.element("#today .row button").get_dom_attribute("aria-label")
    assert "Undo" in label and "A tenth off" in label
    assert page.faults() == []


def test_answers_sound_and_feel_different(open_till: Callable[..., TillPage], shop: Shop) -> None:
    page = open_till()
    with before_every_page(page, LISTENER):
        page.reopen()
        voucher = shop.voucher()
        heard: dict[str, tuple[list[float], list[Any]]] = {}

        def note(tone: str) -> None:
            page.wait_for_answer(tone)
            heard[tone] = tuple(page.script("return [window.tones.splice(0), window.vibrations.splice(0)]"))

        page.type_code(voucher["code"])
        note("ready")
        page.press("Redeem")
        note("done")
        page.dismiss()
        page.type_code(voucher["code"])
        note("refused")
    assert all(tones and vibrations for tones, vibrations in heard.values())
    assert min(heard["done"][0]) > 2 * max(heard["refused"][0])
    assert heard["done"][1] != heard["refused"][1] and heard["ready"] != heard["done"]


def test_answers_can_be_told_apart_in_sunlight_and_without_colours(open_till: Callable[..., TillPage], shop: Shop) -> None:
    page = open_till()
    page.type_code(shop.voucher()["code"])
    page.wait_for_answer("ready")
    symbols = set()
    for tone in ("ready", "done", "refused", "unsure", "undone", "busy"):
        pairs = page.script("""
            const answer = document.querySelector('#answer')
            answer.dataset.tone = arguments[0]
            const back = getComputedStyle(answer).backgroundColor
            return [...answer.querySelectorAll('h1, p, button')].map((one) => {
              const own = getComputedStyle(one)
              return [own.color, own.backgroundColor === 'rgba(0, 0, 0, 0)' ? back : own.backgroundColor]
            })""", tone)
        assert len(pairs) >= 4
        assert all(contrast(front, back) >= 7 for front, back in pairs), (tone, pairs)
        symbols.add(page.script("return document.querySelector(`#icon-${arguments[0]}`).innerHTML", tone))
    assert len(symbols) == 6


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two CSS colours."""
    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# Lost answers


@pytest.mark.parametrize("reloads", [False, True], ids=["on the same page", "after a reload"])
def test_a_lost_answer_is_asked_for_again_under_the_same_key(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, reloads: bool) -> None:
    page = open_till()
    voucher = shop.voucher()
    page.type_code(voucher["code"])
    page.wait_for_answer("ready")
    proxy.lose_next_answer("/v1/redemptions")
    # Nothing else may pass before the test has looked.
    with held_back(proxy):
        page.press("Redeem")
        page.wait_for_answer("unsure")
        assert "It may have been redeemed" in page.text("#answer")
        assert len(outbox(page)) == 1 and page.text("#waiting") == "1 waiting"
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
    assert outbox(page) == []
    page.dismiss()
    page.reopen()
    assert not page.elements("#answer[open]") and kept(page, "results") == []


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


# Without the network


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
            page.wait_until(lambda: "not sent yet" in page.text("#answer"), "it is kept")
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
            page.wait_until(lambda: "not sent yet" in page.text("#answer"), "it is kept")
            page.dismiss()
            page.reopen()
            waiting = outbox(page)
            assert [entry["code"] for entry in waiting] == [seen["code"], typed["code"]]
            page.show_tab("today")
            page.wait_until(lambda: len(page.elements("#today .row")) == 2, "both are listed")
            assert "not verified" in page.text("#today") and page.text("#waiting") == "2 waiting"
            page.keep_screenshot(screenshots, "till-offline-4-waiting")
            assert_in_order(page)
            sent_before = len(redemptions(proxy))
        page.wait_until(lambda: outbox(page) == [], "all are sent")
        page.wait_until(lambda: not page.element("#waiting").is_displayed(), "nothing waits")
    sent = [one for one in redemptions(proxy)[sent_before:] if one.status == 201]
    orders = [json.loads(one.body) for one in sent]
    assert [order["code"] for order in orders] == [seen["qr_payload"], typed["code"]]
    assert [one.headers["Idempotency-Key"] for one in sent] == [entry["key"] for entry in waiting]
    assert orders[0]["device_sequence"] < orders[1]["device_sequence"]
    assert [order["occurred_at"] for order in orders] == [entry["madeAt"] for entry in waiting]
    page.wait_until(lambda: len(page.elements("#today .row .row-title")) >= 2, "both are in today's list")
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
        page.reopen()
        page.wait_until(lambda: len(proxy.sent("GET", "/v1/staff")) >= 2, "the time is known")
        page.wait_until_kept()
        with proxy.cut_off():
            page.script("window.slow = 600_000; window.seen = arguments[0]", voucher["qr_payload"])
            assert "Genuine" in page.wait_for_answer("unsure")
            page.press("Take it, send later")
            page.wait_until(lambda: "not sent yet" in page.text("#answer"), "it is kept")
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
        # The page writes down that it was put away.
        page.live_on(frames=60)
        page.reopen()
        assert not page.elements("#answer[open]")
        page.wait_until(lambda: page.text("#conflict-count") == "1", "the conflict is counted")
        page.show_tab("conflicts")
        row = page.wait_for("#conflicts .row")
        assert "Soho" in row.text and voucher["promotion"]["title"] in row.text or "Voucher" in row.text
        page.keep_screenshot(screenshots, "till-offline-6-conflicts")
        assert_in_order(page)
        row.find_element("css selector", "button").click()
        page.wait_until(lambda: page.elements("#conflicts .row") == [], "it is dismissed")
        page.reopen()
        page.show_tab("conflicts")
        page.wait_until(lambda: "No conflicts" in page.text("#conflicts"), "it stays dismissed")
    assert elsewhere["store_id"] != "lantern-lane.bloomsbury"
    assert page.faults() == [] or all("ERR_" in fault for fault in page.faults())


def test_where_the_merchant_forbids_it_nothing_is_kept(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    voucher = shop.voucher()
    with before_every_page(page, DETECTOR), rewritten(proxy, lambda offline: offline.update(allowed=False)):
        page.reopen()
        page.wait_until_kept()
        page.show_tab("device")
        page.wait_until(lambda: "may not be taken without the network" in page.text("#device"), "the rule is known")
        page.show_tab("scan")
        with proxy.cut_off():
            page.type_code(voucher["code"])
            assert "Nothing was done" in page.wait_for_answer("refused")
            page.dismiss()
            page.script("window.seen = arguments[0]", voucher["qr_payload"])
            assert "Nothing was done" in page.wait_for_answer("refused")
            assert outbox(page) == []


def test_revoked_vouchers_are_refused_and_unknown_keys_prove_nothing(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    revoked, other = shop.voucher(), shop.voucher()

    def change(offline: dict[str, Any]) -> None:
        offline.update(revoked=[revoked["code"]], keys=[])

    with before_every_page(page, DETECTOR), rewritten(proxy, change):
        page.reopen()
        page.wait_until(lambda: kept_offline(page)["keys"] == [], "the account was fetched anew")
        with proxy.cut_off():
            page.script("window.seen = arguments[0]", revoked["qr_payload"])
            assert "Withdrawn" in page.wait_for_answer("refused")
            page.script("window.seen = null")
            page.dismiss()
            page.script("window.seen = arguments[0]", other["qr_payload"])
            assert "Not verified" in page.wait_for_answer("unsure")


def kept_offline(page: TillPage) -> dict[str, Any]:
    return next(one["state"]["offline"] for one in kept(page, "kept") if "state" in one)


@contextmanager
def rewritten(proxy: RecordingProxy, change: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """The gateway says something else of what may be done without the network."""
    asking = proxy._answer

    def answer(exchange: Exchange) -> tuple[int, list[tuple[str, str]], bytes]:
        status, headers, content = asking(exchange)
        if exchange.path == "/v1/staff" and status == 200:
            account = json.loads(content)
            change(account["offline"])
            content = json.dumps(account).encode()
        return status, headers, content

    proxy._answer = answer
    try:
        yield
    finally:
        proxy._answer = asking


# People and devices


def test_a_lead_sets_up_another_device_with_a_qr_code(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, screenshots: Path) -> None:
    page = open_till()
    page.show_tab("device")
    page.element("#add-device").click()
    picture = page.wait_for(".enrolment img")
    page.wait_until(lambda: page.script("return arguments[0].complete && arguments[0].naturalWidth > 0", picture), "it is drawn")
    page.script("arguments[0].scrollIntoView({ block: 'center' })", picture)
    drawn = Image.open(io.BytesIO(picture.screenshot_as_png))
    text = pyzbar.decode(drawn)[0].data.decode()
    code = text.rpartition("#enrol=")[2]
    assert code == page.text(".plain-code").replace(" ", "") and "/staff#enrol=" in text
    page.keep_screenshot(screenshots, "till-add-device")
    assert_in_order(page)
    # It is not left on the screen.
    page.show_tab("scan")
    page.show_tab("device")
    assert page.elements(".enrolment img") == []
    # A fresh browser, as far as cookies go.
    page.command("Network.clearBrowserCookies")
    page.enrol(code, "Second till")
    assert page.text("#store-name") == "Lantern Lane Bloomsbury"
    assert page.faults() == []


def test_a_till_person_adds_no_device_and_signs_out(open_till: Callable[..., TillPage]) -> None:
    page = open_till(role="till", name="Tilly")
    page.show_tab("device")
    page.wait_for("#sign-out")
    assert page.elements("#add-device") == [] and "Tilly" in page.text("#device")
    page.element("#sign-out").click()
    page.wait_for_view("sign-in")
    page.reopen("sign-in")
    assert page.faults() == []


def test_what_one_person_took_waits_for_them(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till(name="Ada")
    grace = shop.person("Grace")
    voucher = shop.voucher()
    with proxy.cut_off():
        page.type_code(voucher["code"])
        page.wait_for_answer("unsure")
        page.press("Take it, send later")
        page.wait_until(lambda: "not sent yet" in page.text("#answer"), "it is kept")
        page.dismiss()
        # Her session ends meanwhile.
        page.driver.delete_cookie("footbridge_staff")
    page.wait_for_view("sign-in")
    page.sign_in(grace["person_id"], grace["pin"])
    page.show_tab("today")
    page.wait_until(lambda: "Waits until Ada" in page.text("#today"), "it is said whom it waits for")
    assert all(one.status == 401 for one in redemptions(proxy))
    assert len(outbox(page)) == 1


def test_too_many_wrong_pins_are_waited_out(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop) -> None:
    page = TillPage(till_browser, proxy.address)
    ada = shop.person("Ada")
    page.enrol(shop.enrolment_code())
    page.choose_person(ada["person_id"])
    proxy.refuse_next("/v1/staff/session", 429, "pin-delay", Retry_After="2")
    page.element("#pin").send_keys("1234", Keys.ENTER)
    page.wait_until(lambda: "Wait 0:02" in page.text("#pin-message"), "the delay is said")
    submit = page.element("#pin-part [type=submit]")
    assert not submit.is_enabled() and re.search(r"0:0[12]", submit.text)
    page.wait_until(submit.is_enabled, "the delay is over")
    page.element("#pin").send_keys(ada["pin"], Keys.ENTER)
    page.wait_for_view("till")


# Languages, installation


@pytest.mark.parametrize(("languages", "lang", "enrol", "ready", "refused", "delayed"), [
    ("en-GB", "en", "Set this device up", "Can be redeemed", "Already redeemed", "Too many unknown codes"),
    ("de-DE,de;q=0.9", "de", "Gerät einrichten", "Kann eingelöst werden", "Schon eingelöst", "Zu viele unbekannte Codes"),
    ("zh-CN,zh;q=0.9", "zh-Hans", "设置此设备", "可以核销", "已经用过", "未知代码过多"),
    ("sw,zh-TW;q=0.8", "zh-Hans", "设置此设备", "可以核销", "已经用过", "未知代码过多"),
], ids=["english", "german", "chinese", "first one known"])
def test_the_till_speaks_the_languages_of_the_browser(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop, screenshots: Path, languages: str, lang: str,
        enrol: str, ready: str, refused: str, delayed: str) -> None:
    page = TillPage(till_browser, proxy.address, SMALL_PHONE, languages=languages)
    page.wait_for_view("enrol")
    assert page.script("return document.documentElement.lang") == lang
    assert page.text("#enrol h1") == enrol
    assert_in_order(page)
    ada = shop.person("Ada")
    page.enrol(shop.enrolment_code())
    page.sign_in(ada["person_id"], ada["pin"])
    assert_in_order(page)
    voucher = shop.voucher()
    page.type_code(voucher["code"])
    assert ready in page.wait_for_answer("ready")
    page.keep_screenshot(screenshots, f"till-{lang}-ready")
    assert_in_order(page)
    page.element("#answer-actions .main").click()
    page.wait_for_answer("done")
    assert_in_order(page)
    page.dismiss()
    page.type_code(voucher["code"])
    assert refused in page.wait_for_answer("refused")
    page.keep_screenshot(screenshots, f"till-{lang}-refused")
    assert_in_order(page)
    page.dismiss()
    proxy.refuse_next("/v1/redemptions/check", 429, "code-delay", Retry_After="7")
    page.type_code(voucher["code"])
    said = page.wait_for_answer("unsure")
    assert delayed in said and "7 s" in said
    assert_in_order(page)
    page.dismiss()
    for tab in ("today", "conflicts", "device"):
        page.show_tab(tab)
        page.keep_screenshot(screenshots, f"till-{lang}-{tab}")
        assert_in_order(page)
    assert page.faults() == []


def test_the_catalogues_say_the_same_things(till_browser: webdriver.Chrome, proxy: RecordingProxy) -> None:
    page = TillPage(till_browser, proxy.address)
    shapes = page.driver.execute_async_script("""
        const done = arguments[0]
        const shape = (value) => typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)])) : `${typeof value} ${value.length > 0}`
        const argumentsOf = (value) => typeof value === 'function' ? `function ${value.length}` : typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, argumentsOf(one)])) : typeof value
        Promise.all(['english', 'german', 'chinese'].map((name) => import(`/assets/staff-${name}.js`).then((all) => argumentsOf(all[name]))))
          .then(done, (error) => done(String(error)))""")
    assert len(shapes) == 3 and len(shapes[0]) > 100
    assert list(shapes[0]) == list(shapes[1]) == list(shapes[2])
    assert shapes[0] == shapes[1] == shapes[2]


def test_it_can_be_installed_and_opens_without_a_network(
        open_till: Callable[..., TillPage], proxy: RecordingProxy) -> None:
    page = open_till()
    page.wait_until_kept()
    manifest = page.command("Page.getAppManifest")
    assert manifest["errors"] == []
    # A headless browser has no window to put an installed page into; everything else has to be right.
    errors = [one["errorId"] for one in page.command("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [one for one in errors if one != "in-incognito"] == []
    scopes = page.driver.execute_async_script("""
        const done = arguments[0]
        navigator.serviceWorker.getRegistrations().then((all) => done(all.map(({ scope }) => new URL(scope).pathname)))""")
    assert scopes == ["/staff"]
    files = page.script("return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)")
    cached = page.driver.execute_async_script("""
        const done = arguments[0]
        caches.open('footbridge-staff').then((cache) => cache.keys()).then((all) => done(all.map(({ url }) => new URL(url).pathname)))""")
    # All that the page loads is kept, and nothing that the gateway said.
    assert {name for name in files if name.startswith("/assets/")} <= set(cached)
    assert all(name == "/staff" or name.startswith("/assets/") for name in cached)
    for blocked in (proxy.cut_off, proxy.silent):
        with blocked():
            page.reopen()
            assert page.text("#person-name") == "Ada"
