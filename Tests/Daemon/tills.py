"""Shoppers who get vouchers and tills that redeem them, over many connections at once."""

import json
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from subprocess import CompletedProcess

import pictures
from daemon import Daemon, run_command
from waiting import PATIENCE
from wire import Closed, Connection, Response

#: Connections that a rush is spread over, and the most that it sends in all.
CONNECTIONS = 64
MOST_ORDERS = 3000

#: The store of the sample's staff key, others of its merchant, and one of another merchant.
BLOOMSBURY = "lantern-lane.bloomsbury"
SOHO = "lantern-lane.soho"
CAMDEN = "lantern-lane.camden"
FOREIGN = "two-rivers.strand"


@dataclass(frozen=True)
class Order:
    """One POST of JSON, the same bytes each time it is sent."""

    target: str
    bearer: str
    body: dict
    key: str | None = None

    def send(self, connection: Connection) -> Response:
        """Sends it on a connection that stays open."""
        key = {"Idempotency-Key": f'"{self.key}"'} if self.key else {}
        return connection.request(
            "POST", self.target, {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"} | key,
            json.dumps(self.body).encode())


def rush(daemons: Sequence[Daemon], orders: Sequence[Order], connections: int = CONNECTIONS,
         on_answer: Callable[[int], None] | None = None) -> list[Response | None]:
    """Sends orders over so many connections, shared out among the daemons, all open before the first order goes out.

    `on_answer` is told after each answer how many have come, one call at a time, and may kill a daemon. Only then may a
    connection break: it ends there, and nothing is the answer to what it carried and to all that was not sent.

    Returns the answers in the order of the orders.
    """
    assert len(orders) <= MOST_ORDERS, len(orders)
    answers: list[Response | None] = [None] * len(orders)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(orders)):
        waiting.put(number)
    together = threading.Barrier(connections)
    counting = threading.Lock()
    count = 0

    def send_all(daemon: Daemon):
        nonlocal count
        with daemon.connect() as connection:
            together.wait(PATIENCE)
            while not waiting.empty():
                try:
                    number = waiting.get_nowait()
                    answers[number] = orders[number].send(connection)
                except queue.Empty:
                    return
                except (Closed, OSError):
                    if on_answer is None:
                        raise
                    return
                if on_answer:
                    with counting:
                        count += 1
                        on_answer(count)

    with ThreadPoolExecutor(connections) as pool:
        for ended in [pool.submit(send_all, daemons[number % len(daemons)]) for number in range(connections)]:
            ended.result()
    return answers


def cookies(response: Response) -> list[str]:
    """The cookies that an answer sets, as they are sent back."""
    return [value.split(";")[0] for name, value in response.headers if name.lower() == "set-cookie"]


