"""The shopper page in headless Chromium, driven as a shopper would."""

from __future__ import annotations

import base64
import importlib.resources
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

#: Longer than anything takes, however slow the machine.
PATIENCE_S = 120
#: Between two looks of a wait.
LOOK_EVERY_S = 0.05
PHONE = (390, 844)
DESKTOP = (1280, 800)
LONDON = (51.5154, -0.1415)

#: A name of this machine that a browser does not know for it: plain http from there is as from any other machine.
PLAIN_HOST = "shop.test"

CHROMIUM_SWITCHES = [
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]


def start_browser(*switches: str) -> webdriver.Chrome:
    """Headless Chromium by Debian's own driver; nothing is fetched for it."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium and chromedriver, "the browser tests need Debian's chromium and chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for switch in (*CHROMIUM_SWITCHES, *switches):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(chromedriver))
    # The driver's own half minute is not enough for axe on a machine that has other work.
    browser.set_script_timeout(PATIENCE_S)
    return browser


class ShopperPage:
    """The page as one device shows it. Each test has an address of its own, so nothing is remembered from others."""

    def __init__(self, driver: webdriver.Chrome, address: str, size: tuple[int, int], *, dark: bool, languages: str,
                 position: tuple[float, float] | None) -> None:
        self.driver = driver
        self.address = address
        self.driver.get("about:blank")
        self.command("Network.clearBrowserCookies")
        self.take_on(size, dark=dark)
        agent = self.driver.execute_script("return navigator.userAgent")
        self.command("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=languages)
        if position is None:
            self.command("Browser.setPermission", origin=address, permission={"name": "geolocation"}, setting="denied")
        else:
            self.command("Browser.grantPermissions", origin=address, permissions=["geolocation"])
            self.command("Emulation.setGeolocationOverride", latitude=position[0], longitude=position[1], accuracy=20)
        self.driver.get_log("browser")  # Read away what others left.
        self.open()

    def command(self, name: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, parameters)

    def take_on(self, size: tuple[int, int], *, dark: bool) -> None:
        """Becomes a device of that size and colour scheme; what it shows stays."""
        self.size, self.dark = size, dark
        width, height = size
        is_phone = width < 600
        self.command("Emulation.setDeviceMetricsOverride",
                     width=width, height=height, deviceScaleFactor=2 if is_phone else 1, mobile=is_phone)
        self.command("Emulation.setTouchEmulationEnabled", enabled=is_phone)
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                               {"name": "prefers-reduced-motion", "value": "reduce"}])

    def in_every_look(self, *sizes: tuple[int, int]) -> Iterator[str]:
        """Takes on each size in both colour schemes and names the two, in the end those from before again."""
        before = self.size, self.dark
        for size in sizes:
            for dark in (False, True):
                self.take_on(size, dark=dark)
                self.wait_until_laid_out()
                yield f"{size[0]}-{'dark' if dark else 'light'}"
        self.take_on(before[0], dark=before[1])
        self.wait_until_laid_out()

    def wait_until_laid_out(self) -> None:
        self.wait_until(lambda: self.script("return document.documentElement.clientWidth") == self.size[0],
                        f"the page is laid out {self.size[0]} wide")

    def open(self, fragment: str = "") -> None:
        self.driver.get(f"{self.address}/{fragment}")

    # What a shopper does

    def choose_photo(self, photo: Path) -> None:
        self.element("#choose").send_keys(str(photo))

    def type_isbn(self, text: str) -> None:
        field = self.element("#isbn")
        field.clear()
        field.send_keys(text)
        self.element("#isbn-form button").click()

    def use_location(self) -> None:
        self.element("#locate").click()
        self.wait_until(lambda: self.element("#place-change").is_displayed(), "the position is taken up")

    # What a shopper sees

    def element(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def elements(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return self.element(selector).text.strip()

    def keep_a_record_of(self, selector: str) -> None:
        """Notes all that an element becomes, which may be gone again before anybody looks; `record` has it."""
        self.script("""
            const watched = document.querySelector(arguments[0])
            window.record = [watched.outerHTML]
            new MutationObserver(() => window.record.push(watched.outerHTML))
              .observe(watched, { subtree: true, childList: true, characterData: true, attributes: true })""", selector)

    def record(self) -> list[str]:
        """The markup of the element at every time since."""
        return self.script("return window.record")

    def wait_until(self, condition: Any, what: str) -> None:
        # What was found may be replaced before it is read; the next look finds what took its place.
        waiting = WebDriverWait(self.driver, PATIENCE_S, LOOK_EVERY_S, ignored_exceptions=[StaleElementReferenceException])
        waiting.until(lambda _: condition(), message=f"waited in vain until {what}")

    def click(self, selector: str) -> None:
        """Clicks the first of these that can be seen, as soon as there is one."""
        def is_clicked() -> bool:
            shown = next((one for one in self.elements(selector) if one.is_displayed()), None)
            if shown is not None:
                shown.click()
            return shown is not None
        self.wait_until(is_clicked, f"{selector} can be clicked")

    def wait_for_text(self, selector: str, words: str) -> str:
        """Waits until an element says the words; all that it says then."""
        said = ""

        def is_said() -> bool:
            nonlocal said
            said = self.text(selector)
            return words in said
        self.wait_until(is_said, f"{selector} says “{words}”")
        return said

    def wait_for(self, selector: str) -> WebElement:
        self.wait_until(lambda: self.elements(selector), f"{selector} is there")
        return self.element(selector)

    def wait_for_view(self, view: str) -> None:
        """One of start, busy, answer, diagnosis, problem."""
        def shown() -> bool:
            now = self.script("return document.body.dataset.view")
            assert now == view or now != "problem", f"instead of {view}: {self.text('#stage')}"
            return now == view
        self.wait_until(shown, f"the {view} is shown")

    def focused(self) -> str:
        """The id of what has the focus."""
        return self.script("return document.activeElement.id")

    def wait_for_focus(self, name: str) -> None:
        self.wait_until(lambda: self.focused() == name, f"{name} has the focus")

    def script(self, source: str, *arguments: Any) -> Any:
        return self.driver.execute_script(source, *arguments)

    def faults(self) -> list[str]:
        """Errors, warnings and policy violations in the console; refused requests that a test asked for are not these."""
        return [f"{entry['level']} {entry['message']}" for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING") and "the server responded with a status of" not in entry["message"]]

    def accessibility_violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA and its best practices."""
        if self.script("return !window.axe"):
            self.script(importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        result = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document).then(done, (error) => done({ failed: String(error) }))")
        assert "failed" not in result, result["failed"]
        return [f"{violation['id']}: {violation['help']}: " + ", ".join(str(node["target"]) for node in violation["nodes"])
                for violation in result["violations"]]

    def small_targets(self) -> list[str]:
        """Visible controls under 44 CSS pixels in width or height."""
        return self.script("""
            return [...document.querySelectorAll('a, button, label.button, input:not([type=file]), summary')]
              .filter((target) => target.checkVisibility() && !target.closest('.skip'))
              .map((target) => [target, target.getBoundingClientRect()])
              .filter(([, box]) => box.width < 44 || box.height < 44)
              .map(([target, box]) => `${target.id || target.textContent.trim()} ${box.width}x${box.height}`)""")

    def broken_buttons(self) -> list[str]:
        """Visible buttons whose words do not stand in one line."""
        return self.script("""
            return [...document.querySelectorAll('.button')].filter((button) => button.checkVisibility()).filter((button) => {
              const words = document.createRange()
              words.selectNodeContents(button)
              const line = parseFloat(getComputedStyle(button).lineHeight)
              return words.getBoundingClientRect().height > 1.6 * line
            }).map((button) => button.textContent.trim())""")

    def set_text_size(self, percent: int) -> None:
        """As large as the browser's settings would make it: every size of the page is a multiple of that."""
        self.script("document.documentElement.style.fontSize = `${arguments[0]}%`", percent)

    def split_words(self) -> list[str]:
        """Words of an alphabet, and numbers, that are seen on two lines."""
        return self.script("""
            const split = []
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
            while (texts.nextNode()) {
              const text = texts.currentNode
              // What is for screen readers alone is one pixel wide.
              if (!text.parentElement.checkVisibility() || text.parentElement.getBoundingClientRect().width < 2) continue
              for (const { 0: word, index } of text.data.matchAll(/[\\p{Script=Latin}\\p{N}’']{2,}/gu)) {
                const range = document.createRange()
                range.setStart(text, index)
                range.setEnd(text, index + word.length)
                if (new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size > 1) split.push(word)
              }
            }
            return split""")

    def overflow(self) -> int:
        """CSS pixels that the page is wider than its window."""
        # A phone zooms out until all is in its window, so the window's own width would hide it.
        return self.script("return document.documentElement.scrollWidth") - self.size[0]

    def keep_screenshot(self, folder: Path, name: str) -> None:
        """Keeps the first screen, and the whole page beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.script("scrollTo(0, 0)")
        self.driver.save_screenshot(str(folder / f"{name}.png"))
        height = self.script("return document.documentElement.scrollHeight")
        whole = self.command("Page.captureScreenshot", captureBeyondViewport=True,
                             clip={"x": 0, "y": 0, "width": self.size[0], "height": height, "scale": 1})
        (folder / f"{name}-whole.png").write_bytes(base64.b64decode(whole["data"]))
