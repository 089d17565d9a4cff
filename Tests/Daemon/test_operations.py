"""Operators' routes: on an address of their own or for an admin's key, for nobody because of where they come from."""

from pathlib import Path

import pytest

from daemon import Daemon, run_command
from tills import cookies
from wire import assert_problem

READY = {"status": "ok"}
OUTSIDE = {"X-Forwarded-For": "203.0.113.9"}

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_operators_are_who_asks_on_their_own_address_or_has_an_admins_key(daemon):
    daemon.accepted_scan()
    # From this machine, as from behind a proxy on it.
    assert_problem(daemon.ask("GET", "/metrics"), 401, "unauthenticated")
    assert_problem(daemon.get("/metrics"), 403, "forbidden")
    told = daemon.get("/metrics", "admin")
    assert told.status == 200 and (told.header("content-type") or "").startswith("text/plain")
    text = daemon.metrics()
    assert "footbridge_scans_total" in text and "fbk_" not in text and "51.51" not in text
    assert daemon.ask("GET", "/readyz").json() == daemon.get("/readyz").json() == READY
    for details in (daemon.get("/readyz", "admin"), daemon.ask_operations("/readyz")):
        assert details.json().keys() == {"status", "decode_isolation", "covers"}
    assert daemon.ask_operations("/healthz").json() == READY
    for target in ("/v1/places?q=London", "/"):
        assert_problem(daemon.ask_operations(target, daemon.bearer()), 404, "not-found")


@pytest.mark.parametrize("fields", [OUTSIDE, {"X-Forwarded-Proto": "https"}, {"Forwarded": "for=203.0.113.9"},
                                    {"X-Real-IP": "203.0.113.9"}, {"X-Forwarded-Host": "books.example"}])
def test_a_stranger_who_forwards_is_refused_and_warned_of(daemon, fields):
    for refused in (daemon.ask_operations("/metrics", fields), daemon.ask("GET", "/metrics", fields),
                    daemon.ask("GET", "/metrics", fields | daemon.bearer("admin"))):
        assert_problem(refused, 403, "forbidden")
        assert "trusted-proxies" in refused.json()["detail"]
    assert daemon.ask_operations("/readyz", fields).json() == READY
    [warned, *_] = [line for line in daemon.log if "name it in trusted-proxies" in line]
    assert " warning " in warned and "peer.address=127.0.0.1" in warned and "203.0.113.9" not in warned


def test_behind_a_trusted_proxy_everybody_is_who_the_proxy_says(start):
    daemon = start("--trusted-proxies", "127.0.0.1,10.0.0.0/8", "--public-url", "HTTPS://Books.Example:443/",
                   "--rate-limit-address", "6", unlimited=False)
    # Neither the proxy nor what it says makes anybody an operator, and nobody is this machine.
    for who in ("203.0.113.1", "127.0.0.1", "10.1.1.1", "unknown"):
        forwarded = {"X-Forwarded-For": who}
        for refused in (daemon.ask("GET", "/metrics", forwarded), daemon.ask_operations("/metrics", forwarded)):
            assert_problem(refused, 401, "unauthenticated")
        assert daemon.ask_operations("/metrics", forwarded | daemon.bearer("admin")).status == 200
    assert daemon.ask_operations("/metrics").status == 200
    assert not [line for line in daemon.log if "name it in trusted-proxies" in line]

    # A client inside a trusted network is itself: not its neighbour, and not the proxy.
    def tries(who: str) -> list[int]:
        guess = {"X-Forwarded-For": f"{who}, 10.0.0.2", "Authorization": "Bearer fbk_nobody"}
        return [daemon.ask_operations("/metrics", guess).status for _ in range(9)]

    assert tries("10.9.9.9")[:7] == [401] * 6 + [429] and tries("10.8.8.8")[0] == 401
    assert_problem(daemon.ask("GET", "/metrics", {"X-Forwarded-For": "10.9.9.9"} | daemon.bearer("admin")), 429,
                   "rate-limited")
    # Whoever watches over the daemon is not kept out.
    assert daemon.ask("GET", "/readyz", {"X-Forwarded-For": "10.9.9.9"}).json() == READY

    # The public address is compared as browsers say it.
    shopper = {"X-Forwarded-For": "198.51.100.1", "Cookie": cookies(daemon.ask("GET", "/"))[0],
               "Content-Type": "application/json"}
    own = daemon.ask("POST", "/v1/visits", shopper | {"Origin": "https://books.example"}, b"{}")
    assert_problem(own, 400, own.json()["code"])
    assert_problem(daemon.ask("POST", "/v1/visits", shopper | {"Origin": "https://books.example:444"}, b"{}"), 403,
                   "forbidden")


def test_a_taken_operations_address_is_a_clear_error_and_none_is_none(start, tmp_path):
    daemon = start("--operations-address", "none")
    assert daemon.operations_port == 0
    ended = run_command("serve", "--port", "0", "--operations-address", f"127.0.0.1:{daemon.port}", "--database",
                        f"sqlite:{tmp_path / 'other.db'}")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        f"Error: cannot listen on 127.0.0.1 port {daemon.port}: Address already in use")
    # The same one for both, whichever it is.
    daemon.stop()
    ended = run_command("serve", "--port", str(daemon.port), "--operations-address", f"127.0.0.1:{daemon.port}",
                        "--database", f"sqlite:{tmp_path / 'other.db'}")
    assert ended.returncode == 1 and "Address already in use" in ended.stderr.splitlines()[-1]


def test_where_the_pages_cannot_work_the_log_says_that_they_need_https(start):
    said = "\n".join(start("--host", "0.0.0.0").log)
    assert "the pages need https" in said and '"On a phone at home"' in said
    assert "## On a phone at home" in README


def test_the_doctor_says_where_https_has_no_proxy(sample_database):
    database = ("--database", f"sqlite:{sample_database.folder / 'footbridge.db'}")
    said = run_command("doctor", *database, "--public-url", "https://books.example").stdout
    assert "warn  public address: https://books.example is https, and this daemon has neither TLS nor a proxy" in said
    assert "name the proxy in trusted-proxies" in said
    trusted = run_command("doctor", *database, "--public-url", "https://books.example", "--trusted-proxies", "::1")
    assert "ok    public address: https://books.example" in trusted.stdout
