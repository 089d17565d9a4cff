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
#: A camera that is there only once the test lets it arrive.
LATE_CAMERA = """
    const open = MediaDevices.prototype.getUserMedia
    MediaDevices.prototype.getUserMedia = function (wanted) {
      return new Promise((resolve) => { window.arrive = resolve }).then(() => open.call(this, wanted))
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


def look_over(page: TillPage, screenshots: Path, view: str) -> None:
    """What is on the screen is in order on every device and in both colour schemes."""
    for look in page.in_every_look(PHONE, SMALL_PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"till-{look}-{view}")
        assert_in_order(page)


def assert_in_order(page: TillPage) -> None:
    assert page.accessibility_violations() == []
    assert page.small_targets() == []
    assert page.script("return innerWidth") == page.size[0], "something is wider than the screen"
    assert page.overflow() <= 0


def redemptions(proxy: RecordingProxy) -> list[Exchange]:
    return [one for one in proxy.sent("POST", "/v1/redemptions") if one.path == "/v1/redemptions"]


# The way of a voucher


def test_from_enrolment_over_a_photo_to_the_second_scan_and_back(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop, camera: Camera, screenshots: Path) -> None:
    voucher, ada = shop.voucher(), shop.person("Ada Lovelace")
    page = TillPage(till_browser, proxy.address)

    page.wait_for_view("enrol")
    page.element("#enrol-code").send_keys("WRONGCODE", Keys.ENTER)
    page.wait_for_text("#enrol-message", "Ask a lead")
    code = shop.enrolment_code()
    page.open(f"#enrol={code}")
    page.wait_for_view("enrol")
    assert page.element("#enrol-code").get_property("value") == code
    assert code not in page.driver.current_url
    look_over(page, screenshots, "1-enrol")
    page.click("#enrol-form [type=submit]")
    page.wait_for_view("sign-in")
    assert page.text("#store-name") == "Lantern Lane Bloomsbury"
    look_over(page, screenshots, "2-people")

    page.choose_person(ada["person_id"])
    page.element("#pin").send_keys(ada["pin"][:-1] + str((int(ada["pin"][-1]) + 1) % 10), Keys.ENTER)
    page.wait_for_text("#pin-message", "Wrong PIN")
    look_over(page, screenshots, "3-pin")
    page.click("#pin-back")
    page.choose_person(ada["person_id"])
    for digit in ada["pin"]:
        next(button for button in page.elements("#pad button") if button.text == digit).click()
    page.click("#pin-part [type=submit]")
    page.wait_for_view("till")
    look_over(page, screenshots, "4-scan")

    camera.shows(shop.picture(voucher))
    page.restart_camera()
    ready = page.wait_for_answer("ready")
    assert voucher["promotion"]["title"] in ready and "10% off" in ready and "Valid until" in ready
    answered = time.monotonic()
    assert all(check.headers["Content-Type"] == "image/jpeg" for check in proxy.sent("POST", "/v1/redemptions/check"))
    look_over(page, screenshots, "5-ready")
    # It stays, and nobody looks on behind it.
    page.live_on(frames=90)
    assert page.elements("#answer[open]")
    assert all(check.began < answered for check in proxy.sent("POST", "/v1/redemptions/check"))

    page.press("Redeem")
    done = page.wait_for_answer("done")
    assert re.search(rf"At {CLOCK}", done) and re.search(rf"Undo until .*{CLOCK} \(1[45]:\d\d left\)", done)
    first = page.script("return document.querySelector('#answer-actions .button:not(.main)').textContent")
    page.wait_until(lambda: first not in page.text("#answer-actions"), "the time that is left runs down")
    look_over(page, screenshots, "6-done")
    assert [one.status for one in redemptions(proxy)] == [201]
    page.dismiss()

    # The voucher is held before the camera still.
    refused = page.wait_for_answer("refused")
    assert re.search(rf"Redeemed {CLOCK} at Lantern Lane Bloomsbury\. Offer to call a lead\.", refused)
    look_over(page, screenshots, "7-refused")
    page.element("#answer").send_keys(Keys.ESCAPE)
    page.wait_until(lambda: not page.elements("#answer[open]"), "Escape puts the answer away")

    page.show_tab("today")
    row = page.wait_for_text("#today .row", voucher["promotion"]["title"])
    assert "by Ada Lovelace" in row
    look_over(page, screenshots, "8-today")
    page.click("#today .row button")
    page.wait_for_text("#answer", "Undo this redemption?")
    page.press("By mistake")
    page.wait_for_text("#answer", "can be used again")
    look_over(page, screenshots, "9-undone")
    page.dismiss()
    page.wait_until(lambda: re.search(rf"Undone {CLOCK}", page.text("#today .row")), "the list says so")
    assert page.elements("#today .row:first-child button") == []
    reversal = proxy.sent("POST", "/v1/redemptions/red_")[-1]
    assert reversal.status == 201 and json.loads(reversal.body) == {"reason": "mistake"}
    assert page.faults() == []


def test_photos_go_out_at_most_twice_a_second_and_one_at_a_time(open_till: Callable[..., TillPage], proxy: RecordingProxy) -> None:
    page = open_till()
    page.wait_until(lambda: len(proxy.sent("POST", "/v1/redemptions/check")) >= 6, "six photos were sent")
    page.wait_for_text("#scan-hint", "in front of the camera")
    photos = proxy.sent("POST", "/v1/redemptions/check")
    assert all(after.began >= before.ended for before, after in zip(photos, photos[1:], strict=False))
    # The first may be held up on its way until the second is sent; the others left at least so far apart.
    assert photos[-1].began - photos[0].began > 0.5 * (len(photos) - 2) - 0.1


def test_a_camera_that_comes_late_takes_nobody_from_the_code(open_till: Callable[..., TillPage]) -> None:
    page = open_till()
    with before_every_page(page, LATE_CAMERA):
        page.reopen()
        page.wait_until(lambda: page.script("return window.arrive !== undefined"), "the camera is asked for")
        page.element("#code").send_keys("2")
        page.script("window.arrive()")
        page.wait_until(lambda: page.element("#viewfinder").get_dom_attribute("data-on") == "true", "the camera is on")
        page.live_on(frames=2)
        assert page.focused() == "code"


def test_a_code_is_checked_while_it_is_typed(open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    code = shop.voucher()["code"]
    field = page.element("#code")

    def wait_for_message(words: str, value: str, *, invalid: bool) -> None:
        page.wait_for_text("#code-message", words)
        assert field.get_property("value") == value
        assert field.get_dom_attribute("aria-invalid") == str(invalid).lower()

    grouped = " ".join(code[at:at + 4] for at in range(0, 13, 4))
    field.send_keys(code[:6].lower())
    wait_for_message("6 of 13", grouped[:7], invalid=False)
    field.send_keys("0")
    wait_for_message("“0” is in no code", f"{grouped[:7]}0", invalid=True)
    field.send_keys(Keys.BACKSPACE, code[6:])
    wait_for_message("complete", grouped, invalid=False)
    field.send_keys("2")
    page.wait_for_text("#code-message", "Too long")
    # In the middle the caret stays where it was.
    field.send_keys(Keys.BACKSPACE, Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.BACKSPACE)
    page.wait_for_text("#code-message", "12 of 13")
    assert page.script("return arguments[0].selectionStart", field) == 1
    field.send_keys(code[1])
    page.wait_for_text("#code-message", "complete")
    assert page.script("return arguments[0].selectionStart", field) == 2

    other = next(character for character in "23456789" if character != code[0])
    for wrong in (other + code[1:], code[1] + code[0] + code[2:] if code[0] != code[1] else other + code[1:]):
        page.type_code(wrong)
        page.wait_for_text("#code-message", "wrong, or two are swapped")
        assert page.focused() == "code"
    assert [one for one in proxy.sent("POST", "/v1/redemptions/check") if "json" in one.headers["Content-Type"]] == []
    page.type_code(code)
    page.wait_for_answer("ready")
    assert page.faults() == []


def test_all_of_it_works_by_keyboard_and_speaks(open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()

    def press(*keys: str) -> None:
        ActionChains(page.driver).send_keys(*keys).perform()

    page.wait_for_focus("scan-title")
    page.element("#code").send_keys(shop.voucher()["code"], Keys.ENTER)
    page.wait_for_answer("ready")
    # The words have the focus, so one key too many redeems nothing.
    assert page.focused() == "answer-title"
    press(Keys.ENTER)
    page.live_on(frames=2)
    assert page.text("#answer h1") == "Can be redeemed" and redemptions(proxy) == []
    press(Keys.TAB, Keys.ENTER)
    page.wait_for_answer("done")
    assert page.focused() == "answer-title"
    press(Keys.TAB, Keys.TAB, Keys.ENTER)
    page.wait_for_text("#answer h1", "Undo this redemption?")
    press(Keys.ESCAPE)
    page.wait_until(lambda: not page.elements("#answer[open]"), "it is left as it is")
    page.element("#tabs [data-tab=today]").send_keys(Keys.ENTER)
    page.wait_for("#today .row")
    page.wait_for_focus("today-title")
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


@contextmanager
def rewritten(proxy: RecordingProxy, change: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """The gateway says something else of the device's account."""
    asking = proxy._answer

    def answer(exchange: Exchange) -> tuple[int, list[tuple[str, str]], bytes]:
        status, headers, content = asking(exchange)
        if exchange.path == "/v1/staff" and status == 200:
            account = json.loads(content)
            change(account)
            content = json.dumps(account).encode()
        return status, headers, content

    proxy._answer = answer
    try:
        yield
    finally:
        proxy._answer = asking


