"""The scorer's own rules: what counts as the same text, as a misread, and what becomes of a reader that dies."""

import sys
from pathlib import Path

import engines
import pytest
from engines import Answer, Engine
from tally import Tally, ratio
from truth import Picture, key_of

READER = """
import json, os, sys, time
for path in sys.argv[1:]:
    if "crash" in path: os.abort()
    if "hang" in path: time.sleep(60)
    print(json.dumps({"file": path, "symbols": [{"symbology": "QR Code", "text": path}], "read_ms": 2, "decode_ms": 1}),
          flush=True)
"""


@pytest.mark.parametrize("one, other", [
    (("UPC-A", "012345678905"), ("EAN-13", "0012345678905")),
    (("UPC-E", "01234565"), ("UPC-A", "012345000065")),
    (("UPC-E", "04252614"), ("UPCE", "0042100005264")),
    (("UPC-E", "01234531"), ("UPC-A", "012300000451")),
    (("UPC-E", "01234543"), ("UPC-A", "012340000053")),
    (("QR", "a\r\nb "), ("QRCode", "a\nb")),
    (("DataBarExpanded", "(01)98898765432106(3202)012345"), ("DataBarExp", "01988987654321063202012345")),
    (("DataBar", "04412345678909"), ("DataBar", "0104412345678909")),
    (("Codabar", "A12345B"), ("Codabar", "12345")),
    (("Code 39", "A+A+B"), ("Code39", "Aab")),
    (("GS1-128", "\x1d42095747"), ("Code 128", "42095747")),
    (("Interleaved 2 of 5", "0123"), ("ITF", "0123")),
])
def test_spellings_of_the_same_content_are_equal(one, other):
    assert key_of(*one) == key_of(*other)


@pytest.mark.parametrize("one, other", [
    (("EAN-13", "9780306406157"), ("EAN-13", "9780306406158")),
    (("EAN-13", "9780306406157"), ("Code 128", "9780306406157")),
    (("QR", "photograph"), ("QR", "photography")),
])
def test_different_contents_are_not(one, other):
    assert key_of(*one) != key_of(*other)


def picture(name: str, *required: str, also: tuple[str, ...] = (), any_is_enough: bool = False) -> Picture:
    return Picture(
        Path(name), "qr", name, required=[key_of("QR", t) for t in required], allowed={key_of("QR", t) for t in also},
        any_is_enough=any_is_enough)


def answer(*texts: str, **others) -> Answer:
    return Answer(found={key_of("QR", t) for t in texts}, **others)


def test_all_required_must_be_found_and_nothing_else():
    photo = picture("a", "x", "y", also=("z",))
    assert [photo.is_solved(answer(*t).found) for t in (("x",), ("x", "y"), ("x", "y", "z"))] == [False, True, True]
    assert not photo.misreads(answer("x", "z").found)
    assert photo.misreads(answer("x", "w").found) == {("qr", "w")}
    assert picture("b", "x", also=("z",), any_is_enough=True).is_solved(answer("z").found)


def test_a_negative_is_never_solved_and_everything_read_in_it_is_wrong():
    tally = Tally.of([picture("a"), picture("b")], {Path("a"): answer(), Path("b"): answer("x", "y")})
    assert (tally.solved, tally.misread_pictures, len(tally.misread)) == (0, 1, 2)


def test_the_ratio_leaves_out_what_one_of_both_cannot_decode():
    pictures = [picture("a", "x"), picture("b", "x")]
    ours = {Path("a"): answer(read_ms=3), Path("b"): answer(read_ms=100)}
    theirs = {Path("a"): answer(read_ms=2), Path("b"): answer(error="load")}
    assert ratio(pictures, ours, theirs) == 1.5


def test_a_reader_that_crashes_or_hangs_loses_that_file_only(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "STALL_SECONDS", 1)
    script = tmp_path / "reader.py"
    script.write_text(READER)
    files = [Path(name) for name in ("a", "crash", "b", "hang", "c")]
    engine = Engine("r", [sys.executable, str(script)], "", tmp_path / "log", max(engines.os.sched_getaffinity(0)))
    answers = engine.read(files, 2, lambda _: None)
    assert {str(f) for f in files if answers[f].error} == {"crash", "hang"}
    assert answers[Path("c")].found == {("qr", "c")}
    assert (answers[Path("c")].read_ms, answers[Path("c")].decode_ms) == (2, 1)
