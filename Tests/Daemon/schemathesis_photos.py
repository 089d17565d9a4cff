"""Real pictures and fresh keys for schemathesis, so that it reaches what lies behind the decoder and behind the first
redemption; loaded by SCHEMATHESIS_HOOKS."""

import hashlib
import json
import sys
from pathlib import Path

import schemathesis
from hypothesis import strategies

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pictures  # noqa: E402

drawn = [pictures.barcode(height=30), pictures.blank(40, 30), pictures.barcode(height=30)[:60], b"", b"GIF89a"]

schemathesis.openapi.media_type("image/png", strategies.sampled_from(drawn))
schemathesis.openapi.media_type("image/jpeg", strategies.sampled_from(drawn) | strategies.binary(max_size=200))
schemathesis.openapi.media_type("image/webp", strategies.sampled_from(drawn) | strategies.binary(max_size=200))


@schemathesis.hook
def before_call(context, case, kwargs):
    """The same redemption has the same Idempotency-Key, and another one another.

    A key that is drawn is nearly always the example's, and all but the first request would be told that it was used
    for something else. The examples themselves keep theirs, and are told so.
    """
    drawn = case.meta is not None and case.meta.phase.name.value != "examples"
    if drawn and case.meta.generation.mode.is_positive and case.operation.label == "POST /v1/redemptions":
        content = json.dumps(case.body, sort_keys=True, default=str).encode()
        case.headers["Idempotency-Key"] = hashlib.sha256(content).hexdigest()[:32]
