"""The running daemon does what `openapi.yaml` says: schemathesis against every operation, with a client's key.

`deploy/test` runs this as a step of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename

from conftest import LONG

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "Sources" / "FootbridgeHTTP" / "openapi.yaml"


def test_the_document_is_valid_openapi():
    document, _ = read_from_filename(str(DOCUMENT))
    validate(document)


def test_the_daemon_serves_that_document(daemon):
    assert daemon.ask("GET", "/openapi.yaml").body == DOCUMENT.read_bytes()


@pytest.mark.timeout(1800)
def test_schemathesis_finds_no_difference(daemon, tmp_path):
    examples = 300 if LONG else 30
    run = subprocess.run(
        [str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"), "run",
         str(DOCUMENT), "--url", daemon.origin, "--checks", "all", "--max-examples", str(examples),
         "--header", f"Authorization: Bearer {daemon.keys['client']}", "--workers", "2", "--continue-on-failure",
         "--report", "junit", "--report-dir", str(tmp_path), 
         # The same run every time, but for the long one, which looks further each time.
         *([] if LONG else ["--generation-deterministic"])],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_photos", "PYTHONPATH": str(HERE)},
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1700, check=False)
    print(run.stdout[-20000:])
    print(run.stderr[-4000:])
    daemon.assert_alive()
    assert run.returncode == 0, "schemathesis found differences, printed above"
