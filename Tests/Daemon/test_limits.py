"""Rate limits per key and per address."""

import re

from pictures import PNG, barcode
from wire import assert_problem


def spend(daemon, count: int) -> list:
    return [daemon.get("/v1/places?q=London") for _ in range(count)]


def assert_limited(response, quota: int):
    problem = assert_problem(response, 429, "rate-limited")
    assert problem["type"].endswith("#quota-exceeded")
    assert problem["violated-policies"]
    policy = response.header("ratelimit-policy") or ""
    assert re.search(rf'"[^"]+";q={quota};w=60', policy), policy
    assert re.search(r'"[^"]+";r=0;t=\d+', response.header("ratelimit") or ""), response.header("ratelimit")
    assert 1 <= int(response.header("retry-after") or "0") <= 60


def test_a_key_past_its_rate_is_told_when_to_come_back(start):
    daemon = start("--rate-limit-key", "5", "--rate-limit-address", "0", unlimited=False)
    answers = spend(daemon, 6)
    assert [answer.status for answer in answers[:5]] == [200] * 5
    for answer in answers[:5]:
        assert answer.header("ratelimit") and answer.header("ratelimit-policy")
    assert_limited(answers[5], 5)
    # Another key has its own quota, and the operator's checks none.
    assert daemon.get("/v1/places?q=London", "admin").status in (200, 403)
    daemon.assert_alive()


def test_an_address_past_its_rate_is_refused_whatever_the_key(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "5", unlimited=False)
    spend(daemon, 5)
    assert_limited(daemon.get("/v1/places?q=London"), 5)
    daemon.assert_alive()


def test_guessing_keys_is_limited_by_address(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "5", unlimited=False)
    statuses = [
        daemon.ask("GET", "/v1/places?q=London", {"Authorization": f"Bearer fbk_{number}"}).status
        for number in range(8)
    ]
    assert statuses == [401] * 5 + [429] * 3


def test_zero_switches_limits_off(daemon):
    answers = spend(daemon, 30)
    assert {answer.status for answer in answers} == {200}
    assert answers[0].header("ratelimit") is None


def test_a_forged_forwarded_address_is_not_believed(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "5", unlimited=False)
    statuses = [
        daemon.ask("GET", "/v1/places?q=London", daemon.bearer() | {"X-Forwarded-For": f"203.0.113.{number}"}).status
        for number in range(7)
    ]
    assert statuses == [200] * 5 + [429] * 2


def test_a_trusted_proxy_tells_addresses_apart(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "5", "--trusted-proxies", "127.0.0.1",
                   unlimited=False)
    for last in (1, 2):
        fields = daemon.bearer() | {"X-Forwarded-For": f"203.0.113.{last}"}
        statuses = [daemon.ask("GET", "/v1/places?q=London", fields).status for _ in range(6)]
        assert statuses == [200] * 5 + [429]


def test_a_limited_upload_does_not_count_as_a_scan(start):
    daemon = start("--rate-limit-key", "2", "--rate-limit-address", "0", unlimited=False)
    statuses = [daemon.scan().status for _ in range(4)]
    assert statuses == [201, 201, 429, 429]
    assert daemon.ask("POST", "/v1/scans", {"Content-Type": PNG}, barcode()).status == 401
