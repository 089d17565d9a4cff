"""Scanning while aiming: the shopper page with a camera that plays sample photos, against the real daemon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page import DESKTOP, LONDON, PHONE, ShopperPage, start_browser
from recording_proxy import RecordingProxy
from samples import Samples
from selenium import webdriver
from viewfinder import BookCamera

OpenPage = Callable[..., ShopperPage]

#: In the place of the browser's own reader, which headless Chromium does not have: "sees" what a test puts before it.
DETECTOR = """
    window.seen = null
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ['ean_13', 'qr_code'] }
      async detect() {
        return window.seen === null ? [] : [{ rawValue: window.seen, cornerPoints: [[9, 9], [99, 9], [99, 49], [9, 49]].map(([x, y]) => ({ x, y })) }]
      }
    }"""
#: A camera with a light and a zoom, which the fake one does not have; `window.asked` has what it was told.
ABLE_CAMERA = """
    window.asked = []
    window.vibrations = []
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true, zoom: { min: 1, max: 4, step: 0.5 } })
    MediaStreamTrack.prototype.applyConstraints = async function (wanted) { window.asked.push(wanted.advanced[0]) }
    Object.defineProperty(navigator, 'vibrate', { value: (pattern) => window.vibrations.push(pattern) })"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> BookCamera:
    return BookCamera(tmp_path_factory.mktemp("book-camera") / "camera.mjpeg")


