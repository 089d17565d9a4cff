"""Several daemons on one PostgreSQL database are one bookshop."""

import subprocess
import threading
from urllib.parse import urlsplit

import pytest

import pictures
from conftest import LONG, UNLIMITED
from daemon import Daemon, binary, refusing_port, run_command, settings_free_environment
from load import Load
from postgres import fill_with_samples
from records import event_count, integrity, select
from waiting import PATIENCE
from wire import assert_problem


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": f'"{text}"'}


@pytest.fixture
def three(start_on_postgres) -> list[Daemon]:
    """Three daemons on one database with the sample bookshops."""
    first = start_on_postgres()
    return [first] + [start_on_postgres(database=first.database) for _ in range(2)]


@pytest.mark.parametrize("_", range(10 if LONG else 1))
def test_daemons_that_start_at_once_on_an_empty_database_all_come_up(postgres, make_database, tmp_path, _):
    database = postgres.address(make_database())
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text("5a" * 32 + "\n", encoding="ascii")
    daemons = [Daemon(database, {}, "--new-database", "--secret-file", str(secret), *UNLIMITED, wait=False)
               for _ in range(3)]
    try:
        for daemon in daemons:
            daemon.wait_until_listening()
        steps = select(database, "SELECT count(*), count(DISTINCT number), max(number) FROM schema_migrations")
        assert steps[0][0] == steps[0][1] == steps[0][2] > 0
        for daemon in daemons:
            daemon.keys = daemons[0].keys or fill_with_samples(database)
            daemon.accepted_scan()
            assert daemon.ask("GET", "/readyz").status == 200
        assert event_count(database, "scan") == 3
    finally:
        codes = [daemon.stop() for daemon in daemons]
    assert codes == [0, 0, 0]


@pytest.mark.parametrize("_", range(10 if LONG else 1))
def test_daemons_that_start_at_once_without_a_secret_make_one_and_all_come_up(postgres, make_database, tmp_path, _):
    """Whoever finds the secret before the database knows it does not take it for an older one's."""
    database = postgres.address(make_database())
    daemons = [Daemon(database, {}, "--secret-file", str(tmp_path / "secret"), *UNLIMITED, wait=False)
               for _ in range(4)]
    try:
        for daemon in daemons:
            daemon.wait_until_listening()
    finally:
        codes = [daemon.stop() for daemon in daemons]
    assert codes == [0] * 4


def test_an_empty_database_beside_an_older_secret_is_not_served_unless_that_is_said(
        start_on_postgres, postgres, make_database, tmp_path):
    daemon = start_on_postgres()
    assert daemon.stop() == 0
    # As after a typing error in the address, or before a backup was restored.
    wrong = {"FOOTBRIDGE_DATABASE": postgres.address(make_database())}
    serve = ("serve", "--port", "0", "--secret-file", str(tmp_path / "secret"))
    for _ in range(2):
        refused = run_command(*serve, environment=wrong)
        assert refused.returncode == 1, refused.stderr
        for words in ("is empty", str(tmp_path / "secret"), "is that the right one?", "--new-database"):
            assert words in refused.stderr, refused.stderr
        assert select(wrong["FOOTBRIDGE_DATABASE"], "SELECT count(*) FROM installation WHERE secret_check IS NULL") == [(1,)]
    anew = start_on_postgres("--new-database", database=wrong["FOOTBRIDGE_DATABASE"])
    assert anew.get("/v1/places?q=x").status == 401, "the keys are in the other"
    assert anew.stop() == 0
    # It has been served: the next start needs no flag.
    assert start_on_postgres(database=wrong["FOOTBRIDGE_DATABASE"]).stop() == 0


