"""Another process that holds SQLite's write lock: nobody waits for longer than once, and all goes on after it."""

import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import pictures
from daemon import binary, settings_free_environment

pytestmark = pytest.mark.attack("locks of others")

UPLOADS = 12
SCANS = 20
IMPORTED = 10_000
#: How long the daemon waits for the lock, in milliseconds: both settings together.
WAIT = ("--database-connection-wait", "1000", "--database-statement-timeout", "1000")


def test_scans_are_refused_together_while_another_process_writes_and_kept_after_it(start):
    daemon = start(*WAIT, "--decoding-waiting", "64")
    daemon.accepted_scan()
    with sqlite3.connect(daemon.database, isolation_level=None) as other, ThreadPoolExecutor(UPLOADS) as pool:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        refused = list(pool.map(lambda _: daemon.scan(timeout=60), range(UPLOADS)))
        took = time.monotonic() - began
        other.execute("ROLLBACK")
        assert [answer.status for answer in refused] == [503] * UPLOADS
        assert all(int(answer.header("retry-after") or 0) >= 1 for answer in refused)
        # Twelve waits after each other would take 24 s.
        assert 1.5 < took < 12, took
        assert [answer.status for answer in pool.map(lambda _: daemon.scan(), range(UPLOADS))] == [201] * UPLOADS
    other.close()
    assert daemon.stop() == 0


def test_scans_are_kept_while_a_large_file_is_imported(start):
    daemon = start("--decoding-waiting", "64")
    rows = [f"{pictures.isbn(number)},Book {number}\n" for number in range(IMPORTED)]
    with subprocess.Popen([binary(), "import", "products", "-", "--database", f"sqlite:{daemon.database}"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env=settings_free_environment()) as importing, ThreadPoolExecutor(SCANS) as pool:
        # It cannot end before the scans begin, as half of its file is yet to come.
        importing.stdin.write("gtin,title\n" + "".join(rows[:IMPORTED // 2]))
        scans = [pool.submit(daemon.scan) for _ in range(SCANS)]
        importing.stdin.write("".join(rows[IMPORTED // 2:]))
        said, _ = importing.communicate(timeout=300)
        answers = [scan.result() for scan in scans]
    assert importing.returncode == 0 and f"read {IMPORTED}, added {IMPORTED}," in said, said
    assert [answer.status for answer in answers] == [201] * SCANS
    assert [daemon.get(answer.header("location")).status for answer in answers] == [200] * SCANS
