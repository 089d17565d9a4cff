"""Who may ask what: every route for every role, against the table below, and vouchers for others than their owner."""

import itertools
import json
import re
from datetime import UTC, datetime

import pytest
import yaml

from daemon import Daemon, run_command
from tills import SOHO, Tills, cookies
from wire import Response, assert_problem

#: Statuses of a request that says no more than its path and `{}`: who was let in has 400, 404 and 415. `unknown` has a
#: key that nobody was given; `shopper`, `device`, `till` and `lead` are browsers: with the shopper page open, enrolled
#: as a store's device, and with somebody signed in on one. A route that the
#: daemon documents and that is not here fails the test, which prints its line.
TABLE = """
                                   none unknown shopper device till lead client staff analyst merchant admin
GET /                               200     200     200    200  200  200    200   200     200      200   200
GET /assets/{name}                  404     404     404    404  404  404    404   404     404      404   404
GET /go/{token}                     404     404     404    404  404  404    404   404     404      404   404
HEAD /go/{token}                    404     404     404    404  404  404    404   404     404      404   404
GET /c/{code}                       404     404     404    404  404  404    404   404     404      404   404
HEAD /c/{code}                      404     404     404    404  404  404    404   404     404      404   404
GET /c/{code}/01/{gtin}             404     404     404    404  404  404    404   404     404      404   404
HEAD /c/{code}/01/{gtin}            404     404     404    404  404  404    404   404     404      404   404
GET /v/{id}                         404     404     404    404  404  404    404   404     404      404   404
GET /v/worker.js                    200     200     200    200  200  200    200   200     200      200   200
GET /staff                          200     200     200    200  200  200    200   200     200      200   200
GET /staff/worker.js                200     200     200    200  200  200    200   200     200      200   200
GET /healthz                        200     200     200    200  200  200    200   200     200      200   200
GET /readyz                         200     200     200    200  200  200    200   200     200      200   200
GET /metrics                        401     401     401    401  401  401    403   403     403      403   200
GET /openapi.yaml                   200     200     200    200  200  200    200   200     200      200   200
POST /v1/scans                      401     401     415    401  401  401    415   403     403      403   403
GET /v1/scans/{id}                  401     401     404    401  401  401    404   403     403      403   403
POST /v1/scans/{id}/choice          401     401     400    401  401  401    400   403     403      403   403
POST /v1/covers                     401     401     403    401  401  401    403   403     403      415   415
DELETE /v1/covers/{gtin}            401     401     403    401  401  401    403   403     403      404   404
GET /covers/{name}                  404     404     404    404  404  404    404   404     404      404   404
GET /v1/products/{id}               401     401     200    401  401  401    200   403     403      403   403
GET /v1/places                      401     401     400    401  401  401    400   403     403      403   403
POST /v1/vouchers                   401     401     400    401  401  401    400   403     403      403   403
GET /v1/vouchers/{id}               401     401     404    401  401  401    404   403     403      403   403
GET /v1/vouchers/{id}/qr.svg        401     401     404    401  401  401    404   403     403      403   403
GET /v1/vouchers/{id}/qr.png        401     401     404    401  401  401    404   403     403      403   403
POST /v1/redemptions                401     401     401    401  400  400    403   400     403      403   403
GET /v1/redemptions                 401     401     401    401  200  200    403   200     403      403   403
POST /v1/redemptions/check          401     401     401    401  400  400    403   400     403      403   403
GET /v1/redemptions/conflicts       401     401     401    401  200  200    403   200     403      403   403
POST /v1/redemptions/{id}/reversal  401     401     401    401  404  404    403   404     403      403   403
POST /v1/purchases                  401     401     401    401  401  401    401   401     401      401   401
GET /v1/rejects                     401     401     403    401  401  401    403   403     200      403   403
POST /v1/visits                     401     401     400    401  401  401    400   403     403      403   403
GET /v1/events                      401     401     403    401  401  401    403   403     200      403   403
GET /v1/conversions                 401     401     403    401  401  401    403   403     200      403   403
GET /v1/schemas/event.json          200     200     200    200  200  200    200   200     200      200   200
GET /v1/schemas/conversion.json     200     200     200    200  200  200    200   200     200      200   200
GET /v1/staff                       401     401     401    200  200  200    401   401     401      401   401
POST /v1/staff/devices              400     400     400    400  400  400    400   400     400      400   400
POST /v1/staff/session              403     403     401    400  400  400    403   403     403      403   403
DELETE /v1/staff/session            403     403     204    204  204  204    403   403     403      403   403
POST /v1/staff/enrolments           401     401     401    401  403  201    403   403     403      403   403
GET /v1/reports/{report}            401     401     401    401  401  401    403   403     200      403   403
GET /analytics                      200     200     200    200  200  200    200   200     200      200   200
POST /analytics/session             403     403     415    415  415  415    403   403     403      403   403
POST /analytics/session/end         403     403     303    303  303  303    403   403     403      403   403
"""

