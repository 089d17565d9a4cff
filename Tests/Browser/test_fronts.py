"""Books recognised by their fronts on the shopper page, against the real daemon with the sample covers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from daemon import Daemon
from page import DESKTOP, PHONE, ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

OpenPage = Callable[..., ShopperPage]

pytestmark = pytest.mark.usefixtures("covers")


def look_over(page: ShopperPage, screenshots: Path, view: str) -> None:
    for look in page.in_every_look(PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"shopper-{look}-{view}")
        assert page.accessibility_violations() == []
        assert page.small_targets() == []
        assert page.overflow() <= 0


def wait_for_pictures(page: ShopperPage) -> None:
    page.wait_until(lambda: page.script("return [...document.images].every((one) => one.complete && one.naturalWidth > 0)"),
                    "all pictures are there")


def test_a_front_leads_to_its_book_and_the_shopper_compares(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    page.use_location()
    page.choose_photo(samples.folder / "front-plain.jpg")
    page.wait_for_view("answer")
    assert page.text("#book-title") == "The Footbridge Keeper"
    page.wait_for(".shop .distance")
    assert page.text("#front-question") == "Is it this one?"
    wait_for_pictures(page)
    # The photo with the front framed in it, and beside it the cover, from this origin.
    assert page.element(".front-pair .frame-place polygon").get_attribute("points").count(",") == 4
    assert page.element(".front-pair > img").get_attribute("src").startswith(f"{proxy.address}/covers/09780306406157.jpg?")
    assert page.element(".front-pair > img").get_attribute("alt") == "Cover of “The Footbridge Keeper”"
    photo, cover = (page.element(one).rect for one in (".front-pair .frame", ".front-pair > img"))
    assert photo["x"] + photo["width"] <= cover["x"] and abs(photo["y"] - cover["y"]) < 20
    look_over(page, screenshots, "front")

    page.click("#another-book")
    page.wait_for_view("diagnosis")
    assert page.text("#stage h1") == "The barcode tells" and page.element("#isbn").is_displayed()
    assert page.script("return document.activeElement === document.querySelector('#stage h1')")
    assert page.script("return location.hash") == ""
    # Once more, without its picture, which is drawn then.
    path = next(one.path for one in proxy.sent("GET", "/covers/"))
    page.command("Network.clearBrowserCache")
    proxy.refuse_next(path, 404, "not-found")
    page.choose_photo(samples.folder / "front-plain.jpg")
    page.wait_for(".front-pair > .book-cover")
    # An unknown front leads to the barcode and the number, too.
    page.choose_photo(samples.folder / "front-unknown-photo.jpg")
    page.wait_for_view("diagnosis")
    assert page.elements(".candidate, .front-question") == []
    assert page.text("#stage h1") == "No book was recognised" and len(page.text("#diagnosis")) > 20
    assert page.text("#front-unknown") == "If this shows a front cover, it is one that we do not know yet."
    look_over(page, screenshots, "front-unknown")
    # Where a code was read, the photo is of that.
    page.choose_photo(samples.folder / "qr-plain-url.jpg")
    page.wait_for_view("diagnosis")
    page.wait_until(lambda: page.elements("#front-unknown") == [], "nothing is said of a front")
    assert page.faults() == []


def test_of_editions_with_one_front_the_shoppers_is_chosen(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path) -> None:
    page = open_page(languages="de-DE")
    page.use_location()
    page.choose_photo(samples.folder / "front-languages.jpg")
    page.wait_for(".candidate")
    assert page.text("#stage h1") == "Welche Ausgabe ist es?"
    choices = {one.find_element("tag name", "strong").text: one.text for one in page.elements(".candidate")}
    assert choices.keys() == {"The Snow Surveyor", "L'Arpenteur des neiges"}
    assert "Französisch · 2016" in choices["L'Arpenteur des neiges"] and "Émile Desrochers" in choices["L'Arpenteur des neiges"]
    wait_for_pictures(page)
    look_over(page, screenshots, "editions")
    # The busy gateway is told of where it was asked, and asked again.
    scan = json.loads(proxy.sent("POST", "/v1/scans")[0].answer)["id"]
    proxy.refuse_next(f"/v1/scans/{scan}/choice", 503, "overloaded", Retry_After="1")
    french = next(one for one in page.elements(".candidate") if "Arpenteur" in one.text)
    french.send_keys(Keys.ENTER)
    page.wait_until(lambda: page.element(".candidates-message").is_displayed(), "it is said that it did not work")
    french.send_keys(Keys.ENTER)
    page.wait_for_view("answer")
    assert page.text("#book-title") == "L'Arpenteur des neiges"
    page.wait_for_focus("book-title")
    page.wait_for(".shop .distance")
    assert page.elements(".front-question") == []
    chosen = proxy.sent("POST", f"/v1/scans/{scan}/choice")
    assert [json.loads(one.body) for one in chosen] == [{"gtin": "09782894063019"}] * 2
    assert page.faults() == []


def test_all_books_of_a_shop_window_can_be_chosen(open_page: OpenPage, samples: Samples, screenshots: Path) -> None:
    page = open_page()
    page.use_location()
    page.choose_photo(samples.folder / "front-two.jpg")
    page.wait_for_view("answer")
    both = {"Harbour Light, Harbour Dark", "Otis and the Umbrella Moon"}
    first, other = page.text("#book-title"), page.text(".also .choice strong")
    assert {first, other} == both
    page.click(".also .choice")
    page.wait_for_text("#book-title", other)


def test_without_covers_the_page_does_not_speak_of_fronts(
        browser: webdriver.Chrome, daemon: Daemon, tmp_path: Path, samples: Samples) -> None:
    with Daemon(daemon.binary, tmp_path, options=("--covers", "off")) as without, RecordingProxy(without.port) as proxy:
        for languages, front in (("en", "front"), ("de", "titelbild"), ("fr", "couverture"), ("zh", "封面")):
            page = ShopperPage(browser, proxy.address, PHONE, dark=False, languages=languages, position=None)
            hero = page.text(".hero p")
            assert len(hero) > 20 and front not in hero.lower()
            page.choose_photo(samples.folder / "front-unknown-photo.jpg")
            page.wait_for_view("diagnosis")
            assert page.elements("#front-unknown") == []
