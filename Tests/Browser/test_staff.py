"""The till against the real daemon, in headless Chromium: a voucher's way from enrolment to the second scan."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page import DESKTOP, PHONE
from recording_proxy import RecordingProxy
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from till import (
    CLOCK,
    SMALL_PHONE,
    Camera,
    Shop,
    TillPage,
    assert_in_order,
    before_every_page,
    redemptions,
)

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


def look_over(page: TillPage, screenshots: Path, view: str) -> None:
    """What is on the screen is in order on every device and in both colour schemes."""
    for look in page.in_every_look(PHONE, SMALL_PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"till-{look}-{view}")
        assert_in_order(page)

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
