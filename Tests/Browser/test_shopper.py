"""The shopper page against the real daemon, in headless Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from daemon import Daemon
from page import DESKTOP, PHONE, PLAIN_HOST, ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples, enlarged, jpeg_size
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

OpenPage = Callable[..., ShopperPage]

PRICE = re.compile(r"[£$€]\s?\d+[.,]\d{2}|\d+[.,]\d{2}\s?[£$€]")
DISTANCE = re.compile(r"^\d+([.,]\d)?\s?k?m$")


def look_over(page: ShopperPage, screenshots: Path, view: str) -> None:
    """What is on the screen is in order on phone and desktop and in both colour schemes."""
    for look in page.in_every_look(PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"shopper-{look}-{view}")
        assert page.accessibility_violations() == []
        assert page.small_targets() == []
        assert page.overflow() <= 0


def test_a_photo_leads_to_the_book_its_offers_and_a_shop_nearby(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    photo, isbn = samples.readable()
    page = open_page()
    look_over(page, screenshots, "start")

    page.use_location()
    page.choose_photo(photo)
    page.wait_for_view("answer")

    assert page.text("#book-title")
    assert page.text(".isbn").replace("-", "").endswith(isbn)
    assert PRICE.search(page.text("#listings"))
    shop = page.wait_for(".shop")
    assert shop.find_element(By.TAG_NAME, "h3").text
    assert DISTANCE.match(shop.find_element(By.CSS_SELECTOR, ".distance [aria-hidden]").text)
    assert shop.find_element(By.CSS_SELECTOR, ".stock").text
    assert re.match(r"Open|Closed", shop.find_element(By.CSS_SELECTOR, ".hours").text)
    buy = page.element(".listing a")
    assert buy.get_attribute("href").startswith("http") and "noopener" in buy.get_attribute("rel")
    page.wait_for_focus("book-title")
    look_over(page, screenshots, "answer")

    assert page.faults() == []
    assert len(proxy.sent("POST", "/v1/scans")) == 1
    assert "visitor" not in proxy.sent("POST", "/v1/scans")[0].query


def test_the_page_and_its_files_carry_a_strict_policy(open_page: OpenPage, proxy: RecordingProxy) -> None:
    page = open_page()
    page.wait_until(lambda: any(one.path.endswith("/shopper.js") for one in proxy.sent("GET", "/assets/")), "the script is fetched")
    home = proxy.sent("GET", "/")[0]
    policy = {part.split()[0]: part.split()[1:] for part in home.answer_headers["content-security-policy"].split(";")
              if part.strip()}
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"] and policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'"] and policy["frame-ancestors"] == ["'none'"]
    cookie = home.answer_headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    for asset in proxy.sent("GET", "/assets/"):
        assert asset.status == 200, asset.target
    assert page.faults() == []
    elsewhere = [name for name in page.script("return performance.getEntriesByType('resource').map(({ name }) => name)")
                 if not name.startswith(proxy.address)]
    assert elsewhere == []


def test_nothing_moves_while_the_page_loads(open_page: OpenPage) -> None:
    page = open_page(languages="de-DE")
    moved = page.driver.execute_async_script("""
        const done = arguments[0]
        let moved = 0
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) if (!shift.hadRecentInput) moved += shift.value
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => done(moved)))""")
    assert moved < 0.1


def test_a_large_photo_is_reduced_before_it_is_sent(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable(longer_than=2000)
    page = open_page()
    page.choose_photo(photo)
    page.wait_for_view("answer")
    scans = proxy.sent("POST", "/v1/scans")
    assert len(scans) == 1
    assert scans[0].headers["Content-Type"] == "image/jpeg"
    assert max(jpeg_size(scans[0].body)) == 2000
    assert len(scans[0].body) < photo.stat().st_size


def test_a_photo_in_which_nothing_is_read_is_sent_once_more_at_full_size(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path, tmp_path: Path) -> None:
    page = open_page()
    photo = enlarged(page, samples.unreadable(), 3000, tmp_path / "large.jpg")
    page.choose_photo(photo)
    page.wait_for_view("diagnosis")
    scans = proxy.sent("POST", "/v1/scans")
    assert [max(jpeg_size(scan.body)) for scan in scans] == [2000, 3000]
    assert scans[1].body == photo.read_bytes()
    assert len(page.text("#diagnosis")) > 20
    assert page.element("#isbn").is_displayed()
    page.keep_screenshot(screenshots, "phone-light-none")
    assert page.accessibility_violations() == []
    assert page.faults() == []


def test_a_small_photo_in_which_nothing_is_read_is_sent_only_once(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, tmp_path: Path) -> None:
    page = open_page()
    photo = enlarged(page, samples.unreadable(), 800, tmp_path / "small.jpg")
    page.choose_photo(photo)
    page.wait_for_view("diagnosis")
    assert [scan.body for scan in proxy.sent("POST", "/v1/scans")] == [photo.read_bytes()]


def test_after_an_unreadable_photo_a_typed_isbn_finds_the_book(open_page: OpenPage, samples: Samples) -> None:
    _, isbn = samples.readable()
    page = open_page()
    page.use_location()
    page.choose_photo(samples.unreadable())
    page.wait_for_view("diagnosis")
    page.type_isbn(f"ISBN {isbn[:3]}-{isbn[3:]}")
    page.wait_for_view("answer")
    assert page.text(".isbn").replace("-", "").endswith(isbn)
    page.wait_for(".shop .distance")


def test_a_mistyped_isbn_is_told_at_its_field(open_page: OpenPage, samples: Samples) -> None:
    _, isbn = samples.readable()
    wrong = isbn[:-1] + str((int(isbn[-1]) + 1) % 10)
    page = open_page()
    for typed, told in [(wrong, "One digit"), (isbn[:-2], "count"), ("hello", "at the barcode"), ("0306406158", "One digit"),
                        ("9.78014E+12", "shortened"), ("1920241008209", "Japanese"), ("2111220009686", "shop’s own"), ("", "first")]:
        page.type_isbn(typed)
        page.wait_for_text("#isbn-message", told)
        assert page.element("#isbn").get_attribute("aria-invalid") == "true"


def test_what_nobody_lists_is_told_alike_typed_and_scanned(
        open_page: OpenPage, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    page.use_location()
    page.type_isbn("978-1-906994-28-0")
    page.wait_for_view("diagnosis")
    typed = page.text(".unlisted-panel")
    assert "This book is not listed here" in typed and "ISBN 978-" in typed
    places = [link.get_attribute("href") for link in page.elements(".elsewhere a")]
    assert places and all(place.endswith("9781906994280") for place in places)
    page.choose_photo(samples.folder / "isbn-unlisted.jpg")
    page.wait_for(".unlisted-panel img")
    assert page.text(".unlisted-panel") == typed
    page.keep_screenshot(screenshots, "phone-light-unlisted")
    assert page.accessibility_violations() == [] and page.small_targets() == []
    page.type_isbn("9772434561006")
    page.wait_for_text(".unlisted-panel", "ISSN 2434-561X")
    assert "book" not in page.text(".unlisted-panel h1") + page.text("#diagnosis")
    assert page.faults() == []


def test_of_several_books_in_a_photo_one_is_chosen(open_page: OpenPage, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    page.choose_photo(samples.folder / "several-two-books.jpg")
    page.wait_for_view("answer")
    first, number = page.text("#book-title"), page.text(".isbn")
    page.keep_screenshot(screenshots, "phone-light-several")
    assert page.accessibility_violations() == [] and page.small_targets() == []
    other = page.text(".also .choice strong")
    assert other and other != first
    page.click(".also .choice")
    page.wait_for_text("#book-title", other)
    assert page.text(".isbn") != number and page.elements(".also") == []


def test_an_article_is_found_by_its_digits_and_never_called_a_book(
        open_page: OpenPage, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    page.use_location()
    page.type_isbn("5012345678900")
    page.wait_for_text("#book-title", "Reading lamp")
    assert page.text(".isbn") == "GTIN 5012345678900"
    page.wait_until(lambda: not page.elements("#shops[aria-busy]"), "the shops are there")
    assert "this book" not in page.text("#stage") and "ISBN" not in page.text("#stage")
    page.keep_screenshot(screenshots, "phone-light-article")
    # What was said aloud does not stay for somebody to come upon later.
    page.wait_until(lambda: page.script("return announcement.textContent") == "", "the live region is empty again")


def test_the_lowest_price_is_in_the_money_of_the_place(open_page: OpenPage, daemon: Daemon, samples: Samples) -> None:
    def listings(isbn: str, where: str = "") -> dict[str, Any]:
        return daemon.get(f"/v1/products/{isbn}?{where}")

    def currencies(isbn: str) -> set[str]:
        return {one["price"]["currency"] for one in listings(isbn)["listings"]
                if one["price"] and one["availability"] == "in_stock"}
    isbn = next(isbn for isbn in samples.listed_isbns() if {"GBP", "EUR"} <= currencies(isbn))
    page = open_page()
    page.use_location()
    page.type_isbn(isbn)
    page.wait_for_view("answer")
    assert "£" in page.text(".from-price") and "£" in page.text(".listing .price")
    berlin = listings(isbn, "lat=52.52&lon=13.405&radius_m=50000")
    assert berlin["online_from"]["currency"] == berlin["listings"][0]["price"]["currency"] == "EUR"
    assert listings(isbn, "lang=en-GB")["online_from"]["currency"] == "GBP"


def test_the_way_to_a_shop_opens_the_devices_own_map(open_page: OpenPage) -> None:
    page = open_page()
    for agent, touches, begin in [
        ("Mozilla/5.0 (Linux; Android 15)", 5, "geo:51.500000,-0.100000?q="),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", 5, "https://maps.apple.com/?daddr=51.500000,-0.100000"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5, "https://maps.apple.com/"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0, "https://www.openstreetmap.org/directions?to="),
        ("Mozilla/5.0 (Windows NT 10.0)", 10, "https://www.openstreetmap.org/"),
    ]:
        way = page.driver.execute_async_script("""
            const [agent, touches, done] = arguments
            Object.defineProperty(navigator, 'userAgent', { value: agent, configurable: true })
            Object.defineProperty(navigator, 'maxTouchPoints', { value: touches, configurable: true })
            import('/assets/directions.js').then(({ wayTo }) => done(wayTo(51.5, -0.1, 'Lamp & Co').href))""", agent, touches)
        assert way.startswith(begin), agent
        assert "Lamp%20%26%20Co" in way or "openstreetmap" in way, agent


def test_over_plain_http_the_page_says_that_it_needs_https(open_page: OpenPage, proxy: RecordingProxy, screenshots: Path) -> None:
    page = open_page()
    port = urlsplit(proxy.address).port
    page.driver.get(f"http://{PLAIN_HOST}:{port}/")
    page.wait_for("#needs-https")
    assert "https" in page.text("#needs-https h1") and not page.element("#finder").is_displayed()
    page.keep_screenshot(screenshots, "phone-light-needs-https")
    assert page.accessibility_violations() == []


def test_a_broken_link_opens_a_page(open_page: OpenPage, proxy: RecordingProxy, screenshots: Path) -> None:
    page = open_page(languages="fr-FR")
    for path in ("/no/such/page", "/v/vou_gone"):
        page.driver.get(proxy.address + path)
        assert page.script("return document.documentElement.lang") == "fr"
        assert page.element("main a").get_attribute("href") == f"{proxy.address}/"
        assert page.accessibility_violations() == []
    page.keep_screenshot(screenshots, "phone-light-missing")


def test_a_typed_place_brings_its_shops_without_sending_the_photo_again(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable()
    page = open_page(position=None)
    page.choose_photo(photo)
    page.wait_for_view("answer")
    assert page.elements(".shop") == []
    page.element("#place-text").send_keys("Londres")
    # The whole town, then its districts: some, and the others when they are asked for.
    page.wait_for(".choice.more")
    assert page.text(".choice") == "London"
    some = len(page.elements(".choice:not(.more)"))
    page.click(".choice.more")
    page.wait_until(lambda: len(page.elements(".choice:not(.more)")) > some, "the other places")
    assert page.elements(".choice.more") == []
    assert page.script("return document.activeElement.textContent") == page.elements(".choice")[some].text
    page.click(".choice")
    page.wait_for(".shop .distance")
    assert page.text("#place-name") == "London"
    assert len(proxy.sent("POST", "/v1/scans")) == 1

    # The choice is remembered, the photo is not.
    page.open()
    page.wait_for_text("#place-name", "London")
    assert page.script("return Object.keys(localStorage)") == ["footbridge.place"]
    assert not page.element("#place-chooser").is_displayed()


def test_a_refused_location_leaves_the_typed_place(open_page: OpenPage) -> None:
    page = open_page(position=None)
    page.element("#locate").click()
    page.wait_for_text("#place-message", "does not share")
    page.wait_for_focus("place-text")


def test_the_page_is_used_by_keyboard_alone(open_page: OpenPage, samples: Samples) -> None:
    _, isbn = samples.readable()
    page = open_page(DESKTOP)

    def press(*keys: str) -> None:
        ActionChains(page.driver).send_keys(*keys).perform()

    def tab_to(what: str, is_there: str) -> None:
        for _ in range(60):
            press(Keys.TAB)
            if page.script(f"return ((focused) => {is_there})(document.activeElement)"):
                # A focus that cannot be seen is no focus.
                assert page.script("""
                    const focused = document.activeElement
                    const seen = focused.type === 'file' ? focused.nextElementSibling : focused
                    return getComputedStyle(seen).outlineStyle !== 'none' && parseFloat(getComputedStyle(seen).outlineWidth) >= 2
                    """), f"no visible focus on {what}"
                return
        raise AssertionError(f"{what} is not reached with Tab")

    tab_to("the photo chooser", "focused.id === 'choose'")
    tab_to("the ISBN field", "focused.id === 'isbn'")
    tab_to("the location button", "focused.id === 'locate'")
    press(Keys.ENTER)
    page.wait_for_focus("place-change")
    ActionChains(page.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB, Keys.TAB).key_up(Keys.SHIFT).perform()
    page.wait_for_focus("isbn")
    press(isbn, Keys.ENTER)
    page.wait_for_view("answer")
    page.wait_for(".shop")
    page.wait_for_focus("book-title")
    tab_to("a shop's directions", "focused.matches('.directions')")
    tab_to("an offer", "focused.matches('.listing a')")
    assert page.faults() == []


def test_back_leads_to_the_start_and_a_reload_shows_the_book_again(open_page: OpenPage, samples: Samples) -> None:
    photo, isbn = samples.readable()
    page = open_page()
    page.choose_photo(photo)
    page.wait_for_view("answer")
    title = page.text("#book-title")
    assert page.driver.current_url.endswith(f"#{isbn}")
    page.driver.refresh()
    page.wait_for_view("answer")
    assert page.text("#book-title") == title
    page.driver.back()
    page.wait_for_view("start")
