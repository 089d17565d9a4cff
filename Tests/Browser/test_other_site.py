"""A page of another site, with a publishable key: the README's own JavaScript, as a browser lets it run."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from daemon import Daemon
from page import LONDON, PATIENCE_S
from samples import Samples
from selenium import webdriver

README = Path(__file__).resolve().parents[2] / "README.md"


class OtherSite:
    """A web server on a port of its own, with one page and one photo."""

    def __init__(self, photo: bytes) -> None:
        self.script = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_photo = self.path == "/photo.jpg"
                body = photo if is_photo else f"<!doctype html><script>{site.script}</script>".encode()
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg" if is_photo else "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(samples: Samples) -> Iterator[OtherSite]:
    running = OtherSite(samples.readable()[0].read_bytes())
    yield running
    running.close()


def sample(daemon: Daemon, key: str) -> str:
    """The README's JavaScript, for this daemon and with this key."""
    found = re.search(r"```js\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "the README has no JavaScript"
    text, replaced = found.group(1), 0
    for written, real in (("http://127.0.0.1:8080", f"http://127.0.0.1:{daemon.port}"), ("fbk_pub_…", key)):
        replaced += text.count(written)
        text = text.replace(written, real)
    assert replaced == 2
    return text


def run(driver: webdriver.Chrome, script: str) -> object:
    """What an asynchronous function with that body returns in the page."""
    driver.set_script_timeout(PATIENCE_S)
    return driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        f"(async () => {{ {script} }})().then(done, (error) => done(String(error)));")


def test_a_page_of_another_site_uploads_and_reads_its_own_scans(daemon, browser, site, samples):
    key = daemon.told("key", "create", "--role", "client", "--origin", f"http://127.0.0.1:{site.port}")["key"]
    site.script = sample(daemon, key)
    browser.get(f"http://127.0.0.1:{site.port}/")
    photo = "const photo = await (await fetch('/photo.jpg')).blob();"

    answer = run(browser, f"{photo} return scan(photo, {{latitude: {LONDON[0]}, longitude: {LONDON[1]}}});")
    assert answer["outcome"] == "resolved", answer
    assert answer["product"]["isbn13"] == samples.readable()[1]
    assert answer["stores"]
    # Without a position there are no shops, and no error.
    assert run(browser, f"{photo} return scan(photo);")["stores"] == []

    # Only with the session that it came with.
    again = """
        const response = await fetch("http://127.0.0.1:%d/v1/scans/%s", {
          headers: { Authorization: "Bearer %s", "Footbridge-Session": %s } });
        return [response.status, (await response.json()).id ?? null];"""
    assert run(browser, again % (daemon.port, answer["id"], key, "session")) == [200, answer["id"]]
    assert run(browser, again % (daemon.port, answer["id"], key, "crypto.randomUUID()")) == [404, None]

    # What scripts need of the head, they can read.
    head = f"""
        const response = await fetch("http://127.0.0.1:{daemon.port}/v1/scans", {{
          method: "POST", headers: {{ Authorization: "Bearer {key}", "Content-Type": "image/jpeg",
          "Footbridge-Session": session }}, body: await (await fetch('/photo.jpg')).blob() }});
        return [response.headers.get("Location"), response.headers.get("Server-Timing")];"""
    location, timing = run(browser, head)
    assert location.startswith("/v1/scans/scn_") and "read;dur=" in timing


def test_a_page_reads_why_its_key_is_not_taken_and_cannot_use_a_secret_one(daemon, browser, site):
    # The same page by its other name is another site.
    key = daemon.told("key", "create", "--role", "client", "--origin", f"http://127.0.0.1:{site.port}")["key"]
    site.script = sample(daemon, key)
    browser.get(f"http://localhost:{site.port}/")
    photo = "const photo = await (await fetch('/photo.jpg')).blob(); return scan(photo);"
    assert "origin-not-allowed: " in run(browser, photo)
    # As browsers say it of an answer that the page may not read.
    site.script = sample(daemon, daemon.keys["client"])
    browser.get(f"http://127.0.0.1:{site.port}/")
    assert run(browser, photo) == "TypeError: Failed to fetch"
