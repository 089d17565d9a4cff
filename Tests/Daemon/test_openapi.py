"""The running daemon does what `openapi.yaml` says: schemathesis against every operation, with a client's key, a till's, and
the cookies of a lead.

`deploy/test` runs this as a step of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename

import pictures
from conftest import LONG
from daemon import SOHO, Daemon
from shops import Shop
from tills import BLOOMSBURY, CAMDEN, FOREIGN, Tills
from wire import Response

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "Sources" / "FootbridgeHTTP" / "openapi.yaml"


def test_the_document_is_valid_openapi():
    document, _ = read_from_filename(str(DOCUMENT))
    validate(document)


def test_the_daemon_serves_that_document(daemon):
    assert daemon.ask("GET", "/openapi.yaml").body == DOCUMENT.read_bytes()


def made(daemon: Daemon, target: str, headers: dict[str, str], **body: str) -> Response:
    """POSTs what has to be answered with 201."""
    answer = daemon.ask("POST", target, headers | {"Content-Type": "application/json"}, json.dumps(body).encode())
    assert answer.status == 201, answer.body
    return answer


def issue(daemon: Daemon, promotion: str, headers: dict[str, str], **more: str) -> dict:
    """Gets one voucher for a number that was typed in."""
    return made(daemon, "/v1/vouchers", headers, gtin=pictures.ISBN, promotion_id=promotion, **more).json()


def cookies(*answers: Response) -> str:
    """What a browser sends back after these answers."""
    fields = [value.partition(";")[0] for answer in answers for name, value in answer.headers
              if name.lower() == "set-cookie"]
    return "; ".join(field for field in fields if not field.endswith("="))


def sign_in(tills: Tills) -> tuple[dict, str]:
    """Enrols a device and signs a lead in; returns the lead, with the PIN, and the cookies."""
    daemon = tills.daemon
    code = tills.say("staff", "enrol", "--store", BLOOMSBURY, "--json")["code"]
    lead = tills.say("staff", "add", "--store", BLOOMSBURY, "--name", "Ada", "--role", "lead", "--json")
    device = made(daemon, "/v1/staff/devices", {}, code=code)
    own = {"Cookie": cookies(device), "Origin": daemon.origin}
    return lead, cookies(device, made(daemon, "/v1/staff/session", own, person_id=lead["person_id"], pin=lead["pin"]))


def make_dictionaries(daemon: Daemon, folder: Path) -> dict[str, str]:
    """Lays what the configuration names into the folder; returns the variables of those who ask."""
    tills = Tills(daemon)
    lead, lead_cookies = sign_in(tills)
    enrolments = [made(daemon, "/v1/staff/enrolments", {"Cookie": lead_cookies, "Origin": daemon.origin}).json()["code"]
                  for _ in range(60)]
    stores = daemon.get(f"/v1/products/{pictures.ISBN}?{SOHO}&limit=50").json()["stores"]
    promotions = sorted({promotion["id"] for store in stores for promotion in store["promotions"]})
    [here] = {promotion["id"] for store in stores if store["id"] == BLOOMSBURY for promotion in store["promotions"]}
    vouchers = [issue(daemon, here, daemon.bearer(), visitor=f"reader-{number}") for number in range(60)]
    cookie = cookies(daemon.ask("GET", "/"))
    page = issue(daemon, here, {"Cookie": cookie, "Origin": daemon.origin})
    shop = Shop(tills)
    entries = {
        "clicks": [shop.click() for _ in range(5)],
        "scans": [daemon.accepted_scan()["id"]],
        "products": [pictures.ISBN, "0-306-40615-2"],
        "promotions": promotions,
        "vouchers": [voucher["id"] for voucher in vouchers],
        # Some are typed, some are scanned.
        "codes": [voucher["code" if number % 3 else "qr_payload"] for number, voucher in enumerate(vouchers)],
        "pages": [page["id"]],
        "doors": [tills.door(store) for store in (BLOOMSBURY, CAMDEN, FOREIGN)],
        "enrolments": enrolments,
        "people": [lead["person_id"]],
        "pins": [lead["pin"]],
        "currencies": ["GBP", "EUR", "JPY", "KWD"],
    }
    for name, values in entries.items():
        (folder / f"{name}.dict").write_text("".join(f'"{value}"\n' for value in values), encoding="ascii")
    picture = daemon.get(f"/v1/vouchers/{vouchers[0]['id']}/qr.png")
    (folder / "voucher.png").write_bytes(picture.body)
    (folder / "door.png").write_bytes(pictures.code(tills.door_sign()))
    return {"FOOTBRIDGE_CLIENT_KEY": daemon.keys["client"], "FOOTBRIDGE_STAFF_KEY": daemon.keys["staff"],
            "FOOTBRIDGE_ANALYST_KEY": daemon.keys["analyst"], "FOOTBRIDGE_SHOP_SECRET": shop.secret,
            "FOOTBRIDGE_SESSION": cookie, "FOOTBRIDGE_LEAD": lead_cookies, "FOOTBRIDGE_ORIGIN": daemon.origin}


@pytest.mark.timeout(1800)
def test_schemathesis_finds_no_difference(daemon, tmp_path):
    examples = 300 if LONG else 30
    askers = make_dictionaries(daemon, tmp_path)
    config = shutil.copy(HERE / "schemathesis.toml", tmp_path)
    run = subprocess.run(
        [str(Path(sys.executable).with_name("st")), "--config-file", str(config), "run",
         str(DOCUMENT), "--url", daemon.origin, "--checks", "all", "--max-examples", str(examples),
         "--workers", "2", "--continue-on-failure", "--report", "junit", "--report-dir", str(tmp_path),
         # The same run every time, but for the long one, which looks further each time.
         *([] if LONG else ["--generation-deterministic"])],
        env=os.environ | askers | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)},
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1700, check=False)
    print(run.stdout[-20000:])
    print(run.stderr[-4000:])
    daemon.assert_alive()
    assert run.returncode == 0, "schemathesis found differences, printed above"