# People and devices


def test_an_open_device_tab_follows_the_account(
        open_till: Callable[..., TillPage], proxy: RecordingProxy) -> None:
    page = open_till()

    def change(account: dict[str, Any]) -> None:
        account["offline"]["allowed"] = False
        account["device"]["name"] = "Back till"

    with rewritten(proxy, change):
        # It opens with what the device has kept, before the gateway has said anything.
        with proxy.holding("/v1/staff"):
            page.reopen()
            page.show_tab("device")
            assert "may be taken without the network" in page.text("#device") and "Front till" in page.text("#device")
        page.wait_for_text("#device", "may not be taken without the network")
        assert "Back till" in page.text("#device")
        page.wait_for_focus("device-title")


def test_what_the_device_tab_has_in_hand_outlasts_a_new_account(
        open_till: Callable[..., TillPage], proxy: RecordingProxy) -> None:
    page = open_till()
    page.show_tab("device")
    page.element("#add-device").send_keys(Keys.ENTER)
    code = page.wait_for(".plain-code").text
    with rewritten(proxy, lambda account: account["offline"].update(allowed=False)):
        page.ask_again()
        page.wait_for_text("#device", "may not be taken without the network")
        assert page.text(".plain-code") == code and page.elements(".enrolment img")
        assert page.focused() == "add-device"
    # Who is no lead any more has no code to give away.
    with rewritten(proxy, lambda account: account["person"].update(role="till")):
        page.ask_again()
        page.wait_until(lambda: not page.elements("#add-device, .plain-code"), "the code is gone")
        assert page.focused() == "device-title"


