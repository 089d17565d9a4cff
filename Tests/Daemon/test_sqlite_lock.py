"""Another process that holds SQLite's write lock: nobody waits for longer than once, and all goes on after it."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

UPLOADS = 12
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
