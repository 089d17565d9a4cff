"""Campaigns: posters whose QR codes lead a phone to the page and name their campaign in a scan."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import pictures
from records import change, select
from tills import Tills
from wire import assert_problem

MERCHANT = "lantern-lane"
ORIGIN = "https://books.example"


@pytest.fixture
def shop(start) -> Tills:
    return Tills(start())


def create(tills: Tills, folder: Path, *options: str, name: str = "autumn", placements=("window",)) -> list[dict]:
    """Makes placements; returns what the command says of each."""
    hang = [word for placement in placements for word in ("--placement", placement)]
    return tills.say("campaign", "create", "--merchant", MERCHANT, "--name", name, *hang, "--url", ORIGIN, "--to",
                     str(folder), "--json", *options)


def photo(made: dict) -> bytes:
    """A picture of the QR code on a poster."""
    return pictures.code(Path(made["files"][0]).read_text(encoding="utf-8"))


def recorded(tills: Tills, scan: dict) -> str | None:
    """The campaign of the newest scan, in its row and in its event."""
    [row] = select(tills.database, "SELECT campaign FROM scans ORDER BY received_at DESC, scan_id DESC LIMIT 1")
    [event] = select(tills.database, "SELECT campaign FROM events WHERE type = 'scan' ORDER BY sequence DESC LIMIT 1")
    assert row == event, scan
    return row[0]


def test_a_products_poster_names_product_and_campaign_to_a_scan(shop, tmp_path):
    [made] = create(shop, tmp_path, "--product", pictures.ISBN, "--cost", "350.00", "GBP")
    assert made["link"] == (f"{ORIGIN}/c/{made['code']}/01/0{pictures.ISBN}"
                            f"?campaign={MERCHANT}/autumn&placement=window")
    scan = shop.daemon.accepted_scan(photo(made))
    assert scan["outcome"] == "resolved" and scan["product"]["isbn13"] == pictures.ISBN
    assert recorded(shop, scan) == made["campaign"] == f"{MERCHANT}/autumn/window"
    # What the shopper stood before decides, not how they once came to the page.
    scan = shop.daemon.accepted_scan(photo(made), query="campaign=lantern-lane/spring/tram")
    assert recorded(shop, scan) == made["campaign"]
    scan = shop.daemon.accepted_scan(query="campaign=lantern-lane/spring/tram")
    assert recorded(shop, scan) == "lantern-lane/spring/tram"


def test_a_short_links_poster_names_its_campaign_to_a_scan(shop, tmp_path):
    window, till = create(shop, tmp_path, placements=("window", "till"))
    assert window["link"] == f"{ORIGIN}/c/{window['code']}" and window["code"] != till["code"]
    for made in (window, till):
        scan = shop.daemon.accepted_scan(photo(made))
        assert scan["outcome"] == "not_a_product"
        assert recorded(shop, scan) == made["campaign"]
    change(shop.database, "DELETE FROM campaigns")
    assert recorded(shop, shop.daemon.accepted_scan(photo(window))) is None
    assert recorded(shop, shop.daemon.accepted_scan(photo(window), query="campaign=by-hand")) == "by-hand"


def test_a_phones_own_camera_is_led_to_the_page_with_the_campaign(shop, tmp_path):
    [short] = create(shop, tmp_path)
    [product] = create(shop, tmp_path, "--product", pictures.ISBN, name="book")
    for made, fragment in ((short, ""), (product, f"#0{pictures.ISBN}")):
        path = urlsplit(made["link"])._replace(scheme="", netloc="").geturl()
        for method in ("GET", "HEAD"):
            answer = shop.daemon.ask(method, path)
            assert answer.status == 302
            assert answer.header("Location") == f"/?campaign={made['campaign']}{fragment}"
            assert answer.header("Cache-Control") == "no-store"
    for path in ("/c/zzzzzzzz", "/c/x", f"/c/{'0' * 300}", "/c/..%2f..%2f", f"/c/{short['code']}/01/9780306406158",
                 f"/c/zzzzzzzz/01/{pictures.ISBN}"):
        assert_problem(shop.daemon.ask("GET", path), 404, "not-found")
    # Ended, its posters still hang.
    ended = shop.run("campaign", "end", "--merchant", MERCHANT, "--name", "autumn")
    assert ended.returncode == 0, ended.stderr
    assert shop.daemon.ask("GET", f"/c/{short['code']}").status == 302
    assert shop.run("campaign", "end", "--merchant", MERCHANT, "--name", "autumn").returncode == 1


@pytest.mark.parametrize(("size", "points"), (("a4", (595, 842)), ("a6", (298, 421))))
def test_posters_are_files_that_a_scanner_reads_and_a_printer_prints(shop, tmp_path, size, points):
    title = "Längst vergessen: 探そう <&> \"Ä\" " + "lang " * 20
    [made] = create(shop, tmp_path / "posters", "--title", title, "--size", size)
    svg, pdf = map(Path, made["files"])
    assert "&lt;&amp;&gt;" in svg.read_text(encoding="utf-8")
    head = pdf.read_bytes()
    assert head.startswith(b"%PDF-")
    printed = tmp_path / "printed.png"
    subprocess.run(["rsvg-convert", "--format", "png", "--width", "1000", "--output", str(printed), str(svg)],
                   check=True, timeout=60)
    scan = shop.daemon.accepted_scan(printed.read_bytes())
    assert scan["symbols"][0]["text"] == made["link"]
    assert recorded(shop, scan) == made["campaign"]
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", head)
    assert box and tuple(round(float(side)) for side in box.groups()) == points


def test_the_same_again_keeps_the_code_and_takes_the_new_cost(shop, tmp_path):
    [first] = create(shop, tmp_path, "--cost", "10", "GBP", "--svg-only")
    [again] = create(shop, tmp_path, "--cost", "20.50", "GBP", "--svg-only")
    assert (first["code"], again["cost"]) == (again["code"], "20.50")
    assert len(shop.say("campaign", "list", "--merchant", MERCHANT, "--json")) == 1
    for options in (["--cost", "10"], ["--cost", "-1", "GBP"], ["--cost", "1", "XXY"], ["--placement", "a/b"],
                    ["--product", "9780306406158"], ["--product", pictures.ISBN, "--store", "lantern-lane.soho"]):
        refused = shop.run("campaign", "create", "--merchant", MERCHANT, "--name", "n", "--placement", "p", "--url",
                           ORIGIN, "--to", str(tmp_path), *options)
        assert refused.returncode == 64, (options, refused.stderr)
    for options in (["--store", "two-rivers.strand"], ["--ends", "2020-01-01T00:00:00Z"]):
        refused = shop.run("campaign", "create", "--merchant", MERCHANT, "--name", "n", "--placement", "p", "--url",
                           ORIGIN, "--to", str(tmp_path), *options)
        assert refused.returncode == 1, (options, refused.stderr)
    assert len(shop.say("campaign", "list", "--json")) == 1, "nothing refused was kept"
