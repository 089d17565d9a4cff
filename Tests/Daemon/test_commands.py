"""The built binary's other commands, and opening hours as it computes them, against Python's own time zones."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon import run_command

ZONES = {"Europe/London": (51.5, -0.1), "Asia/Kathmandu": (27.7, 85.3), "Pacific/Auckland": (-36.8, 174.8)}
IMAGES = Path(__file__).resolve().parents[2] / "images"
OPENS, CLOSES = time(9, 0), time(18, 0)


def csv(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def expected_hours(now: datetime, zone: ZoneInfo) -> tuple[bool, datetime]:
    """Whether a shop open 09:00–18:00 every day is open, and when that changes."""
    local = now.astimezone(zone)
    days = [local.date() + timedelta(days=more) for more in range(2)]
    changes = [datetime.combine(day, clock, zone) for day in days for clock in (OPENS, CLOSES)]
    return OPENS <= local.time() < CLOSES, next(change for change in changes if change > local)


def test_shops_open_by_their_own_clocks_and_an_unknown_zone_is_refused(start, tmp_path):
    database = f"sqlite:{tmp_path / 'own.db'}"
    products = csv(tmp_path, "products.csv", "gtin,title", "978-0-306-40615-7,A book")
    stores = csv(
        tmp_path, "stores.csv", "merchant,merchant_name,code,name,street,locality,postal_code,country,lat,lon,time_zone,hours",
        *(f"m,M,{zone.rpartition('/')[2]},Shop,1 Street,Town,X1,GB,{lat},{lon},{zone},Mon-Sun 09:00-18:00"
          for zone, (lat, lon) in ZONES.items()),
        "m,M,Mars,Shop,1 Street,Town,X1,GB,1,1,Mars/Olympus,Mon-Sun 09:00-18:00")
    stock = csv(tmp_path, "stock.csv", "merchant,store,gtin,status,quantity,collected_at",
                *(f"m,{zone.rpartition('/')[2]},9780306406157,,3," for zone in ZONES))
    # In the wrong folder there is no database, and a command that made one would find nothing wrong.
    for command in (("import", "products", products), ("key", "list"), ("key", "create", "--role", "client")):
        lost = run_command(*command, "--database", database)
        assert lost.returncode == 1 and f"there is no database {tmp_path}/own.db" in lost.stderr, command
    assert list(tmp_path.glob("own*")) == []
    assert run_command("import", "products", "--create", "--database", database, products).returncode == 0
    refused = run_command("import", "stores", "--database", database, "--json", stores)
    assert refused.returncode == 1
    report = json.loads(refused.stdout)
    assert (report["added"], report["rejected"]) == (3, 1)
    assert report["rejects"][0]["line"] == 5 and "Mars/Olympus" in report["rejects"][0]["reason"]
    assert run_command("import", "stock", "--database", database, stock).returncode == 0
    key = json.loads(run_command("key", "create", "--role", "client", "--name", "t", "--database", database,
                                 "--json").stdout)["key"]
    daemon = start(database=tmp_path / "own.db")
    for zone, (lat, lon) in ZONES.items():
        asked = datetime.now(ZoneInfo("UTC"))
        answer = daemon.ask("GET", f"/v1/products/9780306406157?lat={lat}&lon={lon}",
                            {"Authorization": f"Bearer {key}"}).json()
        [store] = answer["stores"]
        # The shop may have opened or closed meanwhile.
        expected = [expected_hours(now, ZoneInfo(zone)) for now in (asked, datetime.now(ZoneInfo("UTC")))]
        assert store["time_zone"] == zone
        assert (store["open"]["now"], datetime.fromisoformat(store["open"]["changes_at"])) in expected, zone


def test_the_doctor_finds_the_installed_binary_fit(sample_database):
    report = run_command("doctor", "--database", f"sqlite:{sample_database.folder / 'footbridge.db'}")
    assert report.returncode == 0, report.stdout
    assert "time zones: London, Kathmandu and Auckland are right" in report.stdout


def test_decode_prints_one_line_a_file_in_order_and_fails_after_all_were_tried():
    if not IMAGES.is_dir():
        pytest.skip("images/ is not there")
    names = ["isbn-close-linen.jpg", "bad-gif.jpg", "isbn-german.jpg", "none-table.jpg"]
    ended = run_command("decode", "--json", *(str(IMAGES / name) for name in names))
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 1
    assert [Path(line["file"]).name for line in lines] == names
    assert lines[0]["symbols"][0]["text"] == "9780062984173" and lines[0]["symbols"][0]["add_on"] == "51899"
    assert "error" in lines[1] and not lines[1].get("symbols")
    assert lines[3]["symbols"] == [] and "error" not in lines[3]
