"""Real pictures for schemathesis, so that it reaches what lies behind the decoder; loaded by SCHEMATHESIS_HOOKS."""

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
