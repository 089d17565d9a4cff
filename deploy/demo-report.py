#!/usr/bin/env python3
"""Uploads the sample photos to a running daemon, prints what came back, and compares it with images/manifest.jsonl.

Only Python's standard library is needed. `deploy/demo` runs it.
"""

import argparse
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

from demo_truth import differences, is_asked, product_differences, samples_of
from demo_words import book_line, print_answer, print_places

# Oxford Circus, London: the sample bookshops are around it.
LATITUDE, LONGITUDE = "51.5155", "-0.1410"
# A book that the sample shops have, and the shop of the sample staff key.
BOOK = "9780306406157"
TILL_STORE = "lantern-lane.bloomsbury"
REQUEST_SECONDS = 60
START_SECONDS = 30
COVERS_SECONDS = 120

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(url: str, headers: dict[str, str] | None = None, body: bytes | None = None, seconds: float = REQUEST_SECONDS):
    """One request; returns the status and the body, for errors too."""
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with OPENER.open(request, timeout=seconds) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def wait_until_ready(url: str, pid: int) -> bool:
    """Asks /readyz until it answers, the daemon is gone, or the time is up."""
    pause = threading.Event()
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if not is_running(pid):
            return False
        try:
            if ask(f"{url}/readyz", seconds=2)[0] == 200:
                return True
        except (OSError, urllib.error.URLError):
            pass
        pause.wait(0.1)
    return False


def wait_until_sought(url: str, keys: dict[str, str], images: Path) -> bool:
    """Asks /metrics until the processes that read photos look for all covers, or the time is up."""
    wanted = sum(1 for path in (images / "covers").iterdir() if path.suffix == ".jpg")
    pause, began, sought = threading.Event(), time.monotonic(), 0
    while time.monotonic() < began + COVERS_SECONDS:
        _, answer = ask(f"{url}/metrics", {"Authorization": f"Bearer {keys['admin']}"})
        sought = max((int(line.split()[1]) for line in answer.decode().splitlines()
                      if line.startswith("footbridge_cover_index_covers ")), default=0)
        if sought >= wanted:
            print(f"{sought} covers are looked for, {time.monotonic() - began:.1f} s after the daemon was ready.")
            return True
        pause.wait(0.1)
    print(f"  only {sought} of {wanted} covers are looked for")
    return False


def is_running(pid: int) -> bool:
    """Whether the process lives; one that ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def choose(url: str, key: str, sample: dict, scan: str) -> list[str]:
    """Picks the book that is on the photo, as its shopper would, and says what came of it."""
    gtin = sample["fronts"][0][0]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    status, body = ask(f"{url}/v1/scans/{scan}/choice", headers, json.dumps({"gtin": gtin}).encode())
    answer = json.loads(body)
    if status not in (200, 201):
        return [f"the choice was refused: {status} {answer.get('code')}"]
    print(f"    chosen  {book_line(answer['product'])}")
    print_places(answer)
    return product_differences({**sample, "product": gtin}, answer)


def upload(url: str, key: str, images: Path, sample: dict) -> tuple[int, dict]:
    """Uploads one sample; returns the status and the JSON of the answer."""
    position = urllib.parse.urlencode({"lat": LATITUDE, "lon": LONGITUDE})
    headers = {"Authorization": f"Bearer {key}", "Content-Type": sample["media_type"]}
    status, body = ask(f"{url}/v1/scans?{position}", headers, (images / sample["file"]).read_bytes())
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return status, answer


def report(url: str, keys: dict[str, str], images: Path) -> int:
    """Uploads all samples; returns the exit status."""
    samples = samples_of(images)
    right = {"readable": 0, "unreadable": 0, "front": 0, "bad": 0}
    wrong: list[str] = []
    began = time.monotonic()
    for number, sample in enumerate(samples, 1):
        print(f"\n{number}/{len(samples)}  {sample['file']}: {sample['what']}", flush=True)
        try:
            status, answer = upload(url, keys["client"], images, sample)
            if status == 201:
                print_answer(answer)
            else:
                print(f"    refused {status} {answer.get('code')}: {answer.get('detail') or answer.get('title')}")
            found = differences(sample, status, answer)
            if not found and is_asked(sample):
                found = choose(url, keys["client"], sample, answer["id"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            found = [f"{type(error).__name__}: {error}"]
        if found:
            wrong.append(f"{sample['file']}: {'; '.join(found)}")
            print(f"    WRONG   {'; '.join(found)}")
        else:
            right[sample["kind"]] += 1
            print("    right")
    counts = {kind: sum(sample["kind"] == kind for sample in samples) for kind in right}
    alive = is_alive(url)
    print(f"\n{len(samples)} photos in {time.monotonic() - began:.1f} s: {len(samples) - len(wrong)} right, "
          f"{len(wrong)} wrong")
    print(f"  readable photos answered right: {right['readable']} of {counts['readable']}")
    print(f"  photos without a readable symbol, not misread: {right['unreadable']} of {counts['unreadable']}")
    print(f"  fronts without a symbol recognised, or refused where no shop has them: {right['front']} of {counts['front']}")
    print(f"  bad files refused as documented: {right['bad']} of {counts['bad']}")
    print(f"  the daemon {'still answers' if alive else 'DOES NOT ANSWER ANY MORE'}")
    for line in wrong:
        print(f"  wrong: {line}")
    return 0 if samples and not wrong and alive else 1


def tell_till(url: str, keys: dict[str, str]) -> int:
    """Gets a voucher for a book, redeems it at the till, and tries again, which has to be refused."""
    def post(path: str, role: str, body: dict, **fields: str) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {keys[role]}", "Content-Type": "application/json", **fields}
        status, answer = ask(url + path, headers, json.dumps(body).encode())
        return status, json.loads(answer)

    status, answer = ask(f"{url}/v1/products/{BOOK}?lat={LATITUDE}&lon={LONGITUDE}&limit=50",
                         {"Authorization": f"Bearer {keys['client']}"})
    promotion, store = next((promotion, store) for store in json.loads(answer)["stores"]
                            for promotion in store["promotions"]
                            if promotion["value"] and store["id"] == TILL_STORE)
    print(f"\nAt the till of {store['name']}")
    status, voucher = post("/v1/vouchers", "client", {"gtin": BOOK, "promotion_id": promotion["id"],
                                                      "store_id": store["id"], "visitor": "demo"})
    if status != 201:
        print(f"  no voucher was issued: {voucher}")
        return 1
    code = voucher["code"]
    grouped = " ".join(code[start:start + 4] for start in range(0, len(code), 4))
    print(f"  issued    {grouped}  {voucher['promotion']['title']}, until {voucher['expires_at'][:10]}")
    first, redemption = post("/v1/redemptions", "staff", {"code": voucher["qr_payload"]}, **{"Idempotency-Key": "demo-1"})
    print(f"  redeemed  {first}  {redemption.get('redeemed_at', redemption)}")
    second, refusal = post("/v1/redemptions", "staff", {"code": code}, **{"Idempotency-Key": "demo-2"})
    print(f"  refused   {second}  {refusal.get('code')}: {refusal.get('title')}, {refusal.get('redeemed_at', '')}")
    return 0 if (first, second, refusal.get("code")) == (201, 409, "already-redeemed") else 1


FUNNEL = [("scans", "photos sent"), ("read", "a code was read"), ("resolved", "the book was known"),
          ("shown", "a shop was shown"), ("vouchers", "vouchers taken"), ("redeemed", "vouchers redeemed")]
COUNTED_SECONDS = 60


def tell_funnel(url: str, keys: dict[str, str]) -> int:
    """Waits until today's redemption is counted, and prints the funnel of today beside that of the year before."""
    def funnel(start: str, end: str) -> dict:
        status, answer = ask(f"{url}/v1/reports/funnel?" + urllib.parse.urlencode({"from": start, "to": end}),
                             {"Authorization": f"Bearer {keys['analyst']}"})
        if status != 200:
            raise SystemExit(f"  the funnel was not told: {answer.decode(errors='replace')}")
        return json.loads(answer)["items"][0]

    today = datetime.now(timezone.utc).date()
    days = [str(today + timedelta(days=number)) for number in (-365, 0, 1)]
    pause, end = threading.Event(), time.monotonic() + COUNTED_SECONDS
    now = funnel(days[1], days[2])
    while now["redeemed"] < 1 and time.monotonic() < end:
        pause.wait(0.5)
        now = funnel(days[1], days[2])
    year = funnel(days[0], days[1])
    print("\nFrom photo to shop          today  visitors     the year before  visitors")
    for column, meaning in FUNNEL:
        print(f"  {meaning:<22} {now[column]:>8} {now[column + '_visitors']:>9} {year[column]:>19} "
              f"{year[column + '_visitors']:>9}")
    print(f"  as charts, with the analyst's key: {url}/analytics")
    return 0 if now["redeemed"] >= 1 and year["redeemed"] > 0 else 1