#: What stands in the braces of a path.
PARAMETERS = {
    "/v1/scans/{id}": "scn_01m8aby7y3fbxab1rd291cnyr5",
    "/v1/products/{id}": "9780306406157",
    "/v1/covers/{gtin}": "9780306406157",
    "/covers/{name}": "09780306406157.jpg",
    "/v1/vouchers/{id}": "vou_01m8aby7y3fbxab1rd291cnyr5",
    "/v1/redemptions/{id}": "red_01m8aby7y3fbxab1rd291cnyr5",
    "/v/{id}": "vou_01m8aby7y3fbxab1rd291cnyr5",
    "/c/{code}/01/{gtin}": "7k2m9qrt/01/09780306406157",
    "/c/{code}": "7k2m9qrt",
    "/go/{token}": "A" * 80,
    "/assets/{name}": "nothing.js",
    "/v1/reports/{report}": "funnel",
}
WORDS = {401: {"unauthenticated"}, 403: {"forbidden"}}
STAFF_WORDS = {401: {"not-enrolled"}, 403: {"lead-needed"}}
METHODS = ("get", "head", "post", "put", "patch", "delete")


def expected() -> dict[str, dict[str, int]]:
    """The table: operation, then who asks."""
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return {f"{method} {path}": dict(zip(head, map(int, statuses), strict=True)) for method, path, *statuses in lines}


def printed(matrix: dict[str, dict[str, int]]) -> str:
    """The same as text."""
    roles = list(next(iter(matrix.values())))
    width = max(map(len, matrix)) + 1
    lines = [" " * width + " ".join(roles)]
    lines += [operation.ljust(width) + " ".join(str(answers[role]).rjust(len(role)) for role in roles)
              for operation, answers in matrix.items()]
    return "\n".join(lines)


def documented(daemon: Daemon) -> list[str]:
    """The operations of the document that the daemon serves."""
    document = yaml.safe_load(daemon.ask("GET", "/openapi.yaml").body)
    return [f"{method.upper()} {path}" for path, item in document["paths"].items()
            for method in METHODS if method in item]


def target(path: str) -> str:
    """The path with something in its braces."""
    filled = next((path.replace(start, re.sub(r"\{.*\}", value, start)) for start, value in PARAMETERS.items()
                   if path.startswith(start)), path)
    assert "{" not in filled, f"PARAMETERS says nothing for {path}"
    return filled


@pytest.fixture
def who(start) -> tuple[Daemon, dict[str, dict[str, str]]]:
    """A daemon, and the header fields of everybody who asks it."""
    tills = Tills(start())
    daemon, key = tills.daemon, tills.daemon.keys["admin"]
    return daemon, {
        "none": {},
        "unknown": {"Authorization": f"Bearer {key[:-8]}{'A' * 8 if key[-8:] != 'A' * 8 else 'B' * 8}"},
        "shopper": {"Cookie": cookies(daemon.ask("GET", "/"))[0], "Origin": daemon.origin},
        "device": tills.signed_in(None), "till": tills.signed_in("till"), "lead": tills.signed_in("lead"),
    } | {role: daemon.bearer(role) for role in ("client", "staff", "analyst", "merchant", "admin")}


def ask(daemon: Daemon, operation: str, fields: dict[str, str]) -> Response:
    """One request of an operation."""
    method, path = operation.split()
    if method in ("GET", "HEAD", "DELETE"):
        return daemon.ask(method, target(path), fields)
    return daemon.ask(method, target(path), fields | {"Content-Type": "application/json"}, b"{}")


