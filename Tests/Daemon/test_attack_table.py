"""What an hour of attacks is made of, kind by kind, each generated: pictures, framing, forgeries, parameters, media types. Floods
and held connections are in `test_attacks.py`, covers in `test_attack_covers.py`; `attacks.py` prints the table of all."""

import random
import string
from collections.abc import Iterator

import framing
import malformed
import pictures
from attacks import Attacks
from conftest import LONG
from daemon import SOHO, Daemon
from tills import cookies
from waiting import PATIENCE
from wire import Closed, Connection, form

#: Every so many of a kind in a short run.
EVERY = 1 if LONG else 6
MUTANTS = 2400 if LONG else 60


def try_pictures(daemon: Daemon, attacks: Attacks, kind: str, tried: Iterator[malformed.Picture]):
    """Each is read, or refused as what it is; none ends the process that reads it."""
    restarts = daemon.measured('footbridge_decode_worker_restarts_total')
    connection = daemon.connect()
    for name, picture, media_type in tried:
        response = connection.request(
            "POST", f"/v1/scans?{SOHO}", daemon.bearer() | {"Content-Type": media_type}, picture)
        attacks.note(kind, name, response.status in (201, 413, 415, 422), response.status)
        if response.header("connection") == "close":
            connection.close()
            connection = daemon.connect()
    connection.close()
    attacks.assert_held()
    assert daemon.measured('footbridge_decode_worker_restarts_total') == restarts
    daemon.accepted_scan()


def test_malformed_pictures(daemon, attacks):
    try_pictures(daemon, attacks, "malformed pictures", iter(malformed.all_pictures()[::EVERY]))


def test_mutants_of_photos(daemon, attacks):
    try_pictures(daemon, attacks, "mutants of photos", malformed.mutants(MUTANTS, seed=11))


def answers(daemon: Daemon, request: bytes) -> list[int]:
    """The statuses of all answers until the daemon closes."""
    statuses = []
    with Connection("127.0.0.1", daemon.port, timeout=PATIENCE) as connection:
        try:
            connection.send(request)
            while True:
                statuses.append(connection.read_response().status)
        except (Closed, ConnectionError):
            return statuses


def test_framing(daemon, attacks):
    kind = "framing"
    for name, request in framing.refused(daemon.keys["client"]).items():
        statuses = answers(daemon, request)
        attacks.note(kind, name, len(statuses) <= 1 and all(400 <= status < 600 for status in statuses), statuses)
    for name, (request, expected) in framing.allowed(daemon.keys["client"]).items():
        statuses = answers(daemon, request)
        attacks.note(kind, name, statuses == expected, statuses)
    daemon.assert_alive()
    attacks.assert_held()


