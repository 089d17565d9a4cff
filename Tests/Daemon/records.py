"""What the database says, read by another SQLite than the daemon's own, or by psql."""

import sqlite3
from pathlib import Path

from postgres import rows


def select(database: Path | str, sql: str) -> list[tuple]:
    """The rows of one query, on SQLite or PostgreSQL."""
    if isinstance(database, str):
        return [tuple(int(value) if value.isdecimal() else value for value in row) for row in rows(database, sql)]
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def integrity(database: Path | str) -> str:
    """`ok`, or what is wrong: whatever SQLite finds in its file, and scans that lack their answer or their event."""
    if not isinstance(database, str):
        found = select(database, "PRAGMA integrity_check")
        broken = select(database, "PRAGMA foreign_key_check")
        if broken or found != [("ok",)]:
            return f"{found} {broken}"
    # In one statement: the server may still end what a killed daemon had begun.
    [(scans, answers, events)] = select(
        database, "SELECT (SELECT count(*) FROM scans), (SELECT count(*) FROM scan_answers), "
        "(SELECT count(*) FROM events WHERE type = 'scan')")
    return "ok" if scans == answers == events else f"{scans} scans, {answers} answers, {events} events"


def event_count(database: Path | str, kind: str) -> int:
    """Rows of one type in the event log."""
    assert kind.isalpha()
    return select(database, f"SELECT count(*) FROM events WHERE type = '{kind}'")[0][0]


def change(database: Path | str, *statements: str):
    """Changes a database behind the daemon's back, in one transaction."""
    if isinstance(database, str):
        rows(database, "; ".join(statements))
        return
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.executescript(";\n".join(("BEGIN IMMEDIATE", *statements, "COMMIT;")))
    finally:
        connection.close()
