"""The pictures that are read: those that are here, and those that are made from them, kept under .build."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

import generated
import perturbed
from engines import Progress
from peers import grey
from truth import Picture

# Of a --quick run: one picture in so many, the same ones each time.
QUICK = 8


def some(pictures: list[Picture], is_quick: bool) -> list[Picture]:
    if not is_quick:
        return pictures
    ranked = sorted(pictures, key=lambda p: hashlib.sha256(p.name.encode()).digest())
    chosen = {p.name for p in ranked[:max(min(len(ranked), 2), len(ranked) // QUICK)]}
    return [p for p in pictures if p.name in chosen]


class Store:
    """Made pictures, in a folder that is begun anew when what makes them changes."""

    def __init__(self, folder: Path):
        recipe = hashlib.sha256()
        for module in (generated, perturbed):
            recipe.update(Path(module.__file__).read_bytes())
        self.folder = folder / f"pictures-{recipe.hexdigest()[:12]}"
        for old in folder.glob("pictures-*"):
            if old != self.folder:
                shutil.rmtree(old)
        self.folder.mkdir(parents=True, exist_ok=True)

    def kept(self, name: str, make: Callable[[], Image.Image]) -> Path:
        """The file of this name, made if it is not there: a grey PNG, or a JPEG where it has a phone's size."""
        path = self.folder / name
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".new")
        if path.suffix == ".jpg":
            make().save(unfinished, "JPEG", quality=90)
        else:
            make().save(unfinished, "PNG", compress_level=3)
        unfinished.rename(path)
        return path


def slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.removeprefix("images/"))


def textures(store: Store, is_quick: bool) -> list[Picture]:
    return drawn(store, "textures", generated.TEXTURES, generated.texture, is_quick, tags=generated.TEXTURE_KINDS)


def cut_codes(store: Store, is_quick: bool) -> list[Picture]:
    return drawn(store, "cut", generated.CUT_CODES, generated.cut_code, is_quick, tags=("cut-off",))


def drawn(store: Store, what: str, count: int, draw: Callable[[int], Image.Image], is_quick: bool,
          tags: tuple[str, ...]) -> list[Picture]:
    count = count // QUICK if is_quick else count
    progress = Progress(f"drawing {what}", count)
    pictures = []
    for index in range(count):
        path = store.kept(f"{what}/{index:04}.png", lambda i=index: draw(i))
        pictures.append(Picture(path, "negative", f"{what}/{index}", tag=tags[index % len(tags)]))
        progress(index)
    progress.finish()
    return pictures


def representatives(corpus: list[Picture], solved: set[str]) -> dict[str, Picture]:
    """Of each photo in the corpus its largest version that somebody reads, by the photo's identity: a photo and its
    crops count once. Retail and QR only."""
    best: dict[str, tuple[int, Picture]] = {}
    for picture in corpus:
        if picture.category not in ("retail", "qr") or picture.name not in solved:
            continue
        with Image.open(picture.path) as image:
            pixels = image.width * image.height
        if picture.group not in best or pixels > best[picture.group][0]:
            best[picture.group] = (pixels, picture)
    return {group: best[group][1] for group in sorted(best)}


def perturbed_copies(store: Store, photos: dict[str, Picture], is_quick: bool) -> list[Picture]:
    copies = []
    for picture in some(list(photos.values()), is_quick):
        for kind in perturbed.kinds_for(picture.name):
            suffix = "jpg" if kind == "small in 12 MP" else "png"
            name = f"perturbed/{slug(picture.name)}--{slug(kind)}.{suffix}"
            copies.append((picture, kind, name))
    progress = Progress("making perturbed copies", len(copies))
    result = []
    for number, (picture, kind, name) in enumerate(copies):
        path = store.kept(name, lambda p=picture, k=kind: perturbed.perturbed(grey(str(p.path)), p.name, k))
        result.append(replace(picture, path=path, name=name, tag=kind.removesuffix(" again")))
        progress(number)
    progress.finish()
    return result


def composites(store: Store, photos: dict[str, Picture], is_quick: bool) -> list[Picture]:
    """Photos with one code each, whose codes differ."""
    usable = {group: p for group, p in photos.items() if len(p.required) == 1 and not p.allowed}
    count = generated.COMPOSITES // QUICK if is_quick else generated.COMPOSITES
    result = []
    if len(usable) < 4:
        return result
    for index in range(count):
        # The order is that of all photos, so that one that is read or not any more changes few composites.
        order = sorted(usable, key=lambda g: hashlib.sha256(f"{index} {g}".encode()).digest())
        chosen: list[Picture] = []
        for group in order:
            if len(chosen) < 2 + index % 3 and usable[group].required[0] not in [p.required[0] for p in chosen]:
                chosen.append(usable[group])
        made_of = hashlib.sha256(" ".join(p.name for p in chosen).encode()).hexdigest()[:10]
        name = f"composites/{index:02}-{made_of}.png"
        path = store.kept(
            name, lambda c=chosen, i=index: generated.composite([grey(str(p.path)) for p in c], i))
        result.append(Picture(
            path, "composite", name, group="\n".join(p.group for p in chosen),
            required=[p.required[0] for p in chosen], tag=f"{len(chosen)} photos"))
    return result


def phone_photos(store: Store, photos: dict[str, Picture], negatives: list[Picture], is_quick: bool) -> list[Picture]:
    """12 megapixels with a code and without; few, because they are large."""
    with_code, without = generated.PHONE_PHOTOS, generated.PHONE_MOSAICS
    if is_quick:
        with_code, without = with_code // QUICK, without // QUICK + 1
    order = sorted(photos.values(), key=lambda p: hashlib.sha256(f"phone {p.group}".encode()).digest())
    chosen = sorted(order[:with_code], key=lambda p: p.name)
    progress = Progress("making pictures of 12 megapixels", len(chosen) + without)
    result = []
    for index, picture in enumerate(chosen):
        name = f"phone/{slug(picture.name)}.jpg"
        path = store.kept(name, lambda p=picture: generated.phone_photo(grey(str(p.path)), p.name))
        result.append(replace(picture, path=path, name=name, tag="with a code"))
        progress(index)
    for index in range(without if negatives else 0):
        name = f"phone/mosaic-{index:02}.jpg"
        path = store.kept(
            name, lambda i=index: generated.phone_mosaic([grey(str(p.path)) for p in negatives], i))
        result.append(Picture(path, "negative", name, tag="without"))
        progress(len(chosen) + index)
    progress.finish()
    return result
