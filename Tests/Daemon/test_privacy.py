"""Nothing that a run used to name or find somebody is in the database or in a log afterwards, and what is kept of a person
can be shown and erased."""

import json
import subprocess
from pathlib import Path

import pictures
from daemon import Daemon
from postgres import program_environment, shared_programs
from records import change, event_count, select
from shops import Shop
from tills import BLOOMSBURY, Tills
from waiting import PATIENCE, eventually

AGENT = "SecretiveReader/7.13 (nobody's phone)"
ADDRESS = "203.0.113.77"
PLACE = ("51.5239871", "-0.1581236")
ELSEWHERE = ("51.4987123", "-0.1749321")
FIELDS = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS}


def database_bytes(database: Path | str) -> bytes:
    """All of a database: the bytes of its files with those that are not in the main one yet, or a dump."""
    if isinstance(database, str):
        dumped = subprocess.run([str(shared_programs() / "pg_dump"), "--dbname", database], capture_output=True, check=False,
                                timeout=PATIENCE, stdin=subprocess.DEVNULL, env=program_environment())
        assert dumped.returncode == 0, dumped.stderr
        return dumped.stdout
    files = [database, *database.parent.glob(database.name + "-*")]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files), "nothing is in the log of writes"
    return b"".join(file.read_bytes() for file in files)


def forms(text: str) -> list[bytes]:
    """How a text can stand in a database: as it is, and in hexadecimal, as a dump has bytes."""
    return [text.encode(), text.encode().hex().encode()]


def place_forms(place: tuple[str, str]) -> list[bytes]:
    """How a position can: as it was written, as a whole number, and as SQLite and a dump keep such numbers."""
    found = []
    for degrees in place:
        whole = round(float(degrees) * 10_000_000)
        found += forms(degrees.lstrip("-")) + [str(abs(whole)).encode()]
        found += [whole.to_bytes(4, "big", signed=True), whole.to_bytes(8, "big", signed=True).hex().encode()]
    return found


def busy_run(tills: Tills) -> dict[str, list[bytes]]:
    """Uses every way in; returns what must be found nowhere, by what it is."""
    daemon = tills.daemon
    where = "&".join(f"{name}={value}" for name, value in zip(("lat", "lon"), PLACE))
    visitors = ["reader-7f3a9c@shop.example", "reader-55d1b7", "Ünlü-Okur-88", "door-visitor-31ab"]
    secrets = {"installation secret": Path(tills.secret).read_text(encoding="ascii").strip()} | {
        f"{role} key": key for role, key in daemon.keys.items()}

    scans = [daemon.accepted_scan(query=f"{where}&visitor={visitor}&gclid=EAIaIQ-{number}&ad_user_data=granted",
                                  headers=FIELDS | {"Idempotency-Key": f'"k-{number}"'})
             for number, visitor in enumerate(visitors[:2])]
    form = f"lat={ELSEWHERE[0]}&lon={ELSEWHERE[1]}&visitor=%C3%9Cnl%C3%BC-Okur-88"
    daemon.accepted_scan(pictures.blank(40, 30), query=form, headers=FIELDS)
    for query in (f"lat={PLACE[0]}&lon=999", f"{where}&visitor={visitors[0]}&radius_m=x"):
        assert daemon.scan(query=query, headers=FIELDS).status == 400
    assert daemon.scan(b"no picture", query=f"{where}&visitor={visitors[0]}", headers=FIELDS).status == 415
    daemon.get(f"/v1/products/{pictures.ISBN}?{where}")

    page = daemon.ask("GET", "/", FIELDS)
    [cookie] = [value.split(";")[0] for name, value in page.headers if name.lower() == "set-cookie"]
    secrets["session"] = cookie.partition("=")[2]
    own = FIELDS | {"Cookie": cookie, "Origin": daemon.origin}
    session_scan = daemon.ask("POST", f"/v1/scans?{where}", own | {"Content-Type": pictures.PNG}, pictures.barcode())
    assert session_scan.status == 201

    promotion = tills.promotion("private")
    vouchers = tills.vouchers(promotion, visitors[:2])
    redeemed = tills.accepted(tills.redemption(vouchers[0]["code"], "till-1", amount="9.99", currency="GBP"))
    tills.accepted(tills.reversal(redeemed["id"]))
    report = {"payload": tills.door(), "visitor": visitors[3], "lat": float(PLACE[0]), "lon": float(PLACE[1])}
    visit = daemon.ask("POST", "/v1/visits", daemon.bearer() | FIELDS | {"Content-Type": "application/json"},
                       json.dumps(report).encode())
    assert visit.status == 201, visit.body

    enrolment = tills.say("staff", "enrol", "--store", BLOOMSBURY, "--json")["code"]
    device = daemon.ask("POST", "/v1/staff/devices", FIELDS | {"Origin": daemon.origin, "Content-Type": "application/json"},
                        json.dumps({"code": enrolment}).encode())
    assert device.status == 201
    secrets |= {f"device {number}": value.split(";")[0].partition("=")[2] for number, (name, value) in
                enumerate(device.headers) if name.lower() == "set-cookie" and not value.startswith("footbridge_staff=")}

    shop = Shop(tills)
    secrets["shop's secret"] = shop.secret
    click = shop.follow(scans[0]).rpartition("=")[2]
    shop.accepted(shop.order(click))
    shop.accepted(shop.refund("A-1", "R-1", "-1.00"))
    shop.accepted({"purchases": [shop.order(click, "A-2", "x", customer=visitors[0], place=PLACE), 7]})
    shop.report(b"not json")

    return {"address": forms(ADDRESS), "agent": forms(AGENT), "place": place_forms(PLACE),
            "other place": place_forms(ELSEWHERE)} | {f"visitor {number}": forms(visitor) for number, visitor in
                                                      enumerate(visitors)} | {
        name: forms(secret) for name, secret in secrets.items()}


