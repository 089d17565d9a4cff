"""PostgreSQL stops, crashes, hangs or turns away: the daemon says 503, loses nothing and goes on by itself."""

from collections.abc import Callable, Iterator

import pytest

import pictures

from conftest import LONG, UNLIMITED, UNLIMITED_DATABASE
from daemon import SOHO, Daemon, run_command
from load import Load, Probe
from postgres import POOLED, OwnServer, Session, changed, fill_with_samples
from records import integrity, select
from silent_proxy import SilentProxy
from waiting import eventually
from wire import assert_problem

pytestmark = pytest.mark.attack("faults of PostgreSQL")

#: Short limits, so that a server that hangs is noticed soon.
IMPATIENT = ("--database-statement-timeout", "1000", "--database-connection-wait", "1000")
CONNECTIONS = 4
COMMANDS = (("serve", "--port", "0"), ("migrate",), ("doctor",))


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A server to break, with the sample bookshops in its database."""
    own = OwnServer("--pgbouncer", "--tls")
    try:
        own.keys = fill_with_samples(own.url)
        yield own
    finally:
        own.remove()


@pytest.fixture
def serve(server, tmp_path) -> Iterator[Callable[..., Daemon]]:
    """Starts daemons on the server, each on a copy of its database unless an address says which."""
    started: list[Daemon] = []

    def begin(*options: str, database: str | None = None, pooled: bool = False) -> Daemon:
        running = Daemon(
            database or server.copy(pooled), server.keys, "--secret-file", str(tmp_path / "secret"), *UNLIMITED,
            "--database-connections", str(CONNECTIONS), *IMPATIENT, *(POOLED if pooled else ()), *options)
        started.append(running)
        return running

    yield begin
    for running in started:
        running.kill()


def direct(server: OwnServer, daemon: Daemon) -> str:
    """The address of a daemon's database without PgBouncer."""
    return changed(daemon.database, port=int(server.names["POSTGRES_PORT"]))


def assert_nothing_lost(server: OwnServer, daemon: Daemon, load: Load):
    """What was accepted is in the database, whole, and can be read."""
    load.assert_kept_by(daemon)
    [(scans,)] = select(direct(server, daemon), "SELECT count(*) FROM scans")
    # A commit whose answer was lost is refused and yet kept.
    assert len(load.accepted) <= scans <= len(load.accepted) + len(load.refused)
    assert integrity(direct(server, daemon)) == "ok"


@pytest.mark.parametrize("mode, pooled", [
    ("fast", False), ("immediate", False), ("immediate", True), *([("fast", True)] if LONG else [])])
def test_a_server_that_ends_and_comes_back_costs_only_its_time(server, serve, mode, pooled):
    daemon = serve(pooled=pooled)
    with Load(daemon, look_ups=True) as load, Probe(daemon, "/healthz") as health, Probe(daemon, "/readyz") as ready:
        load.wait_until_accepted(20)
        with server.down(mode):
            ready.wait_for(503)
            health.wait_for(200)
            load.wait_until_each_is_answered()
        load.wait_for_more_of_each()
        ready.wait_for(200)
    assert load.refused, "nothing was refused: the test tests nothing"
    load.assert_only_storage_failed()
    for response in ready.refused:
        assert_problem(response, 503, "storage-unavailable")
    assert set(health.statuses) == {200}
    assert_nothing_lost(server, daemon, load)
    assert daemon.stop() == 0


def test_connections_that_are_cut_again_and_again_cost_only_themselves(server, serve):
    daemon = serve()
    cut = ("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
           f"WHERE datname = '{daemon.database.rsplit('/', 1)[1]}' AND application_name = 'footbridge'")
    with Load(daemon, look_ups=True) as load, Probe(daemon, "/healthz") as health:
        total = 0
        for _ in range(50 if LONG else 8):
            load.wait_for_more(5)
            total += int(server.rows(cut)[0][0])
        load.wait_for_more_of_each()
        load.wait_until_each_is_answered()
    assert total >= 8, "nothing was cut: the test tests nothing"
    load.assert_only_storage_failed()
    assert set(health.statuses) == {200}
    assert_nothing_lost(server, daemon, load)


