"""The invented books and articles of catalog.json, and the numbers printed on them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Book:
    """One book of the catalogue; `isbn13` without hyphens."""

    isbn13: str
    title: str
    subtitle: str | None
    contributors: tuple[str, ...]
    publisher: str
    language: str
    price: tuple[str, str] | None


def check_digit(stem: str) -> str:
    """The modulo-10 check digit of any GTIN whose other digits are `stem`."""
    total = sum(int(d) * (3 if (len(stem) - i) % 2 else 1) for i, d in enumerate(stem))
    return str(-total % 10)


def gtin14(digits: str) -> str:
    """`digits` (GTIN-8, -12, -13 or -14, check digit included) padded to fourteen."""
    if check_digit(digits[:-1]) != digits[-1]:
        raise ValueError(f"wrong check digit in {digits}")
    return digits.zfill(14)


def upc_e_to_upc_a(digits: str) -> str:
    """The UPC-A that the eight digits of a UPC-E stand for."""
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        middle = body[:2] + last + "0000" + body[2:5]
    elif last == "3":
        middle = body[:3] + "00000" + body[3:5]
    elif last == "4":
        middle = body[:4] + "00000" + body[4]
    else:
        middle = body[:5] + "0000" + last
    return system + middle + check


def load() -> tuple[dict[str, Book], dict[str, dict]]:
    """Books by ISBN-13 and other articles by GTIN-14."""
    document = json.loads((FOLDER / "catalog.json").read_text(encoding="utf-8"))
    books = {}
    for entry in document["books"]:
        gtin14(entry["isbn13"])
        price = entry["suggested_price"]
        books[entry["isbn13"]] = Book(
            isbn13=entry["isbn13"],
            title=entry["title"],
            subtitle=entry["subtitle"],
            contributors=tuple(c["name"] for c in entry["contributors"]),
            publisher=entry["publisher"],
            language=entry["language"],
            price=(price["amount"], price["currency"]) if price else None,
        )
    articles = {gtin14(entry["gtin"]): entry for entry in document["articles"]}
    return books, articles


BOOKS, ARTICLES = load()


def is_listed(product: str | None) -> bool:
    """Whether the GTIN-14 belongs to something in catalog.json."""
    return product is not None and (product[1:] in BOOKS or product in ARTICLES)


# Books that are photographed but deliberately absent from catalog.json: outcome `unlisted`.
UNLISTED = {
    book.isbn13: book
    for book in (
        Book("9781906994280", "Twelve Doors in August", None, ("Imogen Farrow",), "Cobalt Stair", "en", ("11.99", "GBP")),
        Book("9780525950615", "The Mended Compass", "A novel", ("August Hallam",), "Grey Jetty", "en", ("25.95", "USD")),
        Book("9791097515058", "L'Hiver des passerelles", None, ("Maud Ferrandier",), "Sillage", "fr", ("18.00", "EUR")),
        Book("9783951042183", "Siebzehn Arten zu warten", None, ("Ludmilla Brandt",), "Edition Kieselweg", "de", ("16.00", "EUR")),
        Book("9788415973027", "La ciudad de las escaleras", None, ("Nerea Ibarrondo",), "Ediciones Olmo", "es", ("17.00", "EUR")),
    )
}
