"""What an upload is answered with: raw, as a form, as a burst, and read again later."""

import urllib.parse

import pictures
from conftest import LONG
from daemon import SOHO
from pictures import ISBN, JPEG, PNG
from wire import assert_problem, form

ANSWER_FIELDS = {"id", "received_at", "outcome", "symbols", "product", "listings", "stores", "voucher", "visit",
                 "timings_us"}


def test_a_raw_photo_is_read_and_answered(daemon):
    response = daemon.scan(pictures.barcode())
    assert response.status == 201
    answer = response.json()
    assert ANSWER_FIELDS <= answer.keys()
    assert answer["id"].startswith("scn_")
    assert response.header("location") == f"/v1/scans/{answer['id']}"
    assert response.header("server-timing")
    [symbol] = answer["symbols"]
    assert (symbol["symbology"], symbol["text"], symbol["add_on"]) == ("EAN-13", ISBN, None)
    assert symbol["primary"] is True
    assert len(symbol["corners"]) == 4 and all(len(corner) == 2 for corner in symbol["corners"])
    assert answer["outcome"] in ("resolved", "unlisted")
    assert answer["voucher"] is None and answer["visit"] is None
    assert set(answer["timings_us"]) == {"decode", "read", "covers", "resolve", "total"}


def test_a_listed_book_has_listings_and_nearby_shops(daemon):
    sample = pictures.listed_sample()
    answer = daemon.accepted_scan(pictures.sample_bytes(sample), media_type=sample["media_type"])
    assert answer["outcome"] == "resolved"
    assert answer["product"]["gtin"] == sample["product"]
    assert answer["product"]["title"]
    assert answer["listings"], "no listing of a listed book"
    for listing in answer["listings"]:
        assert "/go/" in listing["url"]
    assert 1 <= len(answer["stores"]) <= 5
    for store in answer["stores"]:
        assert 0 <= store["distance_m"] <= 10_000
        assert store["why"]


def test_limit_and_radius_bound_the_shops(daemon):
    sample = pictures.listed_sample()
    answer = daemon.accepted_scan(
        pictures.sample_bytes(sample), media_type=sample["media_type"], query=f"{SOHO}&limit=1&radius_m=100000")
    assert len(answer["stores"]) == 1


def test_without_a_position_no_shop_is_answered(daemon):
    assert daemon.accepted_scan(query="")["stores"] == []


def test_a_photo_without_a_symbol_is_accepted_with_a_diagnosis(daemon):
    answer = daemon.accepted_scan(pictures.blank())
    assert answer["outcome"] == "no_symbol"
    assert answer["symbols"] == [] and answer["product"] is None
    assert answer["diagnosis"]["hint"] and answer["diagnosis"]["stage"]
    assert isinstance(answer["diagnosis"]["retake"], bool)


def test_a_form_with_one_photo_is_answered_like_the_raw_photo(daemon):
    kind, body = form([("photo", pictures.barcode(), PNG)])
    answer = daemon.accepted_scan(body, media_type=kind)
    assert answer["symbols"][0]["text"] == ISBN


def test_the_first_readable_photo_of_a_burst_wins(daemon):
    kind, body = form([
        ("photo", pictures.blank(comment="first"), PNG), ("photo", pictures.barcode(pictures.isbn(140)), PNG),
        ("photo", pictures.barcode(pictures.isbn(150)), PNG)])
    answer = daemon.accepted_scan(body, media_type=kind)
    assert [symbol["text"] for symbol in answer["symbols"]] == [pictures.isbn(140)]


def test_a_burst_with_one_broken_photo_is_still_read(daemon):
    kind, body = form([("photo", pictures.barcode()[:60], PNG), ("photo", pictures.barcode(), PNG)])
    assert daemon.accepted_scan(body, media_type=kind)["symbols"][0]["text"] == ISBN


def test_form_fields_may_follow_the_photos(daemon):
    sample = pictures.listed_sample()
    kind, body = form([
        ("photo", pictures.sample_bytes(sample), sample["media_type"]), ("lat", b"51.5155", None),
        ("lon", b"-0.1410", None), ("limit", b"2", None)])
    answer = daemon.accepted_scan(body, media_type=kind, query="")
    assert 1 <= len(answer["stores"]) <= 2