@pytest.mark.parametrize("table", ("stock", "scans"))
def test_a_table_that_somebody_locks_is_a_503_in_time(server, serve, table):
    daemon = serve()
    book = f"/v1/products/{pictures.listed_sample()['product']}?{SOHO}"
    with Load(daemon, look_ups=True) as load, Probe(daemon, "/healthz") as health:
        load.wait_until_accepted(10)
        kept = f"/v1/scans/{load.accepted[0]['id']}"
        with Session(daemon.database, server.programs) as other:
            assert other.say("BEGIN", f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE") == "done"
            load.wait_until_refused(8)
            load.wait_until_each_is_answered()
            needing = daemon.get(book) if table == "stock" else daemon.scan()
            assert_problem(needing, 503, "storage-unavailable")
            # Those that wait for the table may have every connection just then, and it is refused, too.
            sparing = kept if table == "stock" else book
            eventually(lambda: daemon.get(sparing).status == 200, "what does without the table is answered")
        load.wait_for_more_of_each()
    load.assert_only_storage_failed()
    assert set(health.statuses) == {200}
    assert_nothing_lost(server, daemon, load)


def test_a_server_that_falls_silent_is_a_503_in_time(server, serve):
    daemon = serve()
    with Load(daemon) as load, Probe(daemon, "/healthz") as health, Probe(daemon, "/readyz") as ready:
        load.wait_until_accepted(20)
        with server.frozen():
            health.wait_for(200)
            load.wait_until_each_is_answered()
            ready.wait_for(503)
        load.wait_for_more_of_each()
        ready.wait_for(200)
    assert load.refused, "nothing was refused: the test tests nothing"
    load.assert_only_storage_failed()
    for response in ready.refused:
        assert_problem(response, 503, "storage-unavailable")
    assert set(health.statuses) == {200}
    assert_nothing_lost(server, daemon, load)


@pytest.mark.parametrize("sslmode", ("disable", "require"))
def test_connections_that_fall_silent_are_replaced(server, serve, sslmode):
    """As behind a firewall that forgot them: the server itself goes on, and new connections reach it."""
    with SilentProxy(int(server.names["POSTGRES_PORT"])) as proxy:
        daemon = serve(database=changed(server.copy(), port=proxy.port, sslmode=sslmode))
        with Load(daemon, look_ups=True) as load, Probe(daemon, "/healthz") as health:
            load.wait_until_accepted(20)
            assert proxy.fall_silent() > 0, "the daemon has no connection: the test tests nothing"
            # Each client whose transaction was swallowed is told so, and accepted again over another connection.
            load.wait_until_each_is_answered()
            load.wait_for_more_of_each()
            assert proxy.swallowed > 0, "nothing was swallowed: the test tests nothing"
        load.assert_only_storage_failed()
        assert set(health.statuses) == {200}
        assert_nothing_lost(server, daemon, load)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_server_that_is_silent_at_the_start_is_said_in_words(server, tmp_path, command):
    with server.frozen():
        ended = run_command(*command, environment={
            "FOOTBRIDGE_DATABASE": server.url, "FOOTBRIDGE_SECRET_FILE": str(tmp_path / "secret")})
    assert ended.returncode == 1
    assert "the server does not answer within" in ended.stdout + ended.stderr


@pytest.mark.parametrize("silent", (False, True), ids=("stopped", "silent"))
def test_sigterm_during_an_outage_ends_the_daemon_before_the_outage(server, serve, silent):
    daemon = serve()
    with Load(daemon, look_ups=True) as load:
        load.wait_until_accepted(10)
        with server.frozen() if silent else server.down("immediate"):
            load.wait_until_refused()
            assert daemon.stop() == 0
    for response in load.refused:
        assert_problem(response, 503, "storage-unavailable")
    assert_nothing_lost(server, serve(database=daemon.database), load)


@pytest.mark.parametrize("mode", ("fast", "immediate"))
def test_an_upload_that_is_repeated_under_its_key_across_an_outage_is_one_scan(server, serve, mode):
    """A client that was told 503 tries again with its key, and nobody can say whether the first try was kept."""
    daemon = serve()
    with Load(daemon, keys=True) as load:
        load.wait_until_accepted(20)
        with server.down(mode):
            load.wait_until_refused(10)
        # Nobody is turned away until a first try that came to nothing has run out: that takes the upload's deadline.
        load.wait_for_more_of_each()
    problems = [response.json()["code"] for response in load.refused]
    assert set(problems) <= {"storage-unavailable", "in-progress"}, set(problems)
    [(scans, keys)] = select(direct(server, daemon), "SELECT count(*), (SELECT count(*) FROM idempotency_keys "
                             "WHERE fingerprint IS NOT NULL) FROM scans")
    assert scans == keys
    assert len({answer["id"] for answer in load.accepted}) == len(load.accepted)
    assert_nothing_lost(server, daemon, load)


def test_a_key_whose_claim_was_made_is_free_again_though_nobody_was_told_of_it(server, serve):
    """As where the server ends between the commit and its answer."""
    with SilentProxy(int(server.names["POSTGRES_PORT"]), cue=b"INSERT INTO idempotency_keys") as proxy:
        daemon = serve(database=changed(server.copy(), port=proxy.port, sslmode="disable"))
        photo, key = pictures.barcode(comment="claimed"), {"Idempotency-Key": '"claimed"'}
        assert_problem(daemon.scan(photo, headers=key), 503, "storage-unavailable")
        assert proxy.swallowed > 0, "no answer was lost: the test tests nothing"
        daemon.accepted_scan(photo, headers=key)


def test_a_scan_that_was_kept_though_nobody_was_told_of_it_is_answered_under_its_key(server, serve):
    with SilentProxy(int(server.names["POSTGRES_PORT"]), cue=b"INSERT INTO scans") as proxy:
        daemon = serve(database=changed(server.copy(), port=proxy.port, sslmode="disable"))
        photo, key = pictures.barcode(comment="kept"), {"Idempotency-Key": '"kept"'}
        assert_problem(daemon.scan(photo, headers=key), 503, "storage-unavailable")
        count = "SELECT count(*) FROM scans"
        assert select(direct(server, daemon), count) == [(1,)], "nothing was kept: the test tests nothing"
        answer = daemon.accepted_scan(photo, headers=key)
        assert select(direct(server, daemon), count) == [(1,)]
        assert daemon.get(f"/v1/scans/{answer['id']}").json() == answer


@pytest.fixture(scope="module")
def crowded() -> Iterator[OwnServer]:
    """A server with 7 connections for everybody but its superuser."""
    own = OwnServer("--set", "max_connections=10", "--set", "superuser_reserved_connections=3")
    try:
        own.keys = fill_with_samples(own.url)
        yield own
    finally:
        own.remove()


@pytest.fixture
def crowd(crowded) -> Iterator[Callable[[], int]]:
    """Takes every connection that is left."""
    # Whoever is about to leave would leave a connection free that counts as taken.
    eventually(lambda: crowded.rows("SELECT pid FROM pg_stat_activity WHERE usename = 'footbridge'") == [],
               "those of the test before are gone")
    sessions: list[Session] = []

    def take() -> int:
        while True:
            session = Session(crowded.url, crowded.programs)
            sessions.append(session)
            said = session.say("SELECT 1")
            if said != "1":
                assert "too many" in said or "remaining connection slots" in said, said
                return len(sessions) - 1

    yield take
    for session in sessions:
        session.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_server_without_a_connection_left_is_said_in_words(crowded, crowd, tmp_path, command):
    assert crowd() > 0
    ended = run_command(*command, environment={
        "FOOTBRIDGE_DATABASE": crowded.url, "FOOTBRIDGE_SECRET_FILE": str(tmp_path / "secret")})
    assert ended.returncode == 1
    assert "no connection left: raise its max_connections" in ended.stdout + ended.stderr, ended.stdout + ended.stderr


def test_a_daemon_with_fewer_connections_than_it_wants_keeps_answering(crowded, crowd, tmp_path):
    # The wait is for a connection of the daemon's own that is in use; one that it cannot open is not waited for.
    daemon = Daemon(crowded.url, crowded.keys, "--secret-file", str(tmp_path / "secret"), *UNLIMITED,
                    *UNLIMITED_DATABASE)
    try:
        daemon.accepted_scan()
        assert crowd() > 0, "the daemon took all: the test tests nothing"
        with Load(daemon, clients=2, look_ups=True) as load:
            load.wait_for_more(150)
        assert not load.refused and not load.broken, "\n".join(daemon.log)
        assert daemon.ask("GET", "/readyz").status == 200
    finally:
        assert daemon.stop() == 0
