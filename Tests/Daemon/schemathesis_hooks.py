"""Real pictures, fresh keys and the cookies of a lead for schemathesis, so that it reaches what lies behind the decoder,
behind the first redemption and behind the till's page; loaded by SCHEMATHESIS_HOOKS, in the folder of the dictionaries."""

import gc
import hashlib
import json
import os
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import requests
import schemathesis
from hypothesis import strategies

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pictures  # noqa: E402
from shops import MERCHANT, signature  # noqa: E402

# hypothesis asks Python 3.11's own parser for the text of lambdas, in several threads, and that fails ("AST constructor recursion
# depth mismatch") where a collection of garbage lets another thread in. A run is short enough to do without.
gc.disable()

#: A book, the QR codes of a voucher and of a door, nothing, a picture that breaks off, and no pictures.
drawn = [pictures.barcode(height=30), Path("voucher.png").read_bytes(), Path("door.png").read_bytes(),
         pictures.blank(40, 30), pictures.barcode(height=30)[:60], b"", b"GIF89a"]

schemathesis.openapi.media_type("image/png", strategies.sampled_from(drawn))
schemathesis.openapi.media_type("image/jpeg", strategies.sampled_from(drawn) | strategies.binary(max_size=200))
schemathesis.openapi.media_type("image/webp", strategies.sampled_from(drawn) | strategies.binary(max_size=200))


class Key:
    """A key, which an environment variable holds."""

    variable: str

    def get(self, case, context):
        return os.environ[self.variable]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().apply_to(tag=["scans", "catalog", "vouchers", "visits"])
class Client(Key):
    """Whose scans and vouchers these are."""

    variable = "FOOTBRIDGE_CLIENT_KEY"


@schemathesis.auth().apply_to(tag="redemptions")
class Till(Key):
    """The shop where the vouchers hold."""

    variable = "FOOTBRIDGE_STAFF_KEY"


@schemathesis.auth().apply_to(operation_id=["listRejects", "listEvents", "listConversions", "report"])
class Analyst(Key):
    """Who looks into what was and was not taken."""

    variable = "FOOTBRIDGE_ANALYST_KEY"


@schemathesis.auth().apply_to(operation_id="reportPurchases")
class Reporter:
    """The shop, which signs a request last of all."""

    MARK = "to be signed"

    def get(self, case, context):
        return self.MARK

    def set(self, case, data, context):
        case.headers["Footbridge-Signature"] = data


class Signed(requests.auth.AuthBase):
    """Signs a request when its bytes are known."""

    def __call__(self, request):
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        # The merchant of the secret, unless it is left out on purpose.
        if "Footbridge-Merchant" in request.headers:
            request.headers["Footbridge-Merchant"] = MERCHANT
        request.headers["Footbridge-Signature"] = signature(os.environ["FOOTBRIDGE_SHOP_SECRET"], body)
        return request


class Browser:
    """The cookies of a browser, which an environment variable holds, and the origin of our own pages."""

    variable: str

    def get(self, case, context):
        return {name: cookie.value for name, cookie in SimpleCookie(os.environ[self.variable]).items()}

    def set(self, case, data, context):
        case.cookies = dict(data)
        case.headers["Origin"] = os.environ["FOOTBRIDGE_ORIGIN"]
        # A key that was drawn would go before the cookies.
        case.headers.pop("Authorization", None)


@schemathesis.auth().apply_to(operation_id="voucherPage")
class Shopper(Browser):
    """Who got the voucher whose page this is."""

    variable = "FOOTBRIDGE_SESSION"


@schemathesis.auth().apply_to(operation_id=["showDevice", "signIn", "signOut", "makeEnrolment"])
class Lead(Browser):
    """Who is signed in on a shop's device."""

    variable = "FOOTBRIDGE_LEAD"


@schemathesis.hook
def before_call(context, case, kwargs):
    """What a shop reports is signed, and the same redemption has the same Idempotency-Key, and another one another.

    A key that is drawn is nearly always the example's, and all but the first request would be told that it was used
    for something else. The examples themselves keep theirs, and are told so.
    """
    if case.headers.get("Footbridge-Signature") == Reporter.MARK:
        kwargs["auth"] = Signed()
    drawn = case.meta is not None and case.meta.phase.name.value != "examples"
    if drawn and case.meta.generation.mode.is_positive and case.operation.label == "POST /v1/redemptions":
        content = json.dumps(case.body, sort_keys=True, default=str).encode()
        case.headers["Idempotency-Key"] = hashlib.sha256(content).hexdigest()[:32]