def is_alive(url: str) -> bool:
    try:
        return ask(f"{url}/healthz", seconds=10)[0] == 200
    except (OSError, urllib.error.URLError):
        return False


def print_addresses(url: str, keys: dict[str, str], images: Path):
    """What to open, the keys to use, and an upload to paste."""
    sample = next(sample for sample in samples_of(images) if sample["kind"] == "readable")
    print(f"""
Pages
  {url}/              the shopper's page: take or choose a photo
  {url}/analytics     the reports, with the analyst's key
  {url}/openapi.yaml  what the daemon offers
  {url}/metrics       counters and timings, for the admin key
  {url}/healthz

Keys (made for this demo, shown once)""")
    for role, key in keys.items():
        print(f"  {role:<9} {key}")
    print(f"""
Upload a photo
  curl --data-binary @{images / sample['file']} -H 'Content-Type: {sample['media_type']}' \\
    -H 'Authorization: Bearer {keys['client']}' \\
    '{url}/v1/scans?lat={LATITUDE}&lon={LONGITUDE}'
""", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    waiting = commands.add_parser("wait", help="wait until the daemon answers")
    waiting.add_argument("--pid", type=int, required=True)
    reporting = commands.add_parser("report", help="upload the samples and print what came back")
    covers = commands.add_parser("covers", help="wait until the sample covers are looked for")
    till = commands.add_parser("till", help="get a voucher, redeem it, and be refused the second time")
    till.add_argument("--keys", type=Path, required=True)
    funnel = commands.add_parser("funnel", help="print the funnel of today and of the year before")
    funnel.add_argument("--keys", type=Path, required=True)
    addresses = commands.add_parser("addresses", help="print pages and keys")
    for command in (waiting, reporting, covers, till, funnel, addresses):
        command.add_argument("--url", required=True)
    for command in (reporting, covers, addresses):
        command.add_argument("--keys", type=Path, required=True)
        command.add_argument("--images", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.command == "wait":
        return 0 if wait_until_ready(arguments.url, arguments.pid) else 1
    keys = json.loads(arguments.keys.read_text(encoding="utf-8"))["keys"]
    if arguments.command == "covers":
        return 0 if wait_until_sought(arguments.url, keys, arguments.images) else 1
    if arguments.command == "till":
        return tell_till(arguments.url, keys)
    if arguments.command == "funnel":
        return tell_funnel(arguments.url, keys)
    if arguments.command == "addresses":
        print_addresses(arguments.url, keys, arguments.images)
        return 0
    return report(arguments.url, keys, arguments.images)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
