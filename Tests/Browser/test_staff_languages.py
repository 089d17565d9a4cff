"""The till in the browser's languages, and installed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from recording_proxy import RecordingProxy
from selenium import webdriver
from till import (
    SMALL_PHONE,
    Shop,
    TillPage,
    assert_in_order,
)


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
