"""What is really in a picture, and when a reading says the same: the rules of the corpus' README."""

import json
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

# What is read although the truth does not list it, and is no misread.
KNOWN_EXTRAS = {
    # A second code that is really in the picture.
    ("images/zxing/code39-3/08.png", ("code39", "001EC9476B0A")),
}

RETAIL = {"ean13", "ean8", "upca", "upce", "isbn"}
ADD_ONS = {"ean2", "ean5", "ean2addon", "ean5addon"}
# Names that differ between the readers and the manifests.
NAMES = {
    "qrcode": "qr", "qrcodemodel1": "qr", "qrcodemodel2": "qr", "gs1128": "code128", "i25": "itf", "itf14": "itf",
    "interleaved2of5": "itf", "databarexp": "databar", "databarexpanded": "databar", "databaromni": "databar",
    "databarstk": "databar", "databarstkomni": "databar", "databarexpstk": "databar", "databarltd": "databar",
    "code39std": "code39", "code39ext": "code39",
}

Key = tuple[str, str]


def name_of(symbology: str) -> str:
    """The symbology in letters and digits only, one name for each kind that is compared."""
    plain = "".join(c for c in symbology.lower() if c.isalnum())
    return NAMES.get(plain, plain)


def key_of(symbology: str, text: str) -> Key:
    """What two readings of the same symbol have in common, whoever read them."""
    name = name_of(symbology)
    if name in RETAIL:
        digits = expanded(text) if name == "upce" and len(text) == 8 else text
        return "retail", digits.zfill(14)
    if name in ADD_ONS:
        return "add-on", text
    if name == "qr":
        return name, unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if name == "databar":
        plain = "".join(c for c in text if c not in "()\x1d")
        # Some of the truth has the application identifier of a bare GTIN, some has not.
        return name, "01" + plain if len(plain) == 14 else plain
    if name == "codabar":
        return name, text.strip("ABCDabcdTNE*tne")
    if name == "code39":
        return name, full_ascii(text)
    if name == "code128":
        return name, text.replace("\x1d", "")
    return name, text


def expanded(upc_e: str) -> str:
    """The UPC-A of a UPC-E with number system and check digit."""
    system, d, check = upc_e[0], upc_e[1:7], upc_e[7]
    if d[5] in "012":
        middle = d[:2] + d[5] + "0000" + d[2:5]
    elif d[5] == "3":
        middle = d[:3] + "00000" + d[3:5]
    elif d[5] == "4":
        middle = d[:4] + "00000" + d[4]
    else:
        middle = d[:5] + "0000" + d[5]
    return system + middle + check


def full_ascii(text: str) -> str:
    """Code 39's pairs for small letters, resolved: a symbol does not say whether it means them."""
    result, index = "", 0
    while index < len(text):
        if text[index] == "+" and text[index + 1:index + 2].isupper():
            result += text[index + 1].lower()
            index += 2
        else:
            result += text[index]
            index += 1
    return result


@dataclass
class Picture:
    """One file and its truth."""

    path: Path
    category: str
    """The row it counts in: retail, qr, code128 …, negative."""
    name: str
    """Stable on every machine: what choices by chance are made from."""
    group: str = ""
    """The identity of the photo in it; of several, a line each."""
    required: list[Key] = field(default_factory=list)
    """All must be found, or one of them where `any_is_enough`."""
    allowed: set[Key] = field(default_factory=set)
    """Besides the required: really there, and not wrong."""
    add_ons: list[str] = field(default_factory=list)
    any_is_enough: bool = False
    is_complete: bool = True
    """Whether the truth lists everything, so that what it does not list is a misread."""
    tag: str = ""
    """What was done to the picture, for the rows by kind."""

    def is_solved(self, found: set[Key]) -> bool:
        if not self.required:
            return False
        if self.any_is_enough:
            return bool(found & (set(self.required) | self.allowed))
        return set(self.required) <= found

    def misreads(self, found: set[Key]) -> set[Key]:
        """What is reported and not in the picture. Add-ons are judged apart."""
        if not self.is_complete:
            return set()
        known = set(self.required) | self.allowed
        return {k for k in found - known if k[0] != "add-on" and (self.name, k) not in KNOWN_EXTRAS}


def corpus(folder: Path) -> list[Picture]:
    """The shared corpus of barcode photographs."""
    pictures = []
    for line in manifest(folder):
        expected, also = line["expected"], line["also"]
        pictures.append(Picture(
            path=folder / line["path"], category=line["family"] if line["kind"] == "decode" else "negative",
            name=line["path"], group=line["group"],
            required=[key_of(e["format"], e["text"]) for e in expected],
            allowed={key_of(e["format"], e["text"]) for e in also},
            add_ons=[e["addon"] for e in expected if e.get("addon")]
                + [e["text"] for e in expected if name_of(e["format"]) in ADD_ONS],
            any_is_enough=line["family"] == "qr" and bool(also), tag=line["category"]))
    return pictures


def field_photos(folder: Path) -> list[Picture]:
    """Pictures that other public projects test with."""
    pictures = []
    for line in manifest(folder):
        rows = [s for s in line["symbols"] if name_of(s["symbology"]) not in {"datamatrix"} | ADD_ONS]
        names = {name_of(s["symbology"]) for s in rows}
        if not rows or "nonestated" in names:
            continue
        if names == {"none"}:
            category = "negative"
        elif names <= RETAIL:
            category = "retail"
        else:
            category = "qr" if names == {"qr"} else "other"
        pictures.append(Picture(
            path=folder / line["file"], category=category, name=line["file"],
            required=[key_of(s["symbology"], s["text"]) for s in rows if name_of(s["symbology"]) != "none"],
            add_ons=[s["text"] for s in line["symbols"] if name_of(s["symbology"]) in ADD_ONS],
            is_complete=not any("one of" in s.get("note", "") for s in line["symbols"])))
    return pictures


def samples(folder: Path) -> list[Picture]:
    """The project's own sample photos in which something can be read."""
    pictures = []
    for line in manifest(folder):
        if line["kind"] != "readable" or not line["symbols"]:
            continue
        keys = [key_of(s["symbology"], s["text"]) for s in line["symbols"]]
        tiers = [k for k in keys if k[0] == "retail" and k[1].startswith(("0191", "0192"))]
        pictures.append(Picture(
            path=folder / line["file"], category="japanese" if tiers and len(keys) > 1 else "sample",
            name=line["file"], required=keys, add_ons=[s["add_on"] for s in line["symbols"] if s.get("add_on")],
            tag="12mp" if "12mp" in line["file"] else ""))
    return pictures


def manifest(folder: Path) -> list[dict]:
    with open(folder / "manifest.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
