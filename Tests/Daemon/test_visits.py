"""Our own QR codes in scans, and visits by the code at a store's door, on both databases."""

import pictures
from tills import BLOOMSBURY, CAMDEN, Order, Tills
from wire import assert_problem


def report(tills: Tills, payload: str, **more) -> Order:
    """A client reports a door's code."""
    return Order("/v1/visits", tills.daemon.keys["client"], {"payload": payload} | more)


def position(tills: Tills, store: str) -> dict:
    """Where a store is."""
    stores = tills.read(f"/v1/products/{pictures.ISBN}?lat=51.5155&lon=-0.1410&limit=50&radius_m=100000",
                        tills.daemon.keys["client"])["stores"]
    [found] = [there for there in stores if there["id"] == store]
    return {"lat": found["lat"], "lon": found["lon"]}


def test_a_scan_of_a_door_is_a_visit_once_a_day_however_it_comes(tills):
    door, sign = tills.door(), pictures.code(tills.door_sign())
    scan = tills.daemon.accepted_scan(sign, query="visitor=u-1")
    assert (scan["outcome"], scan["product"], scan["voucher"], scan["diagnosis"]) == ("store", None, None, None)
    visit = scan["visit"]
    assert visit["store"]["id"] == BLOOMSBURY and visit["new"]
    assert tills.daemon.accepted_scan(sign, query="visitor=u-1")["visit"] == visit | {"new": False}
    again = tills.send(report(tills, door, visitor="u-1"))
    assert (again.status, again.json()) == (200, visit | {"new": False})
    other = tills.accepted(report(tills, door, visitor="u-2"))
    assert other["new"] and other["id"] != visit["id"]
    assert tills.accepted(report(tills, tills.door(CAMDEN), visitor="u-1"))["store"]["id"] == CAMDEN


def test_of_many_reports_at_once_one_is_the_visit(tills):
    order = report(tills, tills.door(), visitor="u-rush")
    answers = tills.rush([order] * 40, connections=16)
    assert sorted(answer.status for answer in answers) == [200] * 39 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_where_the_phone_is_says_how_sure_a_visit_is(sqlite_tills):
    tills, there = sqlite_tills, position(sqlite_tills, BLOOMSBURY)
    # A degree of latitude is 111.2 km.
    for number, (metres, confidence) in enumerate(((0, 0.9), (240, 0.9), (260, 0.6), (1990, 0.6), (2010, 0.1))):
        place = there | {"lat": there["lat"] + metres / 111_195}
        visit = tills.accepted(report(tills, tills.door(), visitor=f"u-{number}", **place))
        assert visit["confidence"] == confidence, metres
    assert tills.accepted(report(tills, tills.door(), visitor="u-nowhere"))["confidence"] == 0.6


def test_a_visitor_and_a_good_code_are_needed(sqlite_tills):
    tills, door = sqlite_tills, sqlite_tills.door()
    scan = tills.daemon.accepted_scan(pictures.code(tills.door_sign()))
    assert (scan["outcome"], scan["visit"]) == ("store", None)
    assert_problem(tills.send(report(tills, door)), 422, "visitor-required")
    altered = door[:-1] + ("A" if door[-1] != "A" else "B")
    for payload in (altered, door.lower(), door + "A", "FB1:", "", "A" * 401):
        assert_problem(tills.send(report(tills, payload, visitor="u-1")), 400, "bad-parameter")
    for place in ({"lat": 51.5}, {"lon": 0}, {"lat": 91, "lon": 0}):
        assert_problem(tills.send(report(tills, door, visitor="u-1", **place)), 400, "bad-parameter")


def test_a_scan_of_a_voucher_shows_it_to_its_owner_alone(tills):
    [voucher] = tills.vouchers(tills.promotion("scanned"), ["shopper"])
    picture = tills.daemon.get(f"/v1/vouchers/{voucher['id']}/qr.png").body
    scan = tills.daemon.accepted_scan(picture)
    assert (scan["outcome"], scan["visit"]) == ("voucher", None)
    assert scan["voucher"] == voucher
    neighbour = tills.say("key", "create", "--role", "client", "--name", "the neighbour", "--json")["key"]
    other = tills.daemon.scan(picture, headers={"Authorization": f"Bearer {neighbour}"}).json()
    assert (other["outcome"], other["voucher"]) == ("voucher", None)
