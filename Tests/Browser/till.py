"""The staff page in headless Chromium, driven as at a till; and the vouchers and the camera that a till needs."""

from __future__ import annotations

import http.client
import io
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from daemon import PATIENCE_S, Daemon
from page import LONDON, PHONE, ShopperPage
from PIL import Image
from recording_proxy import Exchange, RecordingProxy
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.keys import Keys

STORE = "lantern-lane.bloomsbury"
OTHER_STORE = "lantern-lane.soho"
#: What the camera sees, in pixels.
FRAME = (1280, 720)
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


class Shop:
    """What happens around the till: shoppers get vouchers, another store takes one, a colleague is added."""

    def __init__(self, daemon: Daemon, isbn: str) -> None:
        self.daemon = daemon
        self.isbn = isbn
        self._other_key: str | None = None

    def ask(self, method: str, path: str, key: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=PATIENCE_S)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body=None if body is None else json.dumps(body),
                               headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **named})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def voucher(self) -> dict[str, Any]:
        """A new voucher that the store and the other store take."""
        client = self.daemon.keys["client"]
        _, found = self.ask("GET", f"/v1/products/{self.isbn}?lat={LONDON[0]}&lon={LONDON[1]}&limit=50", client)
        promotion = next(promotion for store in json.loads(found)["stores"] if store["id"] == STORE
                         for promotion in store["promotions"] if promotion["value"])
        status, issued = self.ask("POST", "/v1/vouchers", client, {
            "gtin": self.isbn, "promotion_id": promotion["id"], "store_id": STORE, "visitor": secrets.token_hex(8)})
        assert status == 201, issued
        return json.loads(issued)

    def picture(self, voucher: dict[str, Any]) -> Image.Image:
        """The voucher's QR code as the gateway draws it."""
        status, drawn = self.ask("GET", f"/v1/vouchers/{voucher['id']}/qr.png", self.daemon.keys["client"])
        assert status == 200
        return Image.open(io.BytesIO(drawn)).convert("RGB")

    def redeem_elsewhere(self, voucher: dict[str, Any]) -> dict[str, Any]:
        """The other store takes it."""
        if self._other_key is None:
            made = self.daemon.told("key", "create", "--role", "staff", "--store", OTHER_STORE)
            self._other_key = made["key"]
        status, answer = self.ask("POST", "/v1/redemptions", self._other_key, {"code": voucher["code"]},
                                  Idempotency_Key=secrets.token_hex(16))
        assert status == 201, answer
        return json.loads(answer)

    def enrolment_code(self) -> str:
        return self.daemon.told("staff", "enrol", "--store", STORE)["code"]

    def person(self, name: str, role: str = "lead") -> dict[str, Any]:
        return self.daemon.told("staff", "add", "--store", STORE, "--name", name, "--role", role)


