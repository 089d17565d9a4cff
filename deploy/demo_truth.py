"""The ground truth of the sample photos, images/manifest.jsonl, and how an answer differs from it."""

import json
from pathlib import Path

from demo_words import symbol_line


def samples_of(images: Path) -> list[dict]:
    """The ground truth, one dictionary a photo."""
    with open(images / "manifest.jsonl", encoding="utf-8") as manifest:
        return [json.loads(line) for line in manifest if line.strip()]


def differences(sample: dict, status: int, answer: dict) -> list[str]:
    """How an answer differs from the ground truth; empty where it is right."""
    if sample["kind"] == "bad":
        expected = sample["error"]
        found = (status, answer.get("code"))
        wanted = (expected["status"], expected["code"])
        return [] if found == wanted else [f"error {found[0]} {found[1]} instead of {wanted[0]} {wanted[1]}"]
    if status != 201:
        return [f"error {status} {answer.get('code')}"]
    true = {(symbol["symbology"], symbol["text"]): symbol.get("add_on") for symbol in sample["symbols"]}
    found = []
    for symbol in answer["symbols"]:
        name = (symbol["symbology"], symbol["text"])
        if name not in true:
            found.append(f"misread symbol {symbol_line(symbol)}")
        elif symbol.get("add_on") != true[name] and (symbol.get("add_on") or symbol["primary"]):
            found.append(f"add-on {symbol.get('add_on')} instead of {true[name]}")
    if sample["kind"] == "unreadable" and (found or answer["symbols"]):
        return found  # read after all: well, unless it was read as something else
    if answer["outcome"] != sample["outcome"]:
        found.append(f"outcome {answer['outcome']} instead of {sample['outcome']}")
    if sample["kind"] == "unreadable":
        return found  # another hint than ours is a matter of opinion
    if sample["kind"] == "front":
        return found + front_differences(sample, answer)
    if not answer["symbols"]:
        found.append("no symbol read")
    return found + product_differences(sample, answer)


def front_differences(sample: dict, answer: dict) -> list[str]:
    """How the fronts that were recognised differ from those in the photo."""
    found = []
    shown = [set(books) for books in sample["fronts"]]
    for cover in answer.get("covers") or []:
        if sample.get("may_ask") and cover["band"] != "sure":
            continue
        if not any(books & set(cover["gtins"]) for books in shown):
            found.append(f"a front that is not there: {cover['gtins']} ({cover['band']})")
    if is_asked(sample):
        offered = {candidate["gtin"] for candidate in answer.get("cover_candidates") or []}
        return found + [f"{gtin} is not offered" for books in shown for gtin in sorted(books - offered)]
    if not shown:
        return found
    if answer.get("recognised_by") != "cover":
        found.append(f"recognised by {answer.get('recognised_by')} instead of the cover")
    return found + product_differences(sample, answer)


def is_asked(sample: dict) -> bool:
    """Whether the shopper has to pick: editions with one front, or too little of a front to be sure."""
    return bool(sample.get("fronts")) and sample["product"] is None


def product_differences(sample: dict, answer: dict) -> list[str]:
    """How the product and what is told of it differ."""
    found = []
    gtin = (answer.get("product") or {}).get("gtin")
    if gtin not in (sample["product"], *sample.get("also_acceptable", [])):
        found.append(f"product {gtin} instead of {sample['product']}")
    if sample["listed"]:
        if not answer["listings"]:
            found.append("no listing")
        if not answer["stores"]:
            found.append("no shop")
    return found
