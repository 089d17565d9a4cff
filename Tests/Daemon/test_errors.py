"""Every error answer keeps the contract, and every bad sample gets its own."""

import pytest

import pictures
from daemon import SOHO
from pictures import PNG
from waiting import eventually
from wire import assert_problem, form


def test_no_key_is_unauthenticated(daemon):
    response = daemon.ask("POST", "/v1/scans", {"Content-Type": PNG}, pictures.barcode())
    assert_problem(response, 401, "unauthenticated")
    assert (response.header("www-authenticate") or "").startswith("Bearer")


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Bearer fbk_", "Bearer fbk_nobody", "Basic Zm9vOmJhcg==",
                                   "Bearer " + "x" * 4000, "bearer \x00", "fbk_nobody"])
def test_a_wrong_authorization_is_unauthenticated(daemon, value):
    response = daemon.ask("GET", "/v1/places?q=London", {"Authorization": value})
    if response.status == 400 and "\x00" in value:
        return  # the HTTP parser itself refuses a NUL
    assert_problem(response, 401, "unauthenticated")


@pytest.mark.parametrize("role", ["staff", "analyst", "merchant"])
def test_only_clients_upload(daemon, role):
    response = daemon.ask("POST", "/v1/scans", daemon.bearer(role) | {"Content-Type": PNG}, pictures.barcode())
    assert_problem(response, 403, "forbidden")


@pytest.mark.parametrize("query, parameter", [
    ("lat=91&lon=0", "lat"), ("lat=nan&lon=0", "lat"), ("lat=inf&lon=0", "lat"), ("lat=0x10&lon=0", "lat"),
    ("lat=&lon=0", "lat"), ("lat=51,5&lon=0", "lat"), ("lat=0&lon=180.1", "lon"), ("lat=0&lon=1e400", "lon"),
    (f"{SOHO}&radius_m=0", "radius_m"), (f"{SOHO}&radius_m=100001", "radius_m"), (f"{SOHO}&radius_m=-5", "radius_m"),
    (f"{SOHO}&radius_m=9999999999999999999999", "radius_m"), (f"{SOHO}&limit=0", "limit"),
    (f"{SOHO}&limit=51", "limit"), (f"{SOHO}&limit=x", "limit"), (f"{SOHO}&limit=%31%30%30", "limit"),
    (f"{SOHO}&visitor={'v' * 5000}", "visitor"), (f"{SOHO}&campaign={'c' * 5000}", "campaign"),
    (f"{SOHO}&gclid={'g' * 5000}", "gclid"), (f"{SOHO}&lang={'l' * 5000}", "lang"), (f"{SOHO}&visitor=%00", "visitor"),
    (f"{SOHO}&lat=51.5", "lat"),
])
def test_a_bad_parameter_is_named(daemon, query, parameter):
    assert_problem(daemon.scan(query=query), 400, "bad-parameter", parameter=parameter)


@pytest.mark.parametrize("query, parameter", [("lat=51.5", "lon"), ("lon=-0.1", "lat")])
def test_half_a_position_is_a_bad_parameter(daemon, query, parameter):
    problem = assert_problem(daemon.scan(query=query), 400, "bad-parameter")
    assert problem["parameter"] in ("lat", "lon", parameter)


def test_a_product_look_up_names_its_bad_parameter(daemon):
    assert_problem(daemon.get("/v1/products/9780306406157?lat=1&lon=x"), 400, "bad-parameter", parameter="lon")


def test_a_wrong_check_digit_is_not_an_unknown_product(daemon):
    assert_problem(daemon.get("/v1/products/9780306406158"), 400, "bad-parameter")


def test_a_number_that_nobody_lists_is_an_unknown_product(daemon):
    assert_problem(daemon.get(f"/v1/products/{pictures.isbn(999_999_991)}"), 404, "unknown-product")


@pytest.mark.parametrize("target", [
    "/v1/scans/scn_00000000000000000000000000", "/v1/scans/scn_", "/v1/scans/x", "/v1/scans/%00",
    "/v1/nothing", "/go/x", "/go/" + "A" * 64, "/v1/scans/" + "a" * 3000, "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
])
def test_an_unknown_resource_is_not_found(daemon, target):
    assert_problem(daemon.get(target), 404, "not-found")


@pytest.mark.parametrize("method, target", [
    ("DELETE", "/v1/scans"), ("PUT", "/v1/scans"), ("POST", "/v1/places"), ("PATCH", "/v1/products/9780306406157"),
    ("POST", "/healthz"), ("DELETE", "/"),
])
def test_a_wrong_method_says_which_are_allowed(daemon, method, target):
    response = daemon.ask(method, target, daemon.bearer(), b"")
    assert_problem(response, 405, "method-not-allowed")
    assert method not in (response.header("allow") or method)


@pytest.mark.parametrize("kind", ["text/plain", "image/gif", "application/json", "application/x-www-form-urlencoded",
                                  "image/", "multipart/mixed; boundary=x", "x" * 2000])
def test_another_media_type_is_unsupported(daemon, kind):
    assert_problem(daemon.scan(pictures.barcode(), kind), 415, "unsupported-media-type")


def test_a_missing_media_type_is_unsupported(daemon):
    response = daemon.ask("POST", "/v1/scans", daemon.bearer(), pictures.barcode())
    assert response.status in (201, 415)
    if response.status == 415:
        assert_problem(response, 415, "unsupported-media-type")


