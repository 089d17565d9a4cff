"""The till's people and devices: accounts, more devices, PINs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pyzbar import pyzbar
from recording_proxy import RecordingProxy
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from till import (
    DETECTOR,
    SMALL_PHONE,
    Shop,
    TillPage,
    assert_in_order,
    before_every_page,
    redemptions,
    rewritten,
)


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
