"""SQLite's disk is full: tills are refused, nothing they were told is lost, and all goes on once there is room."""

import shutil
from collections.abc import Iterator

import pytest

from conftest import UNLIMITED
from daemon import Daemon
from records import integrity, select
from smalldisk import SmallDisk
from tills import Order, Tills
from waiting import eventually
from wire import Response, assert_problem

pytestmark = pytest.mark.attack("full disks")

CONNECTIONS = 8
#: Orders that are sent to a full disk at most: each takes room, so that pages that are there already are soon used up.
MOST = 2000


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Where it cannot be mounted, this fails and says so."""
    with SmallDisk(48) as small:
        yield small


def redeem_until_refused(tills: Tills, orders: list[Order], count: int) -> list[Response]:
    """Sends the orders in stretches until so many were refused; returns what was answered."""
    answers: list[Response] = []
    for start in range(0, len(orders), 40):
        answers += tills.rush(orders[start:start + 40], connections=CONNECTIONS)
        if len([answer for answer in answers if answer.status == 503]) >= count:
            return answers
    raise AssertionError(f"a full disk took all of {len(orders)} redemptions: the test tests nothing")


def test_a_full_disk_costs_no_redemption_that_a_till_was_told_of(disk, sample_database, tmp_path):
    sample_database.copy_to(disk.inside / "sample")
    daemon = Daemon(disk.path / "sample" / "footbridge.db", sample_database.keys, *UNLIMITED, within=disk.entering())
    tills = Tills(daemon)
    try:
        vouchers = tills.vouchers(tills.promotion("full"), [f"shopper-{number}" for number in range(200)])
        # Each voucher again and again: a refusal is a row, too.
        codes = [voucher["code"] for voucher in vouchers]
        orders = [tills.redemption(codes[number % len(codes)], f"order-{number}") for number in range(MOST)]
        told = tills.rush(orders[:20], connections=CONNECTIONS)

        disk.fill()
        told += redeem_until_refused(tills, orders[20:], 50)
        for answer in told:
            if answer.status == 503:
                assert_problem(answer, 503, "storage-unavailable")
            elif answer.status != 201:
                assert_problem(answer, 409, "already-redeemed")
        assert daemon.ask("GET", "/healthz").status == 200
        # What the log had room for meanwhile can still be written to: a proof may take some turns to find none.
        eventually(lambda: not is_ready(daemon), "nothing can be written")
        assert_listed(tills, told)

        disk.make_room()
        eventually(lambda: is_ready(daemon), "there is room again")
        again = tills.rush(orders[:len(told)], connections=CONNECTIONS)
        for before, after in zip(told, again):
            if after.status != 201:
                assert_problem(after, 409, "already-redeemed")
            if before.status != 503:
                assert (after.status, after.body) == (before.status, before.body)
        ids = assert_listed(tills, again)
        tills.assert_verified()
    finally:
        assert daemon.stop() == 0

    # This process does not see the disk as the daemon does.
    kept = shutil.copyfile(disk.inside / "sample" / "footbridge.db", tmp_path / "kept.db")
    assert integrity(kept) == "ok"
    [(redemptions, events, refusals, refused)] = select(
        kept, "SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM events WHERE type = 'redemption'), "
        "(SELECT count(*) FROM refused_redemptions), (SELECT count(*) FROM events WHERE type = 'refusal')")
    assert redemptions == events == len(ids)
    assert refusals == refused == len([answer for answer in again if answer.status == 409])


def is_ready(daemon: Daemon) -> bool:
    """What a load balancer goes by."""
    return daemon.ask("GET", "/readyz").status == 200


def assert_listed(tills: Tills, answers: list[Response]) -> set[str]:
    """The store lists what was answered with 201, and nothing else; returns the ids."""
    ids = {answer.json()["id"] for answer in answers if answer.status == 201}
    assert {row["id"] for row in tills.redemptions()} == ids
    return ids
