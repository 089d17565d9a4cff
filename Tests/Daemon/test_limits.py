"""Rate limits per key and per address.

The quotas are so small that none of what is spent comes back in half a minute, which is time enough to spend them.
"""

import re

import pytest

from pictures import PNG, barcode
from wire import assert_problem

pytestmark = pytest.mark.attack("spent quotas")


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
    daemon = start("--rate-limit-key", "2", "--rate-limit-address", "0", unlimited=False)
    answers = spend(daemon, 3)
    assert [answer.status for answer in answers[:2]] == [200] * 2
    for answer in answers[:2]:
        assert answer.header("ratelimit") and answer.header("ratelimit-policy")
    assert_limited(answers[2], 2)
    # Another key has its own quota, and the operator's checks none.
    assert daemon.get("/v1/places?q=London", "admin").status in (200, 403)
    daemon.assert_alive()


def test_an_address_past_its_rate_is_refused_whatever_the_key(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "2", unlimited=False)
    spend(daemon, 2)
    assert_limited(daemon.get("/v1/places?q=London"), 2)
    daemon.assert_alive()


def test_guessing_keys_is_limited_by_address(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "2", unlimited=False)
    statuses = [
        daemon.ask("GET", "/v1/places?q=London", {"Authorization": f"Bearer fbk_{number}"}).status
        for number in range(5)
    ]
    assert statuses == [401] * 2 + [429] * 3


def test_zero_switches_limits_off(daemon):
    answers = spend(daemon, 30)
    assert {answer.status for answer in answers} == {200}
    assert answers[0].header("ratelimit") is None


def test_a_forged_forwarded_address_is_not_believed(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "2", unlimited=False)
    statuses = [
        daemon.ask("GET", "/v1/places?q=London", daemon.bearer() | {"X-Forwarded-For": f"203.0.113.{number}"}).status
        for number in range(4)
    ]
    assert statuses == [200] * 2 + [429] * 2


def test_a_trusted_proxy_tells_addresses_apart(start):
    daemon = start("--rate-limit-key", "0", "--rate-limit-address", "2", "--trusted-proxies", "127.0.0.1",
                   unlimited=False)
    for last in (1, 2):
        fields = daemon.bearer() | {"X-Forwarded-For": f"203.0.113.{last}"}
        statuses = [daemon.ask("GET", "/v1/places?q=London", fields).status for _ in range(3)]
        assert statuses == [200] * 2 + [429]


def test_a_limited_upload_does_not_count_as_a_scan(start):
    daemon = start("--rate-limit-key", "1", "--rate-limit-address", "0", unlimited=False)
    statuses = [daemon.scan().status for _ in range(3)]
    assert statuses == [201, 429, 429]
    assert daemon.ask("POST", "/v1/scans", {"Content-Type": PNG}, barcode()).status == 401
