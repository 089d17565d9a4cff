"""The running daemon does what `openapi.yaml` says: schemathesis against every operation, with a client's and a till's key.

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

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "Sources" / "FootbridgeHTTP" / "openapi.yaml"
#: The sample staff key's.
STAFF_STORE = "lantern-lane.bloomsbury"


def test_the_document_is_valid_openapi():
    document, _ = read_from_filename(str(DOCUMENT))
    validate(document)


def test_the_daemon_serves_that_document(daemon):
    assert daemon.ask("GET", "/openapi.yaml").body == DOCUMENT.read_bytes()


def issue(daemon: Daemon, promotion: str, headers: dict[str, str], **more: str) -> dict:
    """Gets one voucher for a number that was typed in."""
    wish = json.dumps({"gtin": pictures.ISBN, "promotion_id": promotion} | more).encode()
    answer = daemon.ask("POST", "/v1/vouchers", headers | {"Content-Type": "application/json"}, wish)
    assert answer.status == 201, answer.body
    return answer.json()


def make_dictionaries(daemon: Daemon, folder: Path) -> str:
    """Lays what the configuration names into the folder; returns the cookie of the session that owns the pages."""
    stores = daemon.get(f"/v1/products/{pictures.ISBN}?{SOHO}&limit=50").json()["stores"]
    promotions = sorted({promotion["id"] for store in stores for promotion in store["promotions"]})
    [here] = {promotion["id"] for store in stores if store["id"] == STAFF_STORE for promotion in store["promotions"]}
    vouchers = [issue(daemon, here, daemon.bearer(), visitor=f"reader-{number}") for number in range(60)]
    cookie = (daemon.ask("GET", "/").header("Set-Cookie") or "").partition(";")[0]
    page = issue(daemon, here, {"Cookie": cookie, "Origin": daemon.origin})
    entries = {
        "scans": [daemon.accepted_scan()["id"]],
        "products": [pictures.ISBN, "0-306-40615-2"],
        "promotions": promotions,
        "vouchers": [voucher["id"] for voucher in vouchers],
        # Some are typed, some are scanned.
        "codes": [voucher["code" if number % 3 else "qr_payload"] for number, voucher in enumerate(vouchers)],
        "pages": [page["id"]],
    }
    for name, values in entries.items():
        (folder / f"{name}.dict").write_text("".join(f'"{value}"\n' for value in values), encoding="ascii")
    return cookie


@pytest.mark.timeout(1800)
def test_schemathesis_finds_no_difference(daemon, tmp_path):
    examples = 300 if LONG else 30
    cookie = make_dictionaries(daemon, tmp_path)
    config = shutil.copy(HERE / "schemathesis.toml", tmp_path)
    run = subprocess.run(
        [str(Path(sys.executable).with_name("st")), "--config-file", str(config), "run",
         str(DOCUMENT), "--url", daemon.origin, "--checks", "all", "--max-examples", str(examples),
         "--workers", "2", "--continue-on-failure", "--report", "junit", "--report-dir", str(tmp_path),
         # The same run every time, but for the long one, which looks further each time.
         *([] if LONG else ["--generation-deterministic"])],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_photos", "PYTHONPATH": str(HERE),
                          "FOOTBRIDGE_CLIENT_KEY": daemon.keys["client"], "FOOTBRIDGE_STAFF_KEY": daemon.keys["staff"],
                          "FOOTBRIDGE_SESSION": cookie},
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1700, check=False)
    print(run.stdout[-20000:])
    print(run.stderr[-4000:])
    daemon.assert_alive()
    assert run.returncode == 0, "schemathesis found differences, printed above"