def test_an_empty_body_is_a_clear_error(daemon):
    response = daemon.scan(b"")
    assert response.status in (400, 415, 422)
    assert_problem(response, response.status, response.json()["code"])


@pytest.mark.parametrize("cut", [1, 8, 20, 33, 60, 100, 200])
def test_a_truncated_photo_is_undecodable(daemon, cut):
    response = daemon.scan(pictures.barcode()[:cut])
    if response.status == 415 and cut < 8:
        assert_problem(response, 415, "unsupported-media-type")  # not yet recognisable as PNG
    else:
        assert_problem(response, 422, "photo-undecodable")


def test_every_bad_sample_gets_its_documented_error(daemon):
    bad = pictures.samples("bad")
    assert bad, "images/manifest.jsonl names no bad sample"
    wrong = []
    for sample in bad:
        response = daemon.scan(pictures.sample_bytes(sample), sample["media_type"])
        expected = sample["error"]
        try:
            assert_problem(response, expected["status"], expected["code"])
        except (AssertionError, ValueError, KeyError) as difference:
            wrong.append(f"{sample['file']}: {difference}")
        daemon.assert_alive()
    assert not wrong, "\n".join(wrong)


def test_every_unreadable_sample_is_accepted_and_not_misread(daemon):
    """Read after all is well; read as something else is not."""
    for sample in pictures.samples("unreadable"):
        answer = daemon.accepted_scan(pictures.sample_bytes(sample), media_type=sample["media_type"])
        true = {symbol["text"] for symbol in sample["symbols"]}
        read = {symbol["text"] for symbol in answer["symbols"]}
        assert read <= true, (sample["file"], read)
        if not read:
            assert answer["outcome"] == sample["outcome"], sample["file"]
            assert answer["product"] is None and answer["diagnosis"]["message"], sample["file"]


def test_no_error_tells_of_paths_keys_or_sql(daemon):
    secret = "fbk_0123456789abcdef0123456789abcdef"
    responses = [
        daemon.ask("GET", "/v1/places?q=London", {"Authorization": f"Bearer {secret}"}),
        daemon.scan(query="lat=12.3456789&lon=999.87654321"),
        daemon.scan(pictures.barcode()[:60]),
        daemon.get("/v1/scans/scn_' OR 1=1 --".replace(" ", "%20")),
    ]
    for response in responses:
        text = response.body.decode()
        assert response.status >= 400
        for leak in (secret, "SELECT", "sqlite", str(daemon.database.parent), ".swift", "12.3456789", "999.87654321"):
            assert leak not in text, (leak, text)
    log = "\n".join(daemon.log)
    assert secret not in log and "12.3456789" not in log


NO_REQUESTS = [
    (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "unknown-method"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n", 400, "bad-request"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 90_000 + b"\r\n\r\n", 431, "head-too-large"),
    (b"GET / HTTP/1.1\r\n\r\n", 400, "bad-request"),
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad-request"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unknown-transfer-coding"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://x \r\n\r\n", 400, "bad-request"),
]


def line_of(daemon, problem: dict) -> str:
    """The one line of the log about a refusal: its trace id leads there."""
    def lines() -> list[str]:
        return [line for line in daemon.log if problem["trace_id"] in line]

    eventually(lines, f"there is a line about {problem}")
    assert len(lines()) == 1, lines()
    return lines()[0]


def test_what_is_no_request_is_a_problem_with_a_line_in_the_log(daemon):
    for head, status, code in NO_REQUESTS:
        with daemon.connect() as connection:
            connection.send(head)
            problem = assert_problem(connection.read_response(), status, code)
            assert connection.is_closed_by_peer()
        line = line_of(daemon, problem)
        assert " info " in line and code in line and str(status) in line, line
    daemon.assert_alive()


def test_each_refusal_leaves_one_line_that_its_trace_id_leads_to(daemon):
    secret = "fbk_0123456789abcdef0123456789abcdef"
    for response, route in [
        (daemon.ask("GET", "/v1/places?q=London", {"Authorization": f"Bearer {secret}"}), "/v1/places"),
        (daemon.scan(query="lat=12.3456789&lon=999.87654321"), "/v1/scans"),
        (daemon.scan(query="latitude=51.5155"), "/v1/scans"),
        (daemon.scan(b""), "/v1/scans"),
        (daemon.get("/v1/scans/scn_00000000000000000000000000"), "/v1/scans/{id}"),
        (daemon.get("/nothing-51.5155123"), "none"),
        (daemon.ask("DELETE", "/v1/scans"), "/v1/scans"),
    ]:
        problem = response.json()
        line = line_of(daemon, problem)
        assert " info " in line and problem["code"] in line and str(response.status) in line and route in line, line
        for hidden in (secret, "12.3456789", "999.87654321", "51.5155"):
            assert hidden not in line, line


def test_a_plus_in_a_query_is_the_space_of_a_form(daemon):
    key = {"Idempotency-Key": "jane-doe"}
    photo = pictures.barcode(comment="jane")
    first = daemon.scan(photo, query="visitor=Jane+Doe", headers=key)
    assert first.status == 201
    kind, body = form([("photo", photo, PNG), ("visitor", b"Jane Doe", None)])
    again = daemon.scan(body, kind, query="", headers=key)
    assert (again.status, again.json()["id"]) == (201, first.json()["id"])