class Camera:
    """The file that Chromium plays in place of a camera; it is opened anew whenever a page starts the camera."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shows(None)

    def shows(self, code: Image.Image | None) -> None:
        """A phone with a QR code on it, held somewhat off the middle; or an empty counter."""
        frame = Image.new("RGB", FRAME, (120, 112, 104))
        if code is not None:
            side = FRAME[1] * 2 // 3
            paper = Image.new("RGB", (side + 40, side + 40), (250, 250, 250))
            paper.paste(code.resize((side, side), Image.Resampling.LANCZOS), (20, 20))
            frame.paste(paper.rotate(4, fillcolor=(120, 112, 104), resample=Image.Resampling.BICUBIC), (330, 60))
        jpeg = io.BytesIO()
        frame.save(jpeg, "JPEG", quality=90)
        # A running camera reads on in the file that it has open.
        written = self.path.with_suffix(".part")
        written.write_bytes(jpeg.getvalue() * 10)
        written.replace(self.path)


class TillPage(ShopperPage):
    """The staff page as one device shows it."""

    def __init__(self, driver: webdriver.Chrome, address: str, size: tuple[int, int] = PHONE, *, dark: bool = False,
                 languages: str = "en-GB") -> None:
        super().__init__(driver, address, size, dark=dark, languages=languages, position=None)

    def open(self, fragment: str = "") -> None:
        # The same address with another fragment would not be opened anew.
        self.driver.get("about:blank")
        self.driver.get(f"{self.address}/staff{fragment}")

    def wait_for_view(self, view: str) -> None:
        """One of enrol, sign-in, till."""
        self.wait_until(lambda: self.script("return document.body.dataset.view") == view, f"the {view} view is shown")

    def reopen(self, view: str = "till") -> None:
        self.driver.refresh()
        self.wait_for_view(view)

    def reopen_and_hear(self) -> None:
        """Opens the page again and waits until it has taken up what the gateway says of its account by now."""
        self._hear(self.reopen)

    def ask_again(self) -> None:
        """Has the page ask for its account, as it does by itself every other minute, and waits until it is taken up."""
        self._hear(lambda: self.script("dispatchEvent(new Event('online'))"))

    def _hear(self, ask: Callable[[], None]) -> None:
        before = self.account()["server_time"]
        ask()
        self.wait_until(lambda: self.account()["server_time"] > before, "the gateway's account is taken up")

    def kept(self, store: str) -> list[Any]:
        """All that the device keeps in one of its stores."""
        return self.driver.execute_async_script("""
            const [store, done] = arguments
            const opening = indexedDB.open('footbridge-staff')
            opening.onsuccess = () => {
              const reading = opening.result.transaction(store).objectStore(store).getAll()
              reading.onsuccess = () => { opening.result.close(); done(reading.result) }
            }""", store)

    def outbox(self) -> list[dict[str, Any]]:
        return self.kept("outbox")

    def account(self) -> dict[str, Any]:
        """What the gateway said last of this device."""
        return next(one["state"] for one in self.kept("kept") if isinstance(one, dict) and "state" in one)

    def enrol(self, code: str, name: str = "Front till") -> None:
        self.script("location.hash = `enrol=${arguments[0]}`", code)
        self.wait_until(lambda: self.element("#enrol-code").get_property("value") == code, "the code is taken up")
        field = self.element("#enrol-name")
        field.clear()
        field.send_keys(name, Keys.ENTER)
        self.wait_for_view("sign-in")

    def choose_person(self, person_id: str) -> None:
        self.click(f"#people [data-person='{person_id}']")

    def sign_in(self, person_id: str, pin: str) -> None:
        self.choose_person(person_id)
        self.element("#pin").send_keys(pin, Keys.ENTER)
        self.wait_for_view("till")

    def type_code(self, code: str) -> None:
        field = self.element("#code")
        field.clear()
        field.send_keys(code, Keys.ENTER)

    def restart_camera(self) -> None:
        """The camera sees what its file holds when it starts; it starts by itself where the browser has allowed it."""
        def is_on() -> bool:
            return self.element("#viewfinder").get_dom_attribute("data-on") == "true"
        self.wait_until(is_on, "the camera is on")
        self.element("#camera").click()
        self.wait_until(lambda: not is_on(), "the camera is off")
        self.element("#camera").click()
        self.wait_until(is_on, "the camera is on again")

    def wait_for_answer(self, tone: str) -> str:
        """One of ready, done, refused, unsure, undone; all that it says."""
        def shown() -> bool:
            return self.script("return document.querySelector('#answer[open]')?.dataset.tone") == tone
        try:
            self.wait_until(shown, f"the answer is {tone}")
        except TimeoutException as error:
            raise AssertionError(f"instead of {tone}: {self.text('#answer')} {self.text('main')}") from error
        return self.text("#answer")

    def press(self, words: str) -> None:
        """A button of the answer."""
        def is_pressed() -> bool:
            button = next((one for one in self.elements("#answer-actions button") if words in one.text), None)
            if button is not None:
                button.click()
            return button is not None
        self.wait_until(is_pressed, f"“{words}” can be pressed")

    def dismiss(self) -> None:
        self.click("#answer-actions .main")
        self.wait_until(lambda: not self.elements("#answer[open]"), "the answer is put away")

    def live_on(self, frames: int) -> None:
        """Lets the page draw so many frames more: what it would do by itself, it has done then."""
        self.driver.execute_async_script("""
            let left = arguments[0]
            const done = arguments[1]
            const next = () => --left > 0 ? requestAnimationFrame(next) : done()
            next()""", frames)

    def show_tab(self, name: str) -> None:
        self.click(f"#tabs [data-tab={name}]")
        self.wait_for(f"#{name} h1")
    def wait_until_kept(self) -> None:
        # A page that was opened while its worker started may do without it; the next one is the worker's.
        def is_kept() -> bool:
            return self.driver.execute_async_script("""
                const done = arguments[0]
                const worker = navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')
                Promise.all([worker, caches.match('/staff'), caches.match('/assets/staff.js')])
                  .then((found) => done(found.every(Boolean)), () => done(false))""")
        self.wait_until(is_kept, "the page is kept")


@contextmanager
def before_every_page(page: TillPage, source: str) -> Iterator[None]:
    added = page.command("Page.addScriptToEvaluateOnNewDocument", source=source)
    try:
        yield
    finally:
        page.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


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


def assert_in_order(page: TillPage) -> None:
    assert page.accessibility_violations() == []
    assert page.small_targets() == []
    assert page.script("return innerWidth") == page.size[0], "something is wider than the screen"
    assert page.overflow() <= 0


def redemptions(proxy: RecordingProxy) -> list[Exchange]:
    return [one for one in proxy.sent("POST", "/v1/redemptions") if one.path == "/v1/redemptions"]
