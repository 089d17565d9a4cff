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
def samples() -> Samples:
    return Samples(Path(os.environ.get("FOOTBRIDGE_IMAGES", PACKAGE / "images")))


@pytest.fixture(scope="session")
def screenshots() -> Path:
    return PACKAGE / ".build" / "screenshots"
