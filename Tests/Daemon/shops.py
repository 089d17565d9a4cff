"""Merchants' shops that report what became of clicks, each request signed."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from daemon import Daemon
from tills import Tills
from wire import Connection, Response

MERCHANT = "lantern-lane"


def signature(secret: str, body: bytes, at: float | None = None) -> str:
    """The value of Footbridge-Signature, as openapi.yaml says it."""
    seconds = int(time.time() if at is None else at)
    code = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={code}"


@dataclass(frozen=True)
class SignedReport:
    """One POST, signed when it is sent."""

    secret: str
    body: bytes
    merchant: str = MERCHANT

    def send(self, connection: Connection) -> Response:
        """Sends it on a connection that stays open."""
        return connection.request("POST", "/v1/purchases", {
            "Content-Type": "application/json", "Footbridge-Merchant": self.merchant,
            "Footbridge-Signature": signature(self.secret, self.body)}, self.body)


class Shop:
    """The shop of one merchant, behind the daemons of some tills."""

    def __init__(self, tills: Tills, merchant: str = MERCHANT):
        self.tills = tills
        self.merchant = merchant
        self.secret = self.new_secret()

    def new_secret(self) -> str:
        """Makes one more."""
        return self.tills.say("merchant", "purchases", "--merchant", self.merchant, "--new-secret", "--json",
                              "--secret-file", self.tills.secret)["secret"]

    def choose_parameter(self, name: str) -> str:
        """Chooses how clicks are told; returns what the command says."""
        ended = self.tills.run("merchant", "purchases", "--merchant", self.merchant, "--click-parameter", name)
        assert ended.returncode == 0, ended.stderr
        return ended.stderr

    def link(self, scan: dict) -> str:
        """The link of this merchant's listing in a scan's answer, without its origin."""
        [url] = {there["url"] for there in scan["listings"] if there["merchant"]["id"] == self.merchant}
        return urlsplit(url).path

    def follow(self, scan: dict, daemon: Daemon | None = None) -> str:
        """Where that link leads."""
        answer = (daemon or self.tills.daemon).ask("GET", self.link(scan))
        assert answer.status == 302, answer.body
        return answer.header("location") or ""

    def click(self, query: str = "visitor=u-1", parameter: str = "footbridge_click") -> str:
        """A shopper scans a book and goes on to the shop; returns the id that the shop gets."""
        location = self.follow(self.tills.daemon.accepted_scan(query=query))
        [click] = parse_qs(urlsplit(location).query)[parameter]
        return click

    def order(self, click: str, order: str = "A-1", amount: str = "15.98", **more) -> dict:
        """One order."""
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return {"order_id": order, "click_id": click, "amount": amount, "currency": "GBP", "occurred_at": when} | more

    def refund(self, order: str, refund: str, amount: str) -> dict:
        """A refund of an order."""
        row = self.order("", refund, amount, refund_of=order)
        del row["click_id"]
        return row

    def signed(self, content) -> SignedReport:
        """A report that can be sent again and again."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return SignedReport(self.secret, body, self.merchant)

    def report(self, content, daemon: Daemon | None = None) -> Response:
        """Reports bytes, a row or a batch."""
        with (daemon or self.tills.daemon).connect() as connection:
            return self.signed(content).send(connection)

    def accepted(self, content) -> dict:
        """Reports what has to be taken."""
        answer = self.report(content)
        assert answer.status in (200, 201), f"{answer.status}: {answer.body[:300]!r}"
        return answer.json()

    def rejects(self) -> list[dict]:
        """All that was not taken, page after page."""
        found, place = [], ""
        while True:
            page = self.tills.read(f"/v1/rejects?limit=500{place}", self.tills.daemon.keys["analyst"])
            found += page["items"]
            if not page["more"]:
                return found
            place = f"&after={page['next']}"