def assert_nowhere(needles: dict[str, list[bytes]], haystack: bytes, where: str):
    """None of the needles is in there; a needle that would be in anything shows nothing."""
    for name, texts in needles.items():
        for text in texts:
            assert len(text) >= 4, name
            assert text not in haystack, f"{name} is in {where}: {text!r}"


def test_what_names_or_finds_somebody_is_in_no_database_and_no_log(start_on_each):
    daemon: Daemon = start_on_each("--log-level", "trace", "--trusted-proxies", "127.0.0.1")
    tills = Tills(daemon)
    needles = busy_run(tills)
    whole = database_bytes(daemon.database)
    # Two decimals of the place and the shopper's click id are there, so this looks into the right bytes.
    assert b"EAIaIQ-0" in whole and b"lantern-lane" in whole
    assert select(daemon.database, "SELECT DISTINCT latitude_hundredths FROM event_personal ORDER BY 1") == [(5150,), (5152,)]
    assert_nowhere(needles, whole, "the running database")
    daemon.kill()
    daemon.log_ended.wait(PATIENCE)
    assert_nowhere(needles, database_bytes(daemon.database), "the database of a daemon that died")
    log = "\n".join(daemon.log).encode()
    assert len(log) > 1000
    assert_nowhere(needles, log, "the log")
    codes = [code for (code,) in select(daemon.database, "SELECT code FROM vouchers")]
    assert codes and not [code for code in codes if str(code).encode() in log]


def erase(tills: Tills, visitor: str, *options: str) -> dict:
    """`footbridge erase`."""
    return tills.say("erase", "--visitor", visitor, "--json", "--secret-file", tills.secret, *options)


def dump(tills: Tills, visitor: str, *options: str):
    """`footbridge dump`, ended."""
    return tills.run("dump", "--visitor", visitor, "--secret-file", tills.secret, *options)


