"""Fixtures: the real daemon once for all tests; a proxy and a fresh browser for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from daemon import Daemon
from page import LONDON, PHONE, ShopperPage
from recording_proxy import RecordingProxy
from samples import Samples

PACKAGE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    binary = Path(os.environ.get("FOOTBRIDGE_BINARY", PACKAGE / ".build" / "release" / "footbridge"))
    assert binary.is_file(), f"no daemon to test: build it, or name it in FOOTBRIDGE_BINARY ({binary})"
    with Daemon(binary, tmp_path_factory.mktemp("daemon")) as running:
        yield running


@pytest.fixture
def proxy(daemon: Daemon) -> Iterator[RecordingProxy]:
    with RecordingProxy(daemon.port) as running:
        yield running


@pytest.fixture
def open_page(proxy: RecordingProxy) -> Iterator[Callable[..., ShopperPage]]:
    """Opens the page in a browser of its own: a phone in London, in light and English, if nothing else is said."""
    opened: list[ShopperPage] = []

    def open_one(size: tuple[int, int] = PHONE, *, dark: bool = False, languages: str = "en-GB",
                 position: tuple[float, float] | None = LONDON) -> ShopperPage:
        page = ShopperPage(proxy.address, size, dark=dark, languages=languages, position=position)
        opened.append(page)
        return page

    yield open_one
    for page in opened:
        page.close()


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples(Path(os.environ.get("FOOTBRIDGE_IMAGES", PACKAGE / "images")))


@pytest.fixture(scope="session")
def screenshots() -> Path:
    return PACKAGE / ".build" / "screenshots"
