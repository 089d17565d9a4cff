"""What the daemon answered, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def money(price: dict | None) -> str:
    return f"{price['amount']} {price['currency']}" if price else "price unknown"


def words(slug: str) -> str:
    return slug.replace("_", " ")


def symbol_line(symbol: dict) -> str:
    add_on = f" + {symbol['add_on']}" if symbol.get("add_on") else ""
    return f"{symbol['symbology']} {symbol['text']}{add_on}"


def book_line(product: dict) -> str:
    names = ", ".join(contributor["name"] for contributor in product.get("contributors") or [])
    published = (product.get("published") or "")[:4]
    imprint = ", ".join(part for part in (product.get("publisher"), published) if part)
    title = product.get("title") or "a product without a title"
    if product.get("subtitle"):
        title += f": {product['subtitle']}"
    number = f"ISBN {product['isbn13']}" if product.get("isbn13") else f"GTIN {product['gtin']}"
    return f"{title}{f', {names}' if names else ''}{f' ({imprint})' if imprint else ''}, {number}"


def listing_line(listing: dict) -> str:
    return f"{money(listing.get('price'))} at {listing['merchant']['name']}, {words(listing['availability'])}"


def opening(store: dict) -> str:
    """Open or closed and until when, on the shop's own clock."""
    hours = store.get("open")
    if not hours:
        return "hours unknown"
    state = "open" if hours["now"] else "closed"
    if not hours.get("changes_at"):
        return state
    change = datetime.fromisoformat(hours["changes_at"].replace("Z", "+00:00"))
    try:
        change = change.astimezone(ZoneInfo(store.get("time_zone") or "UTC"))
    except ZoneInfoNotFoundError:
        pass
    today = datetime.now(change.tzinfo).date()
    day = "" if change.date() == today else change.strftime("%a ")
    return f"{state} until {day}{change.strftime('%H:%M')}"


def store_line(store: dict) -> str:
    distance = store["distance_m"]
    far = f"{distance} m" if distance < 1000 else f"{distance / 1000:.1f} km"
    stock = store["stock"]
    quantity = f" ({stock['quantity']})" if stock.get("quantity") is not None else ""
    price = f", {money(stock['price'])}" if stock.get("price") else ""
    promotions = "".join(f", offer: {promotion['title']}" for promotion in store.get("promotions") or [])
    return f"{store['name']}, {far}, {words(stock['status'])}{quantity}{price}, {opening(store)}{promotions}"


def seen_line(answer: dict) -> str:
    """The symbols that were read and the fronts that were recognised."""
    fronts = [f"front of {' or '.join(cover['gtins'])} ({cover['band']})" for cover in answer.get("covers") or []]
    return "; ".join([*map(symbol_line, answer["symbols"]), *fronts]) or "nothing"


def print_answer(answer: dict):
    print(f"    read    {seen_line(answer)}   [{answer['timings_us']['total'] / 1000:.1f} ms]")
    for place, candidate in enumerate(answer.get("cover_candidates") or []):
        may_be = book_line(candidate["product"]) if candidate.get("product") else candidate["gtin"]
        print(f"    {'perhaps' if place == 0 else '       '} {may_be}")
    if answer.get("product"):
        print(f"    book    {book_line(answer['product'])}")
    print_places(answer)
    if answer["outcome"] != "resolved" and not answer.get("cover_candidates"):
        diagnosis = answer.get("diagnosis") or {}
        said = diagnosis.get("message") or words(diagnosis.get("hint", ""))
        print(f"    answer  {words(answer['outcome'])}{f': {said}' if said else ''}")


def print_places(answer: dict):
    """Where the book is to be had."""
    if answer["listings"]:
        print(f"    online  {listing_line(answer['listings'][0])}")
    nearest = sorted(answer["stores"], key=lambda store: store["distance_m"])[:3]
    for place, store in enumerate(nearest):
        print(f"    {'shops ' if place == 0 else '      '}  {place + 1}. {store_line(store)}")