@pytest.fixture(scope="module")
def camera_browser(camera: BookCamera) -> Iterator[webdriver.Chrome]:
    driver = start_browser("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                           f"--use-file-for-fake-video-capture={camera.path}")
    yield driver
    driver.quit()


@pytest.fixture
def open_page(camera_browser: webdriver.Chrome, proxy: RecordingProxy, camera: BookCamera) -> OpenPage:
    camera.shows(None)

    def open_one(size: tuple[int, int] = PHONE, *, languages: str = "en-GB", before: str = "") -> ShopperPage:
        added = None
        if before:
            added = camera_browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": before})
        page = ShopperPage(camera_browser, proxy.address, size, dark=False, languages=languages, position=LONDON)
        if added:
            page.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
        return page

    return open_one


def frames(proxy: RecordingProxy, *, covers: str | None = None) -> list[int]:
    """How each frame that was sent was answered; only those in which fronts were sought (`covers` "1") or not ("0")."""
    sent = [scan for scan in proxy.sent("POST", "/v1/scans") if scan.query.get("live") == "1"]
    assert len(sent) == len(proxy.sent("POST", "/v1/scans")), "something else than frames was sent"
    assert all(len(scan.body) < 200_000 for scan in sent), "a frame is not reduced"
    return [scan.status for scan in sent if covers in (None, scan.query["covers"])]


def wait_for_camera(page: ShopperPage) -> None:
    page.wait_until(lambda: page.script("return document.querySelector('.viewfinder')?.dataset.state") == "looking",
                    "the camera looks")


def test_a_book_is_read_while_aiming(
        open_page: OpenPage, proxy: RecordingProxy, camera: BookCamera, samples: Samples, screenshots: Path) -> None:
    photo, isbn = samples.readable()
    page = open_page(before=ABLE_CAMERA)
    page.use_location()
    page.keep_a_record_of("#stage")
    page.click("#scan")
    wait_for_camera(page)
    # An empty table: frames go out, nothing is read, and nothing is kept.
    page.wait_until(lambda: frames(proxy).count(204) >= 2, "two frames are answered")
    for look in page.in_every_look(PHONE, DESKTOP):
        page.keep_screenshot(screenshots, f"shopper-{look}-viewfinder")
        assert page.accessibility_violations() == []
        assert page.small_targets() == []
        assert page.overflow() <= 0
    page.click("#torch")
    page.wait_until(lambda: page.script("return window.asked") == [{"torch": True}], "the light is asked for")
    assert page.element("#torch").get_attribute("aria-pressed") == "true"
    page.script("zoom.value = 3; zoom.dispatchEvent(new Event('input'))")
    assert page.script("return window.asked")[-1] == {"zoom": 3}

    camera.shows(photo)
    page.click("#viewfinder-close")
    page.wait_for_view("start")
    page.click("#scan")
    page.wait_for_view("answer")
    assert page.text(".isbn").replace("-", "").endswith(isbn)
    page.wait_for(".shop .distance")
    assert frames(proxy)[-1] == 201 and set(frames(proxy)[:-1]) <= {204}
    assert page.script("return window.vibrations") == [60]
    # The frame had snapped to the code, and the camera is given back.
    assert any('data-state="found"' in then and "<polygon points=" in then for then in page.record())
    assert page.script("return document.querySelector('video')") is None
    page.wait_for_focus("book-title")
    assert page.faults() == []


#: The page's own clock; what a proxy measures has the network's and the machine's delays in it.
FRONTS_SOUGHT = """
    return performance.getEntriesByType('resource').filter(({ name }) => name.includes('covers=1')).map(({ startTime }) => startTime)"""


@pytest.mark.usefixtures("covers")
def test_a_sure_front_ends_the_aiming_and_one_that_is_not_is_offered(
        open_page: OpenPage, proxy: RecordingProxy, camera: BookCamera, samples: Samples, screenshots: Path) -> None:
    camera.shows(samples.folder / "front-shutter.jpg")
    page = open_page()
    page.use_location()
    page.click("#scan")
    page.wait_for_text("#perhaps", "Is it “Die Kartografin”?")
    page.wait_until(lambda: len(frames(proxy, covers="1")) >= 3, "fronts are looked for again and again")
    assert page.script("return document.body.dataset.view") == "viewfinder" and len(page.elements("#perhaps")) == 1
    page.keep_screenshot(screenshots, "phone-light-viewfinder-perhaps")
    assert page.accessibility_violations() == [] and page.small_targets() == [] and page.overflow() <= 0
    sought = page.script(FRONTS_SOUGHT)
    assert all(later - sooner >= 990 for sooner, later in zip(sought, sought[1:])), "fronts are looked for too often"
    page.click("#perhaps")
    page.click(".candidate")
    page.wait_for_text("#book-title", "Die Kartografin")

    camera.shows(samples.folder / "front-series.jpg")
    page.click("#home")
    page.wait_for_view("start")
    page.keep_a_record_of("#stage")
    page.click("#scan")
    page.wait_for_view("answer")
    assert page.text("#book-title") == "The Lesser Fables" and page.elements(".front-question")
    assert any('data-state="found"' in then and "<polygon points=" in then for then in page.record())
    assert page.faults() == []


def test_frames_slow_down_while_the_gateway_is_busy(
        open_page: OpenPage, proxy: RecordingProxy, camera: BookCamera, samples: Samples) -> None:
    camera.shows(samples.readable()[0])
    page = open_page()
    proxy.refuse_next("/v1/scans", 503, "overloaded", Retry_After="1")
    page.keep_a_record_of("#stage")
    page.click("#scan")
    page.wait_for_view("answer")
    assert frames(proxy) == [503, 201]
    refused, read = proxy.sent("POST", "/v1/scans")
    # From when it came: a busy machine may note late that it was answered.
    assert read.began - refused.began >= 0.99
    assert any("Many people are scanning" in then for then in page.record())


def test_where_the_browser_reads_codes_only_their_frames_are_sent(
        open_page: OpenPage, proxy: RecordingProxy, camera: BookCamera, samples: Samples) -> None:
    photo, isbn = samples.readable()
    page = open_page(before=DETECTOR)
    page.click("#scan")
    wait_for_camera(page)
    page.script("const begun = performance.now(); while (performance.now() - begun < 50) {}")
    # For the front alone, of which the browser's reader knows nothing.
    assert frames(proxy, covers="0") == []
    page.wait_until(lambda: len(frames(proxy, covers="1")) >= 2, "fronts are looked for")
    # The gateway sees nothing on an empty table; a number that the browser sees again and again is looked up.
    before = len(frames(proxy))
    page.script("window.seen = arguments[0]", isbn)
    page.wait_for_view("answer")
    assert len(frames(proxy)) - before in (3, 4) and set(frames(proxy)) == {204}
    assert page.text(".isbn").replace("-", "").endswith(isbn)


def test_a_code_that_is_no_products_is_said_and_scanning_goes_on(
        open_page: OpenPage, proxy: RecordingProxy, camera: BookCamera, samples: Samples) -> None:
    camera.shows(samples.folder / "qr-wifi.jpg")
    page = open_page()
    page.click("#scan")
    page.wait_for_text("#viewfinder-hint", "not a product's")
    assert page.script("return document.body.dataset.view") == "viewfinder"
    page.click("#home")
    page.wait_for_view("start")


def test_without_a_camera_it_is_said_why_and_photos_are_left(open_page: OpenPage, samples: Samples) -> None:
    for error, told in [("NotAllowedError", "does not let"), ("NotFoundError", "No camera"), ("NotReadableError", "Another app")]:
        page = open_page(before=f"""
            MediaDevices.prototype.getUserMedia = async () => {{ throw new DOMException('', '{error}') }}""")
        page.click("#scan")
        page.wait_for_text("#camera-message", told)
        page.wait_for_view("start")
        assert page.element("#choose-label").is_displayed() and page.element("#take-label").is_displayed()
    page.choose_photo(samples.readable()[0])
    page.wait_for_view("answer")

    # Who does not wait for the browser's question is left where they went, whatever comes of it.
    page = open_page(before="""
        MediaDevices.prototype.getUserMedia = () => new Promise((_, reject) => {
          window.deny = () => reject(new DOMException('', 'NotAllowedError'))
        })""")
    page.click("#scan")
    page.type_isbn(samples.readable()[1])
    page.wait_for_view("answer")
    page.driver.execute_async_script("const done = arguments[0]; deny(); setTimeout(done)")
    assert page.script("return document.body.dataset.view") == "answer"
    assert not page.element("#camera-message").is_displayed()