def test_a_form_field_is_checked_like_a_query_parameter(daemon):
    kind, body = form([("photo", pictures.barcode(), PNG), ("lat", b"91", None), ("lon", b"0", None)])
    assert_problem(daemon.scan(body, kind, query=""), 400, "bad-parameter", parameter="lat")


def test_a_chunked_upload_is_answered(daemon):
    photo = pictures.barcode()
    with daemon.connect() as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": PNG, "Transfer-Encoding": "chunked"})
        for start in range(0, len(photo), 100):
            connection.send_chunk(photo[start:start + 100])
        connection.send_chunk(b"")
        response = connection.read_response()
    assert response.status == 201
    assert response.json()["symbols"][0]["text"] == ISBN


def test_a_connection_serves_one_upload_after_another(daemon):
    with daemon.connect() as connection:
        for number in range(5):
            response = connection.request(
                "POST", f"/v1/scans?{SOHO}", daemon.bearer() | {"Content-Type": PNG}, pictures.barcode(pictures.isbn(number)))
            assert response.status == 201
            assert response.json()["symbols"][0]["text"] == pictures.isbn(number)


def test_the_kept_answer_is_the_one_that_was_given(daemon):
    answer = daemon.accepted_scan()
    kept = daemon.get(f"/v1/scans/{answer['id']}")
    assert kept.status == 200
    assert kept.json() == answer


def test_a_typed_isbn_finds_the_same_book(daemon):
    sample = pictures.listed_sample()
    gtin = sample["product"]
    response = daemon.get(f"/v1/products/{gtin[1:]}?{SOHO}")
    assert response.status == 200
    found = response.json()
    assert found["product"]["gtin"] == gtin
    assert found["listings"] and found["stores"]


def test_a_number_is_understood_as_people_type_it_and_scanners_send_it(daemon):
    for typed in ("978-0-306-40615-7", "ISBN 0-306-40615-2", "978–0–306–40615–7", "٩٧٨٠٣٠٦٤٠٦١٥٧",
                  "9780306406157 52495", "9780306406157 (pbk.)", "urn:isbn:9780306406157",
                  "https://id.gs1.org/01/09780306406157"):
        response = daemon.get(f"/v1/products/{urllib.parse.quote(typed, safe='')}")
        assert response.status == 200, typed
        product = response.json()["product"]
        assert (product["gtin"], product["number"]) == (
            "09780306406157", {"kind": "isbn", "text": "978-0-306-40615-7", "issue": None}), typed
    lamp = daemon.get("/v1/products/5012345678900").json()["product"]
    assert (lamp["number"]["kind"], lamp["number"]["text"], lamp["isbn13"]) == ("gtin", "5012345678900", None)
    for typed, reason in (("1920241008209", "price-line"), ("2111220009686", "not-a-product"),
                          ("9780306406158", "check-digit"), ("9.78014E%2B12", "exponent-form")):
        problem = daemon.get(f"/v1/products/{typed}")
        assert (problem.status, problem.json()["reason"]) == (400, reason), typed
    unlisted = daemon.get("/v1/products/977-0317847001").json()
    assert (unlisted["code"], unlisted["number"]["kind"], unlisted["number"]["text"]) == ("unknown-product", "issn", "0317-8471")


def test_the_bytes_decide_whatever_the_content_type_says(daemon):
    """A PNG sent as JPEG is either read as what it is, or refused as unsupported: never a fault."""
    response = daemon.scan(pictures.barcode(), JPEG)
    if response.status == 201:
        assert response.json()["symbols"][0]["text"] == ISBN
    else:
        assert_problem(response, 415, "unsupported-media-type")


def test_many_different_photos_get_their_own_answers(daemon):
    for number in range(2000 if LONG else 100):
        answer = daemon.accepted_scan(pictures.barcode(pictures.isbn(number * 7919)))
        assert answer["symbols"][0]["text"] == pictures.isbn(number * 7919)