def forgeries(true: str, count: int) -> Iterator[str]:
    """Each is unlike the true one in a character, its length or its end."""
    letters = string.ascii_letters + string.digits + "-_"
    for place in range(0, len(true), max(1, len(true) // count)):
        yield true[:place] + random.Random(place).choice([each for each in letters if each != true[place]]) + true[place + 1:]
    last = letters.find(true[-1])
    # The last letter of base64 has bits to spare: another one may mean the same.
    yield from (true[:-1] + letters[last ^ bit] for bit in (1, 2, 4) if 0 <= last ^ bit < len(letters))
    yield from (true[:-1], true + "A", true + "=", true.swapcase(), true[: len(true) // 2], true * 2)


def test_forged_keys_cookies_and_links(daemon, attacks):
    [cookie] = cookies(daemon.ask("GET", "/"))
    name, _, session = cookie.partition("=")
    scan = daemon.accepted_scan(pictures.sample_bytes(pictures.listed_sample()), media_type=pictures.PNG)
    link = scan["listings"][0]["url"].rsplit("/", 1)[1]
    key = daemon.keys["client"]
    for forged in forgeries(key.removeprefix("fbk_"), 20):
        status = daemon.ask("GET", f"/v1/scans/{scan['id']}", {"Authorization": f"Bearer fbk_{forged}"}).status
        attacks.note("forged keys", forged, status == 401, status)
    for forged in forgeries(session, 20):
        status = daemon.ask("GET", f"/v1/scans/{scan['id']}", {"Cookie": f"{name}={forged}"}).status
        attacks.note("forged cookies", forged, status == 401, status)
    for forged in forgeries(link, 40):
        response = daemon.ask("GET", f"/go/{forged}")
        attacks.note("forged links", forged, response.status == 404, response.status)
    attacks.assert_held()


def misspellings(name: str) -> set[str]:
    """What a hand makes of a name of five letters or more."""
    dropped = {name[:place] + name[place + 1:] for place in range(len(name))}
    doubled = {name[:place] + name[place] + name[place:] for place in range(len(name))}
    swapped = {name[:place] + name[place + 1] + name[place] + name[place + 2:] for place in range(len(name) - 1)}
    return {name.upper(), name.title(), name.replace("_", "-") + "s"} | dropped | doubled | swapped


#: Routes, the parameters that they take, and how each is asked; longer names alone can be told from others when misspelt.
TAKING = {
    "/v1/scans": ("POST", "client", ("radius_m", "limit", "visitor", "campaign", "covers", "gclid", "msclkid")),
    f"/v1/products/{pictures.ISBN}": ("GET", "client", ("radius_m", "limit")),
    "/v1/events": ("GET", "analyst", ("after", "limit", "merchant", "store", "format")),
    "/v1/conversions": ("GET", "analyst", ("after", "limit", "merchant", "store", "format")),
    "/v1/reports/funnel": ("GET", "analyst", ("interval", "merchant")),
    "/v1/rejects": ("GET", "analyst", ("after", "limit", "merchant")),
}
FAMILIES = ("x-{}", "utm_{}", "{}clid", "{}clkid", "{}braid")


def test_misspelt_parameters(daemon, attacks):
    """Each is named with the right one; what pages add to every link is passed over."""
    for route, (method, role, names) in TAKING.items():
        fields = daemon.bearer(role) | ({"Content-Type": pictures.PNG} if method == "POST" else {})
        with daemon.connect() as connection:
            for name in names:
                wrong = sorted(misspellings(name) - set(names) - {""})
                for misspelt in wrong if LONG else wrong[::3]:
                    if misspelt.lower().endswith(("clid", "clkid", "braid")):
                        continue
                    answer = connection.request(method, f"{route}?{misspelt}=1", fields, b"" if method == "POST" else None)
                    problem = answer.json()
                    held = answer.status == 400 and problem["code"] == "bad-parameter" and problem.get("meant")
                    attacks.note("misspelt parameters", f"{route} {misspelt}", bool(held), (answer.status, problem))
                    if answer.header("connection") == "close":
                        connection.close()
                        connection = daemon.connect()
            for family in FAMILIES:
                target = f"{route}?{family.format('limt')}=1&page=1"
                status = daemon.ask(method, target, fields, pictures.barcode(height=30) if method == "POST" else None).status
                attacks.note("families of parameters", target, status in (200, 201, 404), status)
    attacks.assert_held()


#: The first bytes of what people upload as a photo, and what the refusal calls it.
FORMATS = {
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "AVIF": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "GIF": b"GIF89a\1\0\1\0",
    "TIFF": b"II*\0\x08\0\0\0", "PDF": b"%PDF-1.7\n", "BMP": b"BM\x46\0\0\0\0\0", "JPEG XL": b"\xff\x0a\x7f\x06",
}


def test_other_formats_are_named_whatever_they_claim_to_be(daemon, attacks):
    for name, beginning in FORMATS.items():
        for claimed in (pictures.PNG, pictures.JPEG, pictures.WEBP, "image/jpg", "multipart/form-data"):
            content, kind = beginning + bytes(200), claimed
            if claimed == "multipart/form-data":
                kind, content = form([("photo", content, pictures.JPEG)])
            refused = daemon.scan(content, kind)
            held = refused.status == 415 and name in refused.json()["detail"]
            attacks.note("other formats", f"{name} as {claimed}", held, refused.body)
    for coding in ("gzip", "br", "deflate", "zstd", "compress", "GZIP", "identity, gzip", "x-gzip"):
        refused = daemon.scan(headers={"Content-Encoding": coding})
        held = refused.status == 415 and "compressed" in refused.json()["title"]
        attacks.note("other formats", f"Content-Encoding: {coding}", held, refused.body)
    empty = daemon.scan(b"")
    attacks.note("other formats", "an empty body", empty.status == 400 and "empty" in empty.json()["detail"], empty.body)
    sound = daemon.scan(pictures.sample_bytes(min(
        (line for line in pictures.samples("readable") if line["file"].endswith(".jpg")),
        key=lambda line: len(pictures.sample_bytes(line)))), "image/jpg")
    attacks.note("other formats", "image/jpg", sound.status == 201, sound.status)
    attacks.assert_held()


def test_a_form_means_what_its_query_does(daemon, attacks):
    """A space by any of its names, and fields that nobody knows, are the same in both."""
    photo = pictures.barcode(comment="form")
    key = {"Idempotency-Key": "form-and-query"}
    first = daemon.scan(photo, query="visitor=Jane+Doe&campaign=a%2Bb", headers=key)
    forms = {
        "spaces and pluses": [("visitor", b"Jane Doe", None), ("campaign", b"a+b", None)],
        "a field nobody knows": [("visitor", b"Jane Doe", None), ("campaign", b"a+b", None), ("note", b"n" * 5000, None)],
        "one that is no UTF-8": [("visitor", b"Jane Doe", None), ("campaign", b"a+b", None), ("note", b"\xff\xfe", None)],
    }
    for name, fields in forms.items():
        kind, body = form([("photo", photo, pictures.PNG), *fields])
        again = daemon.scan(body, kind, query="", headers=key)
        held = (again.status, again.json().get("id")) == (201, first.json()["id"])
        attacks.note("forms and queries", name, held, again.body)
    for name, target in {"a town": "/v1/places?q=Covent{}Garden"}.items():
        asked = {space: daemon.get(target.format(space)) for space in ("+", "%20")}
        attacks.note("forms and queries", name, asked["+"].body == asked["%20"].body and asked["+"].status == 200, asked)
    attacks.assert_held()


#: What stands where another site's page says who it is, and is not ours.
ORIGINS = ("null", "", "{} ", "{}/", "{}.example", "{},{}", "https://127.0.0.1", "HTTP://127.0.0.1", "{}\t", "http://localhost:1")


def test_origins_that_are_nearly_ours(daemon, attacks):
    shopper = {"Cookie": cookies(daemon.ask("GET", "/"))[0], "Content-Type": "application/json"}
    own = daemon.ask("POST", "/v1/visits", shopper | {"Origin": daemon.origin}, b"{}")
    attacks.note("origins", "our own", own.status == 400, own.status)
    for origin in ORIGINS:
        said = origin.replace("{}", daemon.origin)
        refused = daemon.ask("POST", "/v1/visits", shopper | {"Origin": said}, b"{}").status
        # A blank at the end is no request at all.
        attacks.note("origins", repr(said), refused == (400 if said[-1:] in " \t" and said else 403), refused)
    attacks.assert_held()
