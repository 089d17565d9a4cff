"""What the database says, read by another SQLite than the daemon's own."""

import sqlite3
from pathlib import Path


def integrity(database: Path) -> str:
    """`ok`, or what SQLite finds wrong with the file, foreign keys included."""
    connection = sqlite3.connect(database)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        return found[0][0] if not broken and len(found) == 1 else f"{found} {broken}"
    finally:
        connection.close()


def event_count(database: Path, kind: str) -> int:
    """Rows of one type in the event log."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT count(*) FROM events WHERE type = ?", (kind,)).fetchone()[0]
    finally:
        connection.close()