def test_daemons_that_start_at_once_agree_on_a_secret_that_is_not_there_yet(tmp_path):
    """They come as far as a database that is not there: the secret is read before."""
    with refusing_port() as port:
        environment = settings_free_environment() | {"FOOTBRIDGE_DATABASE": f"postgres://nobody@127.0.0.1:{port}/none"}
        for attempt in range(40 if LONG else 4):
            started = [subprocess.Popen(
                [binary(), "serve", "--port", "0", "--secret-file", str(tmp_path / f"secret-{attempt}")], text=True,
                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                for _ in range(8)]
            for process in started:
                _, said = process.communicate(timeout=PATIENCE)
                assert "Connection refused" in said, said


def test_a_scan_that_one_accepted_is_read_at_another(three):
    for number, daemon in enumerate(three):
        answer = daemon.accepted_scan(pictures.barcode(pictures.isbn(number)))
        for other in three:
            kept = other.get(f"/v1/scans/{answer['id']}")
            assert (kept.status, kept.json()) == (200, answer)
    assert event_count(three[0].database, "scan") == 3


def test_a_link_of_one_leads_on_at_another(three):
    sample = pictures.listed_sample()
    answer = three[0].accepted_scan(pictures.sample_bytes(sample), media_type=sample["media_type"])
    link = urlsplit(answer["listings"][0]["url"]).path
    assert [daemon.ask("GET", link).status for daemon in three] == [302] * 3
    assert three[0].stop() == 0
    assert event_count(three[0].database, "click") == 1, "the same click, wherever it is repeated"


def test_a_key_that_was_used_at_one_is_replayed_by_another(three):
    photo = pictures.barcode(comment="elsewhere")
    first = three[0].scan(photo, headers=key("elsewhere"))
    assert first.status == 201
    for other in three[1:]:
        again = other.scan(photo, headers=key("elsewhere"))
        assert again.status == 201
        assert again.body == first.body
        assert_problem(other.scan(pictures.blank(), headers=key("elsewhere")), 422, "idempotency-mismatch")
    assert event_count(three[0].database, "scan") == 1


@pytest.mark.parametrize("_", range(20 if LONG else 2))
def test_one_key_that_races_on_several_makes_one_scan(three, _):
    photo = pictures.large(comment="race")
    answers = []

    def upload(daemon: Daemon):
        answers.append(daemon.scan(photo, headers=key("race")))

    threads = [threading.Thread(target=upload, args=(three[number % 3],)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert len(answers) == 9
    created = {answer.json()["id"] for answer in answers if answer.status == 201}
    assert len(created) == 1
    for answer in answers:
        if answer.status != 201:
            assert_problem(answer, 409, "in-progress")
    assert event_count(three[0].database, "scan") == 1
    assert integrity(three[0].database) == "ok"


def test_one_that_is_killed_takes_nothing_from_the_others(three):
    with Load(three[0]) as doomed, Load(three[1], clients=2) as other:
        doomed.wait_until_accepted(10)
        three[0].kill()
        other.wait_for_more(10)
    assert not other.refused and not other.broken
    doomed.assert_kept_by(three[2])
    other.assert_kept_by(three[2])
    assert integrity(three[0].database) == "ok"


def test_another_secret_is_refused_until_the_old_one_is_forgotten(start_on_postgres, tmp_path):
    first = start_on_postgres()
    other = ("serve", "--port", "0", "--secret-file", str(tmp_path / "other"))
    environment = {"FOOTBRIDGE_DATABASE": first.database}
    refused = run_command(*other, environment=environment)
    assert refused.returncode == 1
    for words in (str(tmp_path / "other"), "another secret", "copy the secret file", "migrate --forget-secret"):
        assert words in refused.stderr, refused.stderr
    assert first.stop() == 0
    forgotten = run_command("migrate", "--forget-secret", environment=environment)
    assert forgotten.returncode == 0, forgotten.stderr
    second = Daemon(first.database, first.keys, *other[3:])
    try:
        second.accepted_scan()
        refused = run_command("serve", "--port", "0", *first.options, environment=environment)
        assert refused.returncode == 1 and "another secret" in refused.stderr, refused.stderr
    finally:
        assert second.stop() == 0
