"""The shopper's page in the shopper's language, at every width."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from page import ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples

OpenPage = Callable[..., ShopperPage]

#: What a browser asks for, what the page is in then, and what it asks the gateway for.
LANGUAGES = [
    ("de-AT,en;q=0.5", "de", "de-AT", "Welcher Laden"), ("fr-CA", "fr", "fr-CA", "Quelle librairie"),
    ("zh-CN", "zh-Hans", "zh-CN", "附近哪家书店"), ("pt-BR,fr", "fr", "fr", "Quelle librairie"), ("ja", "en", "en", "Which shop"),
]


@pytest.mark.parametrize(("languages", "lang", "asked", "title"), LANGUAGES)
def test_the_page_speaks_the_shoppers_language(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, screenshots: Path,
        languages: str, lang: str, asked: str, title: str) -> None:
    page = open_page(languages=languages)
    page.wait_for_text("h1", title)
    assert page.script("return document.documentElement.lang") == lang
    page.choose_photo(samples.folder / "too-blurry.jpg")
    page.wait_for_view("diagnosis")
    assert proxy.sent("POST", "/v1/scans")[0].query["lang"] == asked
    assert page.text("#diagnosis") == json.loads(proxy.sent("POST", "/v1/scans")[-1].answer)["diagnosis"]["message"]
    # Where the code probably is, in the shopper's own photo.
    assert page.element(".frame-place polygon").get_attribute("points").count(",") == 4
    page.keep_screenshot(screenshots, f"phone-light-none-{lang}")


#: The narrowest window that everything has to fit into, without scrolling to the side (WCAG 2.2, 1.4.10).
NARROW = (320, 640)


@pytest.mark.usefixtures("covers")
@pytest.mark.parametrize("languages", ["en-GB", "de-DE", "fr-FR", "zh-CN"])
def test_large_text_fits_a_narrow_window(
        open_page: OpenPage, samples: Samples, screenshots: Path, languages: str) -> None:
    page = open_page(NARROW, languages=languages)

    def look(view: str) -> None:
        for percent in (100, 130, 200):
            page.set_text_size(percent)
            assert page.overflow() <= 0, f"{view} at {percent} % is wider than the window"
            assert page.split_words() == [], f"{view} at {percent} %"
        if view == "answer":
            page.keep_screenshot(screenshots, f"narrow-{languages}-{view}")
        page.set_text_size(100)

    look("start")
    page.use_location()
    page.choose_photo(samples.folder / "several-two-books.jpg")
    page.wait_for_view("answer")
    page.wait_for(".shop")
    look("answer")
    page.choose_photo(samples.folder / "too-blurry.jpg")
    page.wait_for_view("diagnosis")
    look("diagnosis")
    page.type_isbn("9781906994280")
    page.wait_for(".unlisted-panel")
    look("unlisted")
    for photo, shown in [("front-plain", ".front-question"), ("front-editions", ".candidate")]:
        page.choose_photo(samples.folder / f"{photo}.jpg")
        page.wait_for(shown)
        look(photo)
    page.choose_photo(samples.folder / "bad-text.jpg")
    page.wait_for("#problem")
    look("problem")


def test_the_languages_say_the_same_things(open_page: OpenPage) -> None:
    shapes = open_page().driver.execute_async_script("""
        const done = arguments[0]
        const shape = (value) => typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
          : `${typeof value} ${value.length > 0 ? typeof value === 'function' ? value.length : 'said' : 'missing'}`
        Promise.all(['english', 'german', 'french', 'chinese'].map((name) => import(`/assets/${name}.js`).then((all) => shape(all[name]))))
          .then(done, (error) => done(String(error)))""")
    english, *others = shapes
    assert len(english) > 100 and "missing" not in json.dumps(shapes)
    for other in others:
        assert other == english and list(other) == list(english)
