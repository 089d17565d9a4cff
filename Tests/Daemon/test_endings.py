"""SIGTERM finishes what was accepted; `kill -9` loses nothing that was answered."""

import socket

import pytest

import pictures
from conftest import LONG
from daemon import Daemon
from load import Load
from records import event_count, integrity
from waiting import PATIENCE, eventually

pytestmark = pytest.mark.attack("kills")


def refuses_connections(daemon: Daemon) -> bool:
    """Whether the daemon no longer listens."""
    try:
        socket.create_connection(("127.0.0.1", daemon.port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        pass
    return False


def test_sigterm_when_idle_ends_with_status_0(start):
    daemon = start()
    daemon.accepted_scan()
    assert daemon.stop() == 0
    assert integrity(daemon.database) == "ok"


def test_sigterm_in_mid_scan_finishes_the_scan(start_on_each):
    daemon = start_on_each()
    photo = pictures.barcode(comment="mid-scan")
    upload = daemon.start_upload(len(photo))
    upload.send(photo[:len(photo) // 2])
    daemon.terminate()
    eventually(lambda: refuses_connections(daemon), "no more connections after SIGTERM")
    upload.send(photo[len(photo) // 2:])
    response = upload.read_response("POST")
    upload.close()
    assert response.status == 201
    assert daemon.wait() == 0
    again = start_on_each(database=daemon.database)
    kept = again.get(f"/v1/scans/{response.json()['id']}")
    assert kept.status == 200
    assert kept.json() == response.json()


def test_sigterm_under_load_answers_what_it_accepted(start_on_each):
    """Each upload that was told to continue gets its answer, and the log has a row for each."""
    daemon = start_on_each()
    photo = pictures.large(side=1600)
    uploads = [daemon.start_upload(len(photo)) for _ in range(12)]
    for upload in uploads:
        upload.send(photo)
    daemon.terminate()
    statuses = [upload.read_response("POST").status for upload in uploads]
    assert statuses == [201] * len(uploads)
    assert daemon.wait() == 0
    assert event_count(daemon.database, "scan") == len(uploads)


def test_sigterm_waits_no_longer_than_the_upload_deadline(start):
    daemon = start("--upload-deadline", "3")
    with daemon.start_upload(1_000_000):
        assert daemon.stop() == 0


def test_an_idle_connection_does_not_hold_the_daemon_back(start):
    daemon = start()
    with daemon.connect() as connection:
        assert connection.request("GET", "/healthz").status == 200
        assert daemon.stop() == 0


def test_every_upload_makes_one_row(start_on_each):
    daemon = start_on_each()
    for number in range(20):
        daemon.accepted_scan(pictures.barcode(pictures.isbn(number)))
    daemon.accepted_scan(pictures.blank())
    assert daemon.scan(pictures.barcode()[:60]).status == 422
    assert daemon.ask("POST", "/v1/scans", {"Content-Type": pictures.PNG}, pictures.barcode()).status == 401
    assert daemon.stop() == 0
    assert event_count(daemon.database, "scan") == 21


@pytest.mark.parametrize("after", (5, 25, 80) if not LONG else tuple(range(5, 305, 15)))
def test_kill_in_mid_scan_loses_no_accepted_scan(start_on_each, after):
    """Four clients upload as fast as they can; the daemon is killed once `after` scans were answered."""
    daemon = start_on_each()
    with Load(daemon) as load:
        load.wait_until_accepted(after)
        daemon.kill()
    assert integrity(daemon.database) == "ok"
    again = start_on_each(database=daemon.database)
    assert event_count(daemon.database, "scan") >= len(load.accepted) >= after
    load.assert_kept_by(again)
    again.accepted_scan()


def test_kill_while_an_idempotent_upload_runs_frees_its_key(start):
    """After the restart the retry of the lost upload either runs or is told to come back, and then runs."""
    daemon = start()
    photo = pictures.large(comment="idempotent kill")
    upload = daemon.connect()
    upload.send_head("POST", "/v1/scans", daemon.bearer() | {
        "Content-Type": pictures.PNG, "Content-Length": str(len(photo)), "Idempotency-Key": '"kill"'})
    upload.send(photo)
    daemon.kill()
    upload.close()
    again = start(database=daemon.database)
    response = again.scan(photo, query="", headers={"Idempotency-Key": '"kill"'})
    assert response.status in (201, 409)
    if response.status == 409:
        assert int(response.header("retry-after") or "0") >= 1
