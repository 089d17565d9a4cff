"""Fixtures: the real daemon and one browser for all tests; a proxy, and so a fresh origin, for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from daemon import Daemon
from page import LONDON, PHONE, ShopperPage, start_browser
from recording_proxy import RecordingProxy
from samples import Samples
from selenium import webdriver
from till import Camera, Shop, TillPage

PACKAGE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    binary = Path(os.environ.get("FOOTBRIDGE_BINARY", PACKAGE / ".build" / "release" / "footbridge"))
    assert binary.is_file(), f"no daemon to test: build it, or name it in FOOTBRIDGE_BINARY ({binary})"
    with Daemon(binary, tmp_path_factory.mktemp("daemon")) as running:
        yield running


#: Of the books whose fronts the tests show: each costs the daemon a part of a second.
COVERS = ("9780306406157", "9781250790460", "9781250790477", "9781771963404", "9782894063019", "9781635572186",
          "9780394809113", "9783499237867", "9780140447934")


@pytest.fixture(scope="session")
def covers(daemon: Daemon, samples: Samples) -> None:
    """The daemon looks for the sample covers that the tests show."""
    daemon.take_covers([samples.folder / "covers" / f"{isbn}.jpg" for isbn in COVERS])


@pytest.fixture
def proxy(daemon: Daemon) -> Iterator[RecordingProxy]:
    with RecordingProxy(daemon.port) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    driver = start_browser()
    yield driver
    driver.quit()


@pytest.fixture
def open_page(browser: webdriver.Chrome, proxy: RecordingProxy) -> Callable[..., ShopperPage]:
    """Opens the page: on a phone in London, in light and English, if nothing else is said."""

    def open_one(size: tuple[int, int] = PHONE, *, dark: bool = False, languages: str = "en-GB",
                 position: tuple[float, float] | None = LONDON) -> ShopperPage:
        return ShopperPage(browser, proxy.address, size, dark=dark, languages=languages, position=position)

    return open_one


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    return Camera(tmp_path_factory.mktemp("camera") / "camera.mjpeg")


@pytest.fixture(scope="session")
def till_browser(camera: Camera) -> Iterator[webdriver.Chrome]:
    driver = start_browser("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                           f"--use-file-for-fake-video-capture={camera.path}")
    yield driver
    driver.quit()


@pytest.fixture
def shop(daemon: Daemon, samples: Samples, camera: Camera) -> Shop:
    camera.shows(None)
    return Shop(daemon, samples.readable()[1])


@pytest.fixture
def open_till(till_browser: webdriver.Chrome, proxy: RecordingProxy, shop: Shop) -> Callable[..., TillPage]:
    """An enrolled device with somebody new signed in on it: a lead on a phone, if nothing else is said."""

    def open_one(size: tuple[int, int] = PHONE, *, dark: bool = False, languages: str = "en-GB", name: str = "Ada",
                 role: str = "lead") -> TillPage:
        page = TillPage(till_browser, proxy.address, size, dark=dark, languages=languages)
        person = shop.person(name, role)
        page.enrol(shop.enrolment_code())
        page.sign_in(person["person_id"], person["pin"])
        return page

    return open_one


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples(Path(os.environ.get("FOOTBRIDGE_IMAGES", PACKAGE / "images")))


@pytest.fixture(scope="session")
def screenshots() -> Path:
    return PACKAGE / ".build" / "screenshots"