def test_a_person_can_see_what_is_kept_and_have_it_erased(tills):
    daemon, shop = tills.daemon, Shop(tills)
    where = f"lat={PLACE[0]}&lon={PLACE[1]}&gclid=EAIaIQ-7&ad_user_data=granted&ad_personalization=denied"
    scan = daemon.accepted_scan(query=f"visitor=u-gone&campaign=poster&{where}")
    other = daemon.accepted_scan(query=f"visitor=u-stays&{where}")
    click = shop.follow(scan).rpartition("=")[2]
    shop.accepted(shop.order(click))
    [voucher] = tills.vouchers(tills.promotion("erased"), ["u-gone"])
    tills.accepted(tills.redemption(voucher["code"], "till-1"))
    totals = "SELECT type, count(*), count(DISTINCT visitor_no) FROM events WHERE type <> 'erasure' GROUP BY type ORDER BY 1"
    before = select(tills.database, totals)

    kept = json.loads(dump(tills, "u-gone").stdout)
    assert [event["type"] for event in kept["events"]] == ["scan", "click", "purchase", "voucher_issued", "redemption"]
    assert (kept["events"][0]["lat"], kept["events"][0]["lon"]) == (51.52, -0.16)
    assert kept["events"][0]["gclid"] == "EAIaIQ-7" and kept["events"][0]["ad_personalization"] == "denied"
    assert kept["events"][2]["order_id"] == "A-1" and kept["events"][2]["merchant_id"] == shop.merchant
    assert [held["id"] for held in kept["vouchers"]] == [voucher["id"]]
    assert voucher["code"] not in json.dumps(kept) and "u-gone" not in json.dumps(kept)
    for name in (scan["id"], voucher["id"], kept["visitor"]):
        assert json.loads(dump(tills, name).stdout) == kept

    assert daemon.get(f"/v1/scans/{scan['id']}").status == 200
    assert erase(tills, "u-gone") == {"erased": True, "personal_parts": 1, "answers": 1}
    assert daemon.get(f"/v1/scans/{scan['id']}").status == 404
    assert daemon.get(f"/v1/scans/{other['id']}").status == 200
    assert select(tills.database, totals) == before
    # One for the feed of the gateway, one for the merchant's.
    tombstones = select(tills.database, "SELECT visitor_no, count(*), count(merchant_id) FROM events "
                        "WHERE type = 'erasure' GROUP BY 1")
    assert tombstones == [(int(kept["visitor"]), 2, 1)]
    assert select(tills.database, "SELECT count(*) FROM event_personal") == [(1,)]
    tills.assert_verified()

    assert erase(tills, "u-gone") == {"erased": False, "erased_at": None}
    assert erase(tills, kept["visitor"])["erased_at"] is not None
    assert event_count(tills.database, "erasure") == 2
    assert dump(tills, "u-gone").returncode == 1
    after = json.loads(dump(tills, kept["visitor"]).stdout)
    assert after["erased_at"] and not after["known_again"] and "lat" not in after["events"][0]
    # Somebody new by that name.
    daemon.accepted_scan(query="visitor=u-gone")
    assert json.loads(dump(tills, "u-gone").stdout)["visitor"] != kept["visitor"]


def test_a_name_that_two_clients_use_is_erased_for_the_one_that_is_said(sqlite_tills):
    tills = sqlite_tills
    neighbour = tills.say("key", "create", "--role", "client", "--name", "the neighbour", "--json")
    tills.daemon.accepted_scan(query="visitor=u-1")
    tills.daemon.accepted_scan(query="visitor=u-1", headers={"Authorization": f"Bearer {neighbour['key']}"})
    several = tills.run("erase", "--visitor", "u-1", "--secret-file", tills.secret)
    assert several.returncode == 1 and "--client" in several.stderr
    assert erase(tills, "u-1", "--client", str(neighbour["principal"]))["erased"]
    assert erase(tills, "u-1")["erased"]
    assert event_count(tills.database, "erasure") == 2


def test_a_daemon_deletes_what_was_kept_long_enough(start_on_each):
    daemon = start_on_each()
    tills, database = Tills(daemon), daemon.database
    shop = Shop(tills)
    daemon.accepted_scan(query=f"visitor=u-1&lat={PLACE[0]}&lon={PLACE[1]}")
    shop.report(b"not json")
    assert daemon.stop() == 0
    ids = select(database, "SELECT count(*) FROM event_personal")
    assert ids == [(1,)]
    day = 86_400_000_000
    # As if a hundred days had passed: ids carry the time, and begin with it.
    age = f"UPDATE rejects SET recorded_at = recorded_at - {100 * day}"
    blob = "decode('018000000000', 'hex') || substring(event_id FROM 7)" if isinstance(database, str) else (
        "CAST(x'018000000000' || substr(event_id, 7) AS BLOB)")
    change(database, age, f"UPDATE event_personal SET event_id = {blob}",
           f"UPDATE visitors SET created_at = created_at - {100 * day}")
    counts = ("SELECT (SELECT count(*) FROM event_personal), (SELECT count(*) FROM rejects), "
              "(SELECT count(*) FROM visitors WHERE visitor_hash IS NOT NULL)")
    again = start_on_each(database=database)
    eventually(lambda: select(database, counts) == [(0, 0, 1)], "positions and rejects are deleted")
    assert again.stop() == 0
    last = start_on_each("--retention-visitors", "99", database=database)
    eventually(lambda: select(database, counts) == [(0, 0, 0)], "visitors are forgotten")
    assert event_count(database, "scan") == 1
    assert last.stop() == 0
