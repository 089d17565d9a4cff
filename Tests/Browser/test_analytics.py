"""The analytics page over a year of history, in headless Chromium: by phone and desktop, in light and dark."""

from __future__ import annotations

import csv
import io
import os
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from daemon import Daemon
from page import DESKTOP, PHONE, ShopperPage
from recording_proxy import RecordingProxy
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PACKAGE = Path(__file__).resolve().parents[2]

SECTIONS = ["funnel", "visitors-time", "visitors-hour", "visitors-campaign", "stores", "products", "campaigns"]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One whose log begins with a year."""
    binary = Path(os.environ.get("FOOTBRIDGE_BINARY", PACKAGE / ".build" / "release" / "footbridge"))
    with Daemon(binary, tmp_path_factory.mktemp("history"), sample=("sample", "--history")) as running:
        yield running


@pytest.fixture
def open_analytics(browser, proxy: RecordingProxy) -> Callable[..., ShopperPage]:
    """Opens the page with nobody signed in."""

    def open_one(size: tuple[int, int] = PHONE, *, dark: bool = False) -> ShopperPage:
        page = ShopperPage(browser, proxy.address, size, dark=dark, languages="en-GB", position=None)
        page.open("analytics")
        return page

    return open_one


def sign_in(page: ShopperPage, key: str) -> None:
    """As somebody does who has only a keyboard."""
    field = page.element("#key")
    field.send_keys(key, Keys.ENTER)
    page.wait_for("#reports .report")


def analyst_of(daemon: Daemon, merchant: str) -> str:
    """A new key of an analyst who may see one merchant."""
    return daemon.told("key", "create", "--role", "analyst", "--merchant", merchant, "--name", merchant)["key"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_shows_every_report_and_can_be_used_by_everybody(
        daemon: Daemon, open_analytics, screenshots: Path, size, dark):
    page = open_analytics(size, dark=dark)
    name = f"analytics-{'phone' if size == PHONE else 'desktop'}-{'dark' if dark else 'light'}"
    assert page.accessibility_violations() == []
    page.keep_screenshot(screenshots, f"{name}-key")
    sign_in(page, daemon.keys["analyst"])
    assert [section.get_attribute("aria-labelledby") for section in page.elements("#reports > section")] == [
        f"{section}-title" for section in SECTIONS]
    assert page.text("h1") == "All booksellers"
    page.keep_screenshot(screenshots, name)
    assert page.overflow() <= 0
    for summary in page.elements("summary"):
        summary.send_keys(Keys.ENTER)
    assert len([table for table in page.elements("table") if table.is_displayed()]) == len(SECTIONS)
    assert page.accessibility_violations() == []
    assert page.overflow() <= 0
    page.keep_screenshot(screenshots, f"{name}-tables")
    assert page.faults() == []


def test_a_shop_owner_sees_their_own_and_small_numbers_of_others_not_at_all(daemon: Daemon, open_analytics, screenshots):
    page = open_analytics(DESKTOP)
    sign_in(page, analyst_of(daemon, "two-rivers"))
    assert page.text("h1") == "Two Rivers Booksellers"
    assert not page.element("#merchant").is_displayed()
    page.keep_screenshot(screenshots, "analytics-owner")
    page.driver.get(f"{page.address}/analytics?merchant=lantern-lane")
    assert "no such bookseller" in page.text(".choices-form .problem")
    assert page.text("h1") == "Two Rivers Booksellers"
    assert "Lantern" not in page.driver.page_source


def test_a_choice_of_shop_and_time_is_kept_in_the_address_and_in_the_csv(daemon: Daemon, open_analytics):
    page = open_analytics(DESKTOP)
    sign_in(page, daemon.keys["analyst"])
    page.element("#merchant").send_keys("Lantern")
    page.element(".choices-form button").click()
    page.wait_until(lambda: page.text("h1") == "Lantern Lane Books", "the merchant is shown")
    assert "merchant=lantern-lane" in page.driver.current_url
    link = page.element("section[aria-labelledby=stores-title] a[download]").get_attribute("href")
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.driver.get_cookies())
    with urllib.request.urlopen(urllib.request.Request(link, headers={"Cookie": cookies})) as answer:
        assert answer.headers["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))
    page.element("section[aria-labelledby=stores-title] summary").click()
    shown = page.elements("section[aria-labelledby=stores-title] tbody tr")
    assert len(rows) == len(shown) > 3
    assert [row["store_id"] for row in rows] == [row.find_element(By.TAG_NAME, "th").text for row in shown]


def test_a_wrong_key_and_one_of_another_role_open_nothing(daemon: Daemon, open_analytics):
    page = open_analytics()
    for key, words in (("fbk_nothing", "not a key"), (daemon.keys["staff"], "something else")):
        page.element("#key").send_keys(key, Keys.ENTER)
        page.wait_until(lambda words=words: words in page.text("#key-problem"), "the page says why")
        assert page.driver.get_cookie("footbridge_analytics") is None
        assert page.accessibility_violations() == []


def test_signing_out_ends_the_session(daemon: Daemon, open_analytics):
    page = open_analytics()
    sign_in(page, daemon.keys["analyst"])
    cookie = page.driver.get_cookie("footbridge_analytics")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    page.element("form[action='/analytics/session/end'] button").click()
    page.wait_for("#key")
    assert page.driver.get_cookie("footbridge_analytics") is None


def test_a_revoked_key_ends_its_sessions(daemon: Daemon, open_analytics):
    page = open_analytics()
    key = analyst_of(daemon, "paper-harbour")
    sign_in(page, key)
    daemon.run("key", "revoke", key)
    page.open("analytics")
    page.wait_for("#key")
