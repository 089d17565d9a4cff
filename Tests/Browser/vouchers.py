"""The voucher's page as its tests drive it: how one is got, what it shows, and its redemption."""

from __future__ import annotations

import http.client
import io
import json
import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from daemon import PATIENCE_S, Daemon
from page import ShopperPage
from PIL import Image
from pyzbar import pyzbar
from recording_proxy import RecordingProxy
from selenium.common.exceptions import WebDriverException

VOUCHER_PATH = re.compile(r"/v/vou_[0-9a-z]+")


def find_book(page: ShopperPage, isbn: str) -> None:
    """Looks the book up by its number, with shops nearby of which one has a promotion of value."""
    page.use_location()
    page.type_isbn(isbn)
    page.wait_for_view("answer")
    page.wait_for(".voucher-button")


def get_voucher(page: ShopperPage, button: str = "button.voucher-button") -> str:
    """Taps the first such button; the path of the voucher's page."""
    page.click(button)
    return wait_for_voucher(page)


def wait_for_voucher(page: ShopperPage) -> str:
    """Waits until a voucher's page is open; its path."""
    page.wait_until(lambda: page.script("return document.readyState === 'complete' && !!document.querySelector('.code')"),
                    "the voucher is shown")
    path = path_of(page)
    assert VOUCHER_PATH.fullmatch(path)
    return path


def path_of(page: ShopperPage) -> str:
    return urlsplit(page.driver.current_url).path


def issued(proxy: RecordingProxy) -> dict[str, Any]:
    """The gateway's last answer about a voucher."""
    order = proxy.sent("POST", "/v1/vouchers")[-1]
    assert order.status == 201, order.answer
    return json.loads(order.answer)


def wait_until_kept(page: ShopperPage) -> None:
    def is_kept() -> bool:
        return page.driver.execute_async_script("""
            const done = arguments[0]
            const files = ['directions.js', 'favicon.svg', 'shopper.css', 'voucher.css', 'voucher.js'].map((name) => `/assets/${name}`)
            Promise.all([location.pathname, ...files].map((path) => caches.match(path)))
              .then((found) => done(navigator.serviceWorker.controller !== null && found.every(Boolean)), () => done(false))""")
    page.wait_until(is_kept, "the page is kept")


def picture_of_code(page: ShopperPage) -> Image.Image:
    return Image.open(io.BytesIO(page.element(".qr").screenshot_as_png))


def read(picture: Image.Image) -> list[str]:
    """What a scanner reads in it."""
    return [symbol.data.decode() for symbol in pyzbar.decode(picture)]


def shows_voucher(page: ShopperPage) -> bool:
    try:
        page.driver.refresh()
    except WebDriverException as error:
        assert "net::ERR" in str(error)  # Chromium's own page, since there is nothing to show.
        return False
    return bool(page.elements(".code"))


def state(page: ShopperPage) -> str:
    return page.script("return document.documentElement.dataset.state")


def redeem(daemon: Daemon, code: str) -> tuple[int, dict[str, Any]]:
    """At the sample till, as its staff does it."""
    till = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=PATIENCE_S)
    till.request("POST", "/v1/redemptions", json.dumps({"code": code}), {
        "Authorization": f"Bearer {daemon.keys['staff']}", "Content-Type": "application/json",
        "Idempotency-Key": uuid.uuid4().hex})
    answer = till.getresponse()
    told = json.loads(answer.read())
    till.close()
    return answer.status, told


def assert_in_order(page: ShopperPage) -> None:
    assert page.accessibility_violations() == []
    assert page.small_targets() == []
    assert page.overflow() <= 0
