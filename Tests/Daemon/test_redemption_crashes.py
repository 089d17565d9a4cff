"""`kill -9` amid vouchers, redemptions and reversals: what a till was told holds, and nothing happens twice."""

import random

import pytest

from conftest import LONG
from daemon import Daemon
from records import integrity, select
from tills import BLOOMSBURY, CAMDEN, SOHO, Order, Tills, rush
from waiting import eventually
from wire import Response, assert_problem

pytestmark = pytest.mark.attack("kills")

CONNECTIONS = 16
#: Vouchers of one round: as many are redeemed before the load, to be taken back under it.
FRESH, REDEEMED, WISHES = 30, 15, 15


class Round:
    """One load, the moment in it at which the daemon dies, and what must hold afterwards."""

    def __init__(self, tills: Tills, number: int, promotion: str):
        self.tills = tills
        chance = random.Random(f"crash {number}")
        visitors = [f"{number}-{visitor}" for visitor in range(FRESH + REDEEMED)]
        vouchers = tills.vouchers(promotion, visitors)
        self.before = [tills.accepted(tills.redemption(voucher["code"], f"before-{voucher['code']}"))
                       for voucher in vouchers[FRESH:]]
        self.redemptions = [
            tills.redemption(voucher["code"], f"{store}-{voucher['code']}", store)
            for voucher in vouchers for store in (BLOOMSBURY, SOHO, CAMDEN)]
        self.reversals = [tills.reversal(redeemed["id"]) for redeemed in self.before]
        self.wishes = [tills.wish(promotion, f"{number}-wish-{wish}") for wish in range(WISHES)]
        # A till that hears nothing asks again under the same key: some orders are there twice.
        repeated = chance.sample(self.redemptions, len(self.redemptions) // 4)
        self.orders = [*self.redemptions, *repeated, *self.reversals, *self.wishes]
        chance.shuffle(self.orders)
        self.deadly = chance.randrange(1, len(self.orders))
        self.answers: list[Response | None] = []
        self.redeemed: set[str] = set()

    def crash(self, *others: Daemon):
        """Sends all of it, also to the daemons that stay, and kills the first when so many answers have come."""
        def kill(count: int):
            if count == self.deadly:
                self.tills.daemon.kill()

        self.answers = rush([self.tills.daemon, *others], self.orders, CONNECTIONS, kill)
        assert len([answer for answer in self.answers if answer]) >= self.deadly

    def lose_sessions(self):
        """Sends all of it, and ends every session of the daemons with the database again and again."""
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ended: set[tuple] = set()

        def end_all(count: int):
            if count % 20 == 0:
                found = select(self.tills.database, f"SELECT pid, backend_start, pg_terminate_backend(pid) {others}")
                ended.update((process, began) for process, began, _ in found)

        self.answers = rush(self.tills.daemons, self.orders, CONNECTIONS, end_all)
        assert None not in self.answers
        eventually(lambda: not ended.intersection(select(self.tills.database, f"SELECT pid, backend_start {others}")),
                   "the ended sessions are gone")

    def told(self) -> list[tuple[Order, Response]]:
        """What was answered meanwhile, and is final."""
        told = []
        for order, answer in zip(self.orders, self.answers):
            if answer and answer.status == 503:
                assert_problem(answer, 503, "storage-unavailable")
            elif answer and not is_running(answer):
                told.append((order, answer))
        return told

    def assert_kept(self):
        """All that was answered with 201 is there."""
        listed = {row["id"]: row for store in (BLOOMSBURY, SOHO, CAMDEN) for row in self.tills.redemptions(store)}
        for order, answer in self.told():
            if answer.status != 201:
                continue
            done = answer.json()
            if order in self.wishes:
                assert self.tills.daemon.get(f"/v1/vouchers/{done['id']}").status == 200, "a voucher is gone"
            elif order in self.reversals:
                assert listed[done["reverses"]]["reversed_at"] == done["reversed_at"], "a reversal is gone"
            else:
                assert done["id"] in listed, "a redemption is gone"
                assert listed[done["id"]] | {"reversed_at": None} == done
        assert_none_is_redeemed_twice(self.tills)

    def assert_same_again(self):
        """Every order twice more: the first answer where there was one, and otherwise one that stays the same."""
        first = {order.key: answer for order, answer in self.told() if order.key}
        final = {}
        for _ in range(2):
            for order, answer in zip(self.redemptions, self.tills.rush(self.redemptions, connections=CONNECTIONS)):
                assert answer.status == 201 or assert_problem(answer, 409, "already-redeemed")
                expected = first.setdefault(order.key, answer)
                assert (answer.status, answer.body) == (expected.status, expected.body), order.key
                final[order.key] = answer
        for order in self.reversals:
            answer = self.tills.send(order)
            assert answer.status == 201 or assert_problem(answer, 409, "already-reversed")
        for order in self.wishes:
            answer = self.tills.send(order)
            assert answer.status == 201 or assert_problem(answer, 409, "already-issued")
        assert_none_is_redeemed_twice(self.tills)
        self.redeemed = {row["id"] for row in self.before} | {
            answer.json()["id"] for answer in final.values() if answer.status == 201}


def is_running(answer: Response) -> bool:
    """Whether a till was told only that the first order of its key still runs."""
    return answer.status == 409 and answer.json()["code"] == "in-progress"


def assert_none_is_redeemed_twice(tills: Tills):
    """No voucher has two redemptions that were not taken back."""
    twice = select(
        tills.database, "SELECT voucher_id, count(*) FROM ledger l WHERE reverses IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM ledger x WHERE x.reverses = l.entry_id) GROUP BY voucher_id HAVING count(*) > 1")
    assert twice == []


def redemption_ids(tills: Tills) -> set[str]:
    """All redemptions that the stores list."""
    return {row["id"] for store in (BLOOMSBURY, SOHO, CAMDEN) for row in tills.redemptions(store)}


@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_done_twice_when_the_daemon_dies(start, sqlite_tills):
    tills = sqlite_tills
    promotion, redeemed = tills.promotion("crashes"), set()
    for number in range(50 if LONG else 3):
        load = Round(tills, number, promotion)
        load.crash()
        tills.daemons = [start(database=tills.database)]
        tills.assert_verified()
        load.assert_kept()
        load.assert_same_again()
        tills.assert_verified()
        assert integrity(tills.database) == "ok"
        redeemed |= load.redeemed
        assert redemption_ids(tills) == redeemed, f"round {number}"
    assert tills.daemon.stop() == 0


@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_done_twice_when_one_of_two_daemons_dies(start_on_postgres, postgres_tills):
    """The other one goes on meanwhile, and another takes the dead one's place."""
    tills = postgres_tills
    promotion, redeemed = tills.promotion("crashes"), set()
    for number in range(3):
        load = Round(tills, number, promotion)
        load.crash(tills.daemons[1])
        tills.daemons = [tills.daemons[1], start_on_postgres(database=tills.database)]
        tills.assert_verified()
        load.assert_kept()
        load.assert_same_again()
        tills.assert_verified()
        redeemed |= load.redeemed
        assert redemption_ids(tills) == redeemed, f"round {number}"
    assert [daemon.stop() for daemon in tills.daemons] == [0, 0]


@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_done_twice_when_sessions_with_the_database_end(postgres_tills):
    """A daemon whose session ends amid a transaction cannot know whether that was committed."""
    tills = postgres_tills
    load = Round(tills, 0, tills.promotion("sessions"))
    load.lose_sessions()
    load.assert_kept()
    load.assert_same_again()
    tills.assert_verified()
    assert redemption_ids(tills) == load.redeemed
    assert [daemon.stop() for daemon in tills.daemons] == [0, 0]