def unknown_codes(code: str, count: int) -> list[str]:
    """Codes that could have been issued and were not: other letters in front, and the check characters to go with them."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    size = len(alphabet)
    found = []
    for number in range(1, count + 1):
        values = [alphabet.index(letter) for letter in code[:-1]]
        for place, step in enumerate((number, number // size, number // size ** 2)):
            values[place] = (values[place] + step) % size
        check = sum(place * value for place, value in enumerate(values, 1)) % size
        found.append("".join(alphabet[value] for value in [*values, check]))
    return found


def unknown_code(code: str) -> str:
    """One of those."""
    return unknown_codes(code, 1)[0]


def from_now(**span: float) -> str:
    """A time as RFC 3339 has it, so far from now: `minutes=-10` is ten minutes ago."""
    return (datetime.now(UTC) + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Tills:
    """The shoppers and tills of one database with the sample bookshops, behind one daemon or several."""

    def __init__(self, *daemons: Daemon):
        self.daemons = list(daemons)
        self._staff = {BLOOMSBURY: daemons[0].keys["staff"]}

    @property
    def daemon(self) -> Daemon:
        """The first of them."""
        return self.daemons[0]

    @property
    def database(self):
        """The path of the SQLite file, or PostgreSQL's address."""
        return self.daemon.database

    def run(self, *arguments: str) -> CompletedProcess[str]:
        """Runs a footbridge command on the database."""
        if isinstance(self.database, str):
            return run_command(*arguments, environment={"FOOTBRIDGE_DATABASE": self.database})
        return run_command(*arguments, "--database", f"sqlite:{self.database}", within=self.daemon.within)

    def _succeed(self, *arguments: str) -> str:
        ended = self.run(*arguments)
        assert ended.returncode == 0, f"{arguments}: {ended.stderr}"
        return ended.stdout

    def say(self, *arguments: str):
        """What a command says as JSON."""
        return json.loads(self._succeed(*arguments))

    @property
    def secret(self) -> str:
        """The path of the installation's secret."""
        options = self.daemon.options
        return options[options.index("--secret-file") + 1] if "--secret-file" in options else f"{self.database}.secret"

    def verify(self, *options: str) -> CompletedProcess[str]:
        """`footbridge verify`."""
        return self.run("verify", "--secret-file", self.secret, *options)

    def assert_verified(self):
        """Nothing in any ledger was edited, moved or taken out, and every voucher is in the state that they say."""
        ended = self.verify()
        assert ended.returncode == 0, ended.stdout + ended.stderr

    def door_sign(self, store: str = BLOOMSBURY) -> str:
        """The sign for a store's door, as SVG."""
        return self._succeed("store", "door", "--store", store, "--secret-file", self.secret)

    def door(self, store: str = BLOOMSBURY) -> str:
        """The text of the QR code on it."""
        return self._succeed("store", "door", "--store", store, "--text", "--secret-file", self.secret).strip()

    def staff(self, store: str = BLOOMSBURY) -> str:
        """The staff key of a store, made when first asked for."""
        if store not in self._staff:
            self._staff[store] = self.say("key", "create", "--role", "staff", "--store", store, "--json")["key"]
        return self._staff[store]

    def signed_in(self, role: str | None, store: str = BLOOMSBURY) -> dict[str, str]:
        """The header fields of a browser that is a store's device, with somebody of that role signed in on it, or nobody."""
        own = {"Origin": self.daemon.origin, "Content-Type": "application/json"}
        code = self.say("staff", "enrol", "--store", store, "--json")["code"]
        device = self.daemon.ask("POST", "/v1/staff/devices", own, json.dumps({"code": code}).encode())
        assert device.status == 201, device.body
        kept = [cookie for cookie in cookies(device) if not cookie.endswith("=")]
        if role:
            person = self.say("staff", "add", "--store", store, "--name", "Somebody", "--role", role, "--json")
            signed_in = self.daemon.ask(
                "POST", "/v1/staff/session", own | {"Cookie": "; ".join(kept)},
                json.dumps({"person_id": person["person_id"], "pin": person["pin"]}).encode())
            assert signed_in.status == 201, signed_in.body
            kept += cookies(signed_in)
        return {"Origin": self.daemon.origin, "Cookie": "; ".join(kept)}

    def promotion(self, code: str, *options: str, merchant: str = "lantern-lane") -> str:
        """Makes a promotion of a tenth off, or changes it; returns its id.

        One visitor may have one voucher of it, unless the options say otherwise.
        """
        ends = () if "--ends" in options else ("--ends", from_now(days=30))
        self._succeed("promotion", "create", "--merchant", merchant, "--code", code, "--title", "A tenth off",
                      "--percent", "10", *ends, *options)
        return self.promotion_row(code, merchant)["id"]

    def promotion_row(self, code: str, merchant: str = "lantern-lane") -> dict:
        """What `promotion list` says of one."""
        [row] = [row for row in self.say("promotion", "list", "--json")
                 if (row["merchant"], row["code"]) == (merchant, code)]
        return row

    def wish(self, promotion: str, visitor: str, key: str | None = None) -> Order:
        """A client asks for one visitor's voucher."""
        return Order("/v1/vouchers", self.daemon.keys["client"],
                     {"gtin": pictures.ISBN, "promotion_id": promotion, "visitor": visitor}, key)

    def redemption(self, code: str, key: str | None, store: str = BLOOMSBURY, **more: str) -> Order:
        """A till redeems a code; `more` are members of the body."""
        return Order("/v1/redemptions", self.staff(store), {"code": code} | more, key)

    def reversal(self, redemption: str, store: str = BLOOMSBURY) -> Order:
        """A till takes a redemption back."""
        return Order(f"/v1/redemptions/{redemption}/reversal", self.staff(store), {"reason": "the wrong book"})

    def send(self, order: Order, daemon: Daemon | None = None) -> Response:
        """Sends one order on a connection of its own."""
        with (daemon or self.daemon).connect() as connection:
            return order.send(connection)

    def accepted(self, order: Order) -> dict:
        """Sends an order that has to be answered with 201; returns the answer."""
        response = self.send(order)
        assert response.status == 201, f"{response.status}: {response.body[:300]!r}"
        return response.json()

    def check(self, code: str, store: str = BLOOMSBURY) -> Response:
        """What a till is told of a code before it redeems it."""
        return self.send(Order("/v1/redemptions/check", self.staff(store), {"code": code}))

    def rush(self, orders: Sequence[Order], **options) -> list[Response]:
        """See `rush`; every order is answered."""
        answers = rush(self.daemons, orders, **options)
        assert None not in answers
        return answers

    def vouchers(self, promotion: str, visitors: Sequence[str]) -> list[dict]:
        """A voucher for each visitor."""
        answers = self.rush([self.wish(promotion, visitor) for visitor in visitors], connections=min(16, len(visitors)))
        for answer in answers:
            assert answer.status == 201, answer.body[:300]
        return [answer.json() for answer in answers]

    def read(self, target: str, bearer: str) -> dict:
        """A GET that has to be answered with 200."""
        response = self.daemon.ask("GET", target, {"Authorization": f"Bearer {bearer}"})
        assert response.status == 200, f"{target}: {response.status} {response.body[:300]!r}"
        return response.json()

    def redemptions(self, store: str = BLOOMSBURY, limit: int = 500) -> list[dict]:
        """A store's whole list, page after page."""
        found, place = [], ""
        while True:
            page = self.read(f"/v1/redemptions?limit={limit}{place}", self.staff(store))
            found += page["items"]
            if not page["more"]:
                return found
            assert page["items"], "there is more, and none of it"
            place = f"&after={page['next']}"

    def conflicts(self, store: str = BLOOMSBURY) -> list[dict]:
        """Vouchers that this store and another took."""
        return self.read("/v1/redemptions/conflicts", self.staff(store))["items"]