def test_an_open_device_tab_says_what_waits(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till()
    page.show_tab("device")
    page.wait_until(lambda: page.text("#sign-out") == "Sign out", "nothing waits")
    page.show_tab("scan")
    with proxy.cut_off():
        page.type_code(shop.voucher()["code"])
        page.wait_for_answer("unsure")
        page.press("Take it, send later")
        page.wait_for_text("#answer", "not sent yet")
        page.dismiss()
        page.show_tab("device")
        page.wait_for_text("#device", "1 redemption is not sent yet")
        assert page.text("#sign-out") == "Sign out anyway"
    page.wait_until(lambda: page.text("#sign-out") == "Sign out", "it was sent")
    assert "not sent" not in page.text("#device")


def test_an_open_list_of_today_follows_the_account(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop) -> None:
    page = open_till(name="Ada")
    page.type_code(shop.voucher()["code"])
    page.wait_for_answer("ready")
    page.press("Redeem")
    page.wait_for_answer("done")
    page.dismiss()
    page.show_tab("today")
    page.wait_for_text("#today .row", "by Ada")

    def lists() -> int:
        return len([one for one in proxy.sent("GET", "/v1/redemptions") if one.path == "/v1/redemptions"])

    asked = lists()

    def rename(account: dict[str, Any]) -> None:
        for person in account["people"]:
            person["name"] = person["name"].replace("Ada", "Augusta")

    with rewritten(proxy, rename):
        page.ask_again()
        page.wait_for_text("#today .row", "by Augusta")
        page.wait_for("#today .row button")
        # An account that says the same of everybody moves nothing.
        page.ask_again()
    page.show_tab("today")
    page.wait_until(lambda: lists() >= asked + 2, "the tab has asked")
    assert lists() == asked + 2


def test_a_lead_sets_up_another_device_with_a_qr_code(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, screenshots: Path) -> None:
    page = open_till()
    page.show_tab("device")
    page.click("#add-device")
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
    page.open()
    page.enrol(code, "Second till")
    assert page.text("#store-name") == "Lantern Lane Bloomsbury"
    assert page.faults() == []


def test_a_till_person_adds_no_device_and_signs_out(open_till: Callable[..., TillPage]) -> None:
    page = open_till(role="till", name="Tilly")
    page.show_tab("device")
    page.wait_for("#sign-out")
    assert page.elements("#add-device") == [] and "Tilly" in page.text("#device")
    page.click("#sign-out")
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
    page.wait_for_text("#today", "Waits until Ada")
    assert all(one.status == 401 for one in redemptions(proxy))
    assert len(page.outbox()) == 1


def test_an_answer_from_before_the_enrolment_undoes_nothing(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop) -> None:
    # The page asks who it is as soon as it opens.
    with proxy.holding("/v1/staff"):
        page = TillPage(till_browser, proxy.address)
        page.enrol(shop.enrolment_code())
    page.wait_until(lambda: any(one.status == 401 for one in proxy.sent("GET", "/v1/staff")), "it is told: nobody")
    page.live_on(frames=5)
    assert page.script("return document.body.dataset.view") == "sign-in"
    assert page.account()["device"]["name"] == "Front till"


def test_too_many_wrong_pins_are_waited_out(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop) -> None:
    page = TillPage(till_browser, proxy.address)
    ada = shop.person("Ada")
    page.enrol(shop.enrolment_code())
    page.choose_person(ada["person_id"])
    proxy.refuse_next("/v1/staff/session", 429, "pin-delay", Retry_After="2")
    page.keep_a_record_of("#pin-part")
    page.element("#pin").send_keys("1234", Keys.ENTER)
    page.wait_until(lambda: any("Wait 0:02" in then for then in page.record()), "the delay is said")
    page.wait_until(lambda: page.element("#pin-part [type=submit]").is_enabled(), "the delay is over")
    delayed = [then for then in page.record() if "Wait 0:02" in then]
    assert any(re.search(r'<button[^>]* disabled="">[^<]*\(0:0[12]\)</button>', then) for then in delayed), delayed
    page.element("#pin").send_keys(ada["pin"], Keys.ENTER)
    page.wait_for_view("till")


@pytest.mark.parametrize(("languages", "said"), [
    ("en-GB", "Too many unknown codes"), ("de-DE", "Zu viele unbekannte Codes"), ("zh-CN", "未知代码过多"),
], ids=["english", "german", "chinese"])
def test_after_too_many_unknown_codes_it_is_said_for_how_long_to_wait(
        open_till: Callable[..., TillPage], proxy: RecordingProxy, shop: Shop, languages: str, said: str) -> None:
    page = open_till(SMALL_PHONE, languages=languages)
    # Without the browser's own reader the camera's photos are checks as well.
    with before_every_page(page, DETECTOR):
        page.reopen()
        proxy.refuse_next("/v1/redemptions/check", 429, "code-delay", Retry_After="7")
        page.type_code(shop.voucher()["code"])
        answer = page.wait_for_answer("unsure")
        assert said in answer and "7 s" in answer
        assert_in_order(page)
        # Trying again.
        page.click("#answer-actions .main")
        page.wait_for_answer("ready")


# Languages, installation


@pytest.mark.parametrize(("languages", "lang", "enrol"), [
    ("en-GB", "en", "Set this device up"), ("de-DE,de;q=0.9", "de", "Gerät einrichten"),
    ("zh-CN,zh;q=0.9", "zh-Hans", "设置此设备"), ("sw,zh-TW;q=0.8", "zh-Hans", "设置此设备"),
], ids=["english", "german", "chinese", "first one known"])
def test_the_till_speaks_the_languages_of_the_browser(
        till_browser: webdriver.Chrome, proxy: RecordingProxy, languages: str, lang: str, enrol: str) -> None:
    page = TillPage(till_browser, proxy.address, SMALL_PHONE, languages=languages)
    page.wait_for_view("enrol")
    assert page.script("return document.documentElement.lang") == lang
    assert page.text("#enrol h1") == enrol
    assert_in_order(page)


# The English one is looked over on its way from enrolment to the second scan.
@pytest.mark.parametrize(("languages", "ready", "refused"), [
    ("de-DE", "Kann eingelöst werden", "Schon eingelöst"), ("zh-CN", "可以核销", "已经用过"),
], ids=["german", "chinese"])
def test_every_view_is_in_order_in_other_languages(
        open_till: Callable[..., TillPage], shop: Shop, screenshots: Path, languages: str, ready: str, refused: str) -> None:
    page = open_till(SMALL_PHONE, languages=languages)
    assert_in_order(page)
    voucher = shop.voucher()
    page.type_code(voucher["code"])
    assert ready in page.wait_for_answer("ready")
    page.keep_screenshot(screenshots, f"till-{languages}-ready")
    assert_in_order(page)
    page.click("#answer-actions .main")
    page.wait_for_answer("done")
    assert_in_order(page)
    page.dismiss()
    page.type_code(voucher["code"])
    assert refused in page.wait_for_answer("refused")
    page.keep_screenshot(screenshots, f"till-{languages}-refused")
    assert_in_order(page)
    page.dismiss()
    for tab in ("today", "conflicts", "device"):
        page.show_tab(tab)
        page.keep_screenshot(screenshots, f"till-{languages}-{tab}")
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
    loaded = [name for name in files if name.startswith("/assets/")]
    assert loaded and {re.sub("^/assets/[0-9a-f]{16}/", "/assets/", name) for name in loaded} <= set(cached)
    assert all(name == "/staff" or name.startswith("/assets/") for name in cached)
    for blocked in (proxy.cut_off, proxy.silent):
        with blocked():
            page.reopen()
            assert page.text("#person-name") == "Ada"
