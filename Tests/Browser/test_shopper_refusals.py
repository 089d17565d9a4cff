"""The shopper's page where the gateway is busy, refuses, or cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from page import ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples

OpenPage = Callable[..., ShopperPage]


def test_when_the_gateway_is_busy_the_page_waits_as_told_and_tries_once_more(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable()
    page = open_page()
    proxy.refuse_next("/v1/scans", 503, "overloaded", Retry_After="1")
    page.keep_a_record_of("#stage")
    page.choose_photo(photo)
    page.wait_for_view("answer")
    assert any("Trying again in" in then for then in page.record()), "the wait is not said"
    scans = proxy.sent("POST", "/v1/scans")
    assert [scan.status for scan in scans] == [503, 201]
    # The repeat is the same request to the gateway, so that it can never be counted twice.
    assert scans[0].headers["Idempotency-Key"] == scans[1].headers["Idempotency-Key"]


def test_a_wait_may_be_cut_short_and_a_second_refusal_is_left_to_the_shopper(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable()
    page = open_page()
    for _ in range(2):
        proxy.refuse_next("/v1/scans", 429, "rate-limited", Retry_After="60")
    page.choose_photo(photo)
    page.wait_for_text("#stage", "Trying again in")
    page.click("#stage .primary")
    page.wait_for("#problem")
    assert len(proxy.sent("POST", "/v1/scans")) == 2
    page.click("#problem .primary")
    page.wait_until(lambda: page.script("return document.body.dataset.view") == "answer", "the answer is shown")


def test_an_ended_session_is_renewed_without_a_word(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable()
    page = open_page()
    page.driver.delete_all_cookies()
    proxy.refuse_next("/v1/scans", 401, "unauthenticated")
    page.choose_photo(photo)
    page.wait_for_view("answer")
    assert [scan.status for scan in proxy.sent("POST", "/v1/scans")] == [401, 201]
    assert len(proxy.sent("GET", "/v1/scans")) == 0
    assert [home.path for home in proxy.sent("GET", "/") if home.path == "/"] == ["/", "/"]


@pytest.mark.parametrize(("status", "code", "told"), [
    (413, "too-many-bytes", "too large"), (415, "unsupported-type", "JPEG"),
    (422, "photo-undecodable", "damaged"), (500, "internal", "our side"),
])
def test_every_refusal_is_told_in_plain_words(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, status: int, code: str, told: str) -> None:
    photo, _ = samples.readable()
    page = open_page()
    proxy.refuse_next("/v1/scans", status, code)
    page.choose_photo(photo)
    page.wait_for("#problem")
    assert told in page.text("#problem")
    assert page.element("#isbn").is_displayed()


def test_a_file_that_is_no_picture_is_refused_without_sending_it(
        open_page: OpenPage, proxy: RecordingProxy, tmp_path: Path) -> None:
    page = open_page()
    for name, content, told in [("letter.jpg", b"Dear bookseller", "JPEG, PNG or WebP"), ("empty.jpg", b"", "empty")]:
        photo = tmp_path / name
        photo.write_bytes(content)
        page.choose_photo(photo)
        page.wait_for_text("#stage", told)
    assert proxy.sent("POST", "/v1/scans") == []


def test_a_truncated_photo_reaches_the_gateway_and_its_answer_is_explained(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples, tmp_path: Path) -> None:
    photo = tmp_path / "cut.jpg"
    photo.write_bytes(samples.readable()[0].read_bytes()[:400])
    page = open_page()
    page.choose_photo(photo)
    page.wait_for("#problem")
    assert "damaged" in page.text("#problem")
    assert [scan.status for scan in proxy.sent("POST", "/v1/scans")] == [422]


@contextmanager
def offline(page: ShopperPage) -> Iterator[None]:
    """The device has no network meanwhile, and knows it."""
    def set_offline(is_offline: bool) -> None:
        page.command("Network.emulateNetworkConditions", offline=is_offline, latency=0, downloadThroughput=-1,
                     uploadThroughput=-1)
        page.wait_until(lambda: page.script("return navigator.onLine") != is_offline, "the page knows of its network")

    page.command("Network.enable")
    set_offline(True)
    try:
        yield
    finally:
        set_offline(False)


def test_offline_the_page_says_so_and_keeps_the_photo(
        open_page: OpenPage, proxy: RecordingProxy, samples: Samples) -> None:
    photo, _ = samples.readable()
    page = open_page()
    with offline(page):
        page.choose_photo(photo)
        page.wait_for_text("#problem h1", "offline")
    page.click("#problem .primary")
    page.wait_until(lambda: page.script("return document.body.dataset.view") == "answer", "the answer is shown")
    assert len(proxy.sent("POST", "/v1/scans")) == 1