def test_every_route_answers_everybody_as_the_table_says(who):
    daemon, everybody = who
    table = expected()
    operations = list(table) + [operation for operation in documented(daemon) if operation not in table]
    matrix = {operation: {name: ask(daemon, operation, fields).status for name, fields in everybody.items()}
              for operation in operations}
    print(printed(matrix))
    assert [operation for operation in operations if operation not in table] == [], "routes that the table lacks"
    assert printed(matrix) == printed(table)


def test_who_is_turned_away_is_told_in_the_words_of_the_contract(who):
    daemon, everybody = who
    for operation, statuses in expected().items():
        for name, status in statuses.items():
            if status in (401, 403) and not operation.startswith("HEAD"):
                problem = ask(daemon, operation, everybody[name]).json()
                words = WORDS[status] | (STAFF_WORDS[status] if operation.split()[1].startswith("/v1/staff") else set())
                assert problem["code"] in words, (operation, name, problem)


def test_a_browser_changes_nothing_from_another_site(who):
    daemon, everybody = who
    for name, origin in itertools.product(("shopper", "till", "lead"), (None, "https://elsewhere.example", "null")):
        fields = {"Cookie": everybody[name]["Cookie"]} | ({"Origin": origin} if origin else {})
        for operation, statuses in expected().items():
            # Enrolling needs no cookie, only the one-time code.
            if operation.startswith(("GET", "HEAD")) or statuses[name] == 401 or operation == "POST /v1/staff/devices":
                continue
            assert_problem(ask(daemon, operation, fields), 403, "forbidden")


def test_a_key_that_was_revoked_lets_nobody_in(start):
    tills = Tills(start())
    daemon, key = tills.daemon, tills.staff(SOHO)
    fields = {"Authorization": f"Bearer {key}"}
    assert ask(daemon, "GET /v1/redemptions", fields).status == 200
    assert tills.run("key", "revoke", key).returncode == 0
    for operation, statuses in expected().items():
        assert ask(daemon, operation, fields).status == statuses["unknown"], operation


def test_a_voucher_is_there_for_whoever_got_it_alone(start):
    """To another client, and to a browser, it is like one that never was."""
    tills = Tills(start())
    daemon = tills.daemon
    promotion = tills.promotion("owned")
    neighbour = tills.say("key", "create", "--role", "client", "--name", "the neighbour", "--json")
    asking = {"client": daemon.bearer(), "neighbour": {"Authorization": f"Bearer {neighbour['key']}"}} | {
        name: {"Cookie": cookies(daemon.ask("GET", "/"))[0], "Origin": daemon.origin} for name in ("shopper", "other")}
    wish = tills.wish(promotion, "shopper").body
    [client_owns] = tills.vouchers(promotion, ["shopper"])
    answer = daemon.ask("POST", "/v1/vouchers", asking["shopper"] | {"Content-Type": "application/json"},
                        json.dumps(wish).encode())
    assert answer.status == 201, answer.body
    for owner, voucher in (("client", client_owns), ("shopper", answer.json())):
        for picture in ("", "/qr.svg", "/qr.png"):
            for who, fields in asking.items():
                there = daemon.ask("GET", f"/v1/vouchers/{voucher['id']}{picture}", fields)
                if who == owner:
                    assert there.status == 200, (who, picture)
                else:
                    assert_problem(there, 404, "not-found")
                    never = daemon.ask("GET", target("/v1/vouchers/{id}") + picture, fields)
                    assert nameless(there) == nameless(never), (who, picture)


def nameless(response: Response) -> dict:
    """A problem without the trace that it names."""
    return {name: value for name, value in response.json().items() if name not in ("trace_id", "instance")}


def test_the_day_of_a_keys_last_use_is_known_once_the_daemon_has_ended(start):
    daemon = start()
    days = [datetime.now(UTC).date()]
    assert daemon.get("/v1/places?q=london").status == 200
    assert daemon.stop() == 0
    days.append(datetime.now(UTC).date())
    listed = run_command("key", "list", "--json", "--database", f"sqlite:{daemon.database}")
    used = {key["role"]: key["last_used_on"] for key in json.loads(listed.stdout)["keys"]}
    assert used.pop("client") in [day.isoformat() for day in days]
    assert set(used.values()) == {None}
