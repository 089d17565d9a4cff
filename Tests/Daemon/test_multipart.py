"""Forms that are no forms: each is refused with a clear error and costs little."""

import random
import select

import pytest

import pictures
from conftest import LONG
from pictures import PNG
from wire import Closed, assert_problem, form

pytestmark = pytest.mark.attack("malformed forms")

BOUNDARY = "footbridge-boundary"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
PHOTO = pictures.barcode(height=30)


def part(head: bytes, content: bytes) -> bytes:
    return b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


END = b"--" + BOUNDARY.encode() + b"--\r\n"
PHOTO_HEAD = b'Content-Disposition: form-data; name="photo"; filename="p.png"\r\nContent-Type: image/png'
PHOTO_PART = part(PHOTO_HEAD, PHOTO)

MALFORMED = {
    "no boundary in the header": ("multipart/form-data", PHOTO_PART + END),
    "an empty boundary": ("multipart/form-data; boundary=", PHOTO_PART + END),
    "a boundary longer than 70": (f"multipart/form-data; boundary={'b' * 71}", b"--" + b"b" * 71 + b"--\r\n"),
    "a boundary that never comes": ("multipart/form-data; boundary=other", PHOTO_PART + END),
    "no closing boundary": (KIND, PHOTO_PART),
    "an end in the middle of a part": (KIND, PHOTO_PART[:-40]),
    "no part": (KIND, END),
    "an empty body": (KIND, b""),
    "only fields": (KIND, part(b'Content-Disposition: form-data; name="lat"', b"51.5") + END),
    "a part without disposition": (KIND, part(b"Content-Type: image/png", PHOTO) + END),
    "a part without name": (KIND, part(b"Content-Disposition: form-data\r\nContent-Type: image/png", PHOTO) + END),
    "five photos": (KIND, PHOTO_PART * 5 + END),
    "a thousand photos": (KIND, PHOTO_PART * 1000 + END),
    "a part header of 1 MiB": (KIND, part(PHOTO_HEAD + b"\r\nX-Long: " + b"a" * 1048576, PHOTO) + END),
    "ten thousand part headers": (KIND, part(PHOTO_HEAD + b"\r\nX-Many: y" * 10_000, PHOTO) + END),
    "a field of 1 MiB": (KIND, PHOTO_PART + part(b'Content-Disposition: form-data; name="visitor"', b"v" * 1048576) + END),
    "ten thousand fields": (
        KIND, PHOTO_PART + part(b'Content-Disposition: form-data; name="lang"', b"de") * 10_000 + END),
    "a nested form": (KIND, part(
        b'Content-Disposition: form-data; name="photo"\r\nContent-Type: multipart/mixed; boundary=inner',
        b"--inner\r\nContent-Type: image/png\r\n\r\n" + PHOTO + b"\r\n--inner--") + END),
    "a photo in base64": (KIND, part(PHOTO_HEAD + b"\r\nContent-Transfer-Encoding: base64", b"iVBORw0KGgo=") + END),
    "a photo that is text": (KIND, part(
        b'Content-Disposition: form-data; name="photo"\r\nContent-Type: text/plain', b"hello") + END),
    "a field that is not UTF-8": (
        KIND, PHOTO_PART + part(b'Content-Disposition: form-data; name="campaign"', b"\xff\xfe\xfd") + END),
    "the same field twice": (
        KIND, PHOTO_PART + part(b'Content-Disposition: form-data; name="limit"', b"3") * 2 + END),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_form_is_a_clear_error(daemon, name):
    kind, body = MALFORMED[name]
    response = daemon.scan(body, kind)
    assert response.status in (400, 413, 415, 422), (response.status, response.body[:300])
    problem = response.json()
    assert_problem(response, response.status, problem["code"])
    assert problem["code"] in ("bad-request", "bad-parameter", "unsupported-media-type", "too-large",
                               "photo-undecodable")
    daemon.assert_alive()


def test_endless_part_headers_are_refused_while_they_come(daemon):
    with daemon.connect(send_buffer=65536) as connection:
        connection.send_head("POST", "/v1/scans", daemon.bearer() | {
            "Content-Type": KIND, "Transfer-Encoding": "chunked"})
        connection.send_chunk(f"--{BOUNDARY}\r\n".encode())
        sent = 0
        while sent < 20_000_000:
            readable, _, _ = select.select([connection.socket], [], [], 0)
            if readable:
                break
            try:
                connection.send_chunk(b"X-Endless: value\r\n" * 500)
            except Closed:
                break
            sent += 9000
        response = connection.read_response("POST")
    assert_problem(response, 400, "bad-request")
    assert sent < 16_000_000, "refused only after most of the limit had come"


def test_an_unknown_field_is_ignored(daemon):
    kind, body = form([("photo", PHOTO, PNG), ("shoe_size", b"43", None)])
    assert daemon.scan(body, kind).status == 201


def test_preamble_epilogue_and_quoted_boundary_are_allowed(daemon):
    body = b"a preamble\r\n" + PHOTO_PART + END + b"an epilogue"
    assert daemon.scan(body, f'multipart/form-data; boundary="{BOUNDARY}"').status == 201


def test_a_photo_may_hold_the_start_of_the_boundary(daemon):
    almost = PHOTO + b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n-" + b"\r\n--"
    kind, body = form([("photo", almost, PNG)])
    assert daemon.scan(body, kind).status == 201


def test_a_form_in_tiny_chunks_is_read_like_a_whole_one(daemon):
    kind, body = form([("photo", PHOTO, PNG), ("lat", b"51.5155", None), ("lon", b"-0.1410", None)])
    for size in (1, 2, 3, 7, 61):
        with daemon.connect() as connection:
            connection.send_head("POST", "/v1/scans", daemon.bearer() | {
                "Content-Type": kind, "Transfer-Encoding": "chunked"})
            connection.send(b"".join(
                b"%x\r\n%s\r\n" % (len(body[at:at + size]), body[at:at + size]) for at in range(0, len(body), size))
                + b"0\r\n\r\n")
            response = connection.read_response("POST")
        assert response.status == 201, (size, response.body[:300])
        assert response.json()["symbols"][0]["text"] == pictures.ISBN


def test_random_damage_to_a_form_gets_an_answer(daemon):
    generator = random.Random(7578)
    kind, valid = form([("photo", PHOTO, PNG), ("lat", b"51.5155", None), ("lon", b"-0.1410", None)])
    for _ in range(5000 if LONG else 150):
        body = bytearray(valid)
        for _ in range(generator.randint(1, 5)):
            place = generator.randrange(len(body))
            if generator.random() < 0.5:
                body[place] = generator.randrange(256)
            else:
                del body[place:place + generator.randint(1, 12)]
        response = daemon.scan(bytes(body), kind)
        assert response.status in (201, 400, 413, 415, 422), (response.status, bytes(body))
    daemon.assert_alive()
